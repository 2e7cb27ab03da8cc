import { attacksWithoutKeys } from "./attacks-on-files";
import { attacksWithLogKey, misnamedLogKey } from "./attacks-on-log";
import { attacksOnContainer, attacksOnHistory, attacksOnLimits, attacksOnManifest } from "./attacks-on-whole";
import type { Vector } from "./fixture-honest";

/** Bundles and histories that were tampered with, and the exit code each must get. */
export function attackVectors(): Vector[] {
  return [
    ...attacksWithoutKeys(),
    ...attacksOnManifest(),
    ...attacksWithLogKey(),
    misnamedLogKey(),
    ...attacksOnHistory(),
    ...attacksOnContainer(),
    ...attacksOnLimits(),
  ];
}
