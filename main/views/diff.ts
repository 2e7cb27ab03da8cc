import type { Output } from "../../shared/contract/api";
import { ok, type Result } from "../../shared/result";
import { readAttempt } from "../store/tasks";
import type { Core } from "./core";
import { attemptMissing } from "./timeline";

/** An attempt's patch as text, out of the archive. */
export function diffOf(core: Core, attemptId: string): Result<Output<"diff.get">> {
  const stored = readAttempt(core.index, attemptId);
  if (stored === null) return attemptMissing(attemptId);
  const { patchDigest: digest, patchSource: source, patchNote: note, base, head } = stored.attempt;
  if (digest === null) return ok({ attemptId, patch: "", digest, source, note, base, head });
  const bytes = core.archive.get(digest);
  if (!bytes.ok) return bytes;
  return ok({ attemptId, patch: bytes.value.toString("utf8"), digest, source, note, base, head });
}
