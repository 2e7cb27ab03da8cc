import type { Output } from "../../shared/contract/api";
import { ok, type Result } from "../../shared/result";
import type { Core } from "./core";

/** A stretch of an archived file as text; bytes that are not UTF-8 show as replacement characters. */
export function rawEvidence(core: Core, digest: string, offset: number, limit: number): Result<Output<"evidence.raw">> {
  const bytes = core.archive.get(digest);
  if (!bytes.ok) return bytes;
  const end = Math.min(bytes.value.length, offset + limit);
  return ok({
    text: bytes.value.subarray(offset, end).toString("utf8"),
    bytes: bytes.value.length,
    nextOffset: end < bytes.value.length ? end : null,
  });
}
