import { existsSync, realpathSync } from "node:fs";
import path from "node:path";
import { setImmediate as breathe } from "node:timers/promises";
import type { ExportedBundle } from "../../shared/contract/audit";
import { err, ok, type Result } from "../../shared/result";
import { unknownKindsSentence } from "../../shared/review/unknown-kinds";
import { BundleBuild, type BundleAsk } from "../audit/bundle/build-bundle";
import type { Core } from "../views/core";
import { logState } from "../views/log-state";
import { anchorByExport } from "./anchor-log";
import { BundleTooLarge, writeBundle } from "./bundle-writer";
import { startJob } from "./jobs";

const jobName = "Exporting the log";
const tellEveryMs = 200;
const stretchMs = 15;

interface ExportAsk extends BundleAsk {
  readonly tar: boolean;
  /** Where to; null for a name of its own in the data folder's `reports`. */
  readonly out: string | null;
}

class Cancelled extends Error {}

/**
 * Writes a bundle of the log, whole or not at all, and records the export with the digest of its manifest. A log that is damaged or
 * diverged is exported too, and the answer says what verifiers will find.
 */
export async function exportBundle(
  core: Core,
  ask: ExportAsk,
  cancelled: () => boolean,
): Promise<Result<ExportedBundle>> {
  const { ledger } = core;
  const state = logState(core);
  // A log of before checkpoints gets its key and its first one now.
  if (ledger.origin() !== null && ledger.checkpoint() === null) {
    const signed = ledger.append([]);
    if (!signed.ok) return signed;
  }
  const begun = BundleBuild.begin(ledger, ask);
  if (!begun.ok) return begun;
  const build = begun.value;
  const where = ask.out === null ? ownPlace(core, build, ask.tar) : path.resolve(ask.out);
  if (existsSync(where))
    return err({
      code: "out-refused",
      message: "There is something at this place already: it is left as it is.",
      place: where,
      remedy: "Name another place.",
    });
  const written = await write(core, build, where, ask.tar, cancelled);
  if (!written.ok) return written;
  const { digest, files, bytes } = written.value;
  const { origin, from, to, note } = build;
  const recorded = ledger.append([{ kind: "export", format: "bundle", path: where, digest, entries: to - from }]);
  // A copy outside of the data folder is something that the log can later be held against.
  const anchored =
    recorded.ok && isOutside(core.home, where)
      ? anchorByExport(core, { digest, form: ask.tar ? "tar" : "folder", path: where, size: to })
      : null;
  if (recorded.ok) core.publish("changed", { scopes: ["audit"] });
  return ok({
    path: where,
    origin,
    from,
    to,
    root: build.root,
    files,
    bytes,
    decisions: build.decisions,
    withheld: build.withheld,
    textsWithheld: build.textsWithheld,
    digest,
    note,
    logKeys: [...build.logKeys],
    recorded: recorded.ok ? (recorded.value[0]?.seq ?? null) : null,
    anchored: anchored?.ok === true ? anchored.value.seq : null,
    problem: state.problem ?? unknownKindsSentence(state.unknown),
  });
}

function isOutside(home: string, where: string): boolean {
  const relative = path.relative(realpathSync(home), realpathSync(where));
  return relative.startsWith("..") || path.isAbsolute(relative);
}

/** `reports/countersign-audit-0-1486-2026-11-21T07-40-12Z.tar` */
function ownPlace(core: Core, { from, to }: BundleBuild, tar: boolean): string {
  const stamp = `${core.platform.clock.now().toISOString().slice(0, 19).replaceAll(":", "-")}Z`;
  const name = `countersign-audit-${String(from)}-${String(to)}-${stamp}${tar ? ".tar" : ""}`;
  return path.join(core.home, "reports", name);
}

async function write(
  core: Core,
  build: BundleBuild,
  where: string,
  tar: boolean,
  cancelled: () => boolean,
): Promise<Result<{ digest: string; files: number; bytes: number }>> {
  const job = startJob(core);
  const tell = (rest: { finished: boolean; cancelled?: true; failed?: { message: string; remedy?: string } }): void => {
    const { done, total } = build.progress;
    core.publish("progress", {
      job: jobName,
      step: path.basename(where),
      unit: "entries",
      id: job.id,
      done,
      total,
      ...rest,
    });
  };
  let told = performance.now();
  let since = told;
  tell({ finished: false });
  try {
    const { origin, from, to } = build;
    const written = await writeBundle(where, tar, { origin, from, to }, build.parts(), async () => {
      const now = performance.now();
      if (now - since < stretchMs) return;
      if (now - told > tellEveryMs) {
        tell({ finished: false });
        told = now;
      }
      await breathe();
      since = performance.now();
      if (cancelled() || job.cancelled()) throw new Cancelled();
    });
    tell({ finished: true });
    return ok(written);
  } catch (error) {
    if (error instanceof Cancelled) {
      tell({ finished: true, cancelled: true });
      return err({ code: "cancelled", message: "The export was ended. Nothing was written.", place: where });
    }
    const message = `The bundle could not be written: ${error instanceof Error ? error.message : String(error)}`;
    const remedy =
      error instanceof BundleTooLarge
        ? "Export the log in parts with --from and --to: each is verified by itself."
        : "Choose a folder this account can write, with space left.";
    tell({ finished: true, failed: { message, remedy } });
    return err({ code: "bundle-unwritable", message, place: where, remedy });
  } finally {
    job.end();
  }
}
