import picomatch from "picomatch";
import type { ChangedFile } from "../../shared/model/attempt";
import type { SessionEvent } from "../../shared/model/event";
import type { ClaimFinding, StatedClaim } from "./stated-claim";
import { counted, someOf } from "./wording";

/**
 * Compares a claim about files with the changed files.
 * In: a "file-changed" or "only-these-files" claim, the attempt's changed files, its events. Out: verdict and why.
 */
export function judgeFileClaim(
  stated: StatedClaim,
  files: readonly ChangedFile[],
  events: readonly SessionEvent[],
): ClaimFinding {
  const edits = events.flatMap(({ sessionId, event }) =>
    event.detail.kind === "file-edit" && event.detail.outcome === "ok"
      ? [{ ref: { sessionId, seq: event.seq }, path: event.detail.newPath ?? event.detail.path }]
      : [],
  );
  if (files.length === 0)
    return { verdict: "unverifiable", why: "The attempt has no patch to compare with.", events: [] };
  if (stated.kind === "only-these-files") {
    if (stated.paths.length === 0)
      return {
        verdict: "unverifiable",
        why: `The sentence names no file; the patch changes ${counted(files.length, "file")}.`,
        events: [],
      };
    const outside = files.filter((file) => !stated.paths.some((path) => names(path, file.path)));
    const rest = outside.map((file) => file.path);
    if (rest.length === 0) {
      return {
        verdict: "backed",
        why:
          files.length === 1
            ? `The one changed file is ${files[0]?.path ?? ""}.`
            : `All ${files.length} changed files are among those named.`,
        events: [],
      };
    }
    return {
      verdict: "contradicted",
      why: `${counted(rest.length, "other file")} changed: ${someOf(rest)}.`,
      events: edits
        .filter((edit) => rest.some((path) => names(path, edit.path) || edit.path.endsWith(`/${path}`)))
        .map((edit) => edit.ref),
    };
  }
  const path = stated.paths[0] ?? "";
  const changed = files.filter(
    (file) => names(path, file.path) || (file.oldPath !== null && names(path, file.oldPath)),
  );
  const first = changed[0];
  if (first !== undefined) {
    const added = changed.reduce((sum, file) => sum + file.added, 0);
    const removed = changed.reduce((sum, file) => sum + file.removed, 0);
    const subject = changed.length === 1 ? first.path : `${counted(changed.length, "file")} under ${path}`;
    return { verdict: "backed", why: `The patch has ${subject}, +${added} −${removed}.`, events: [] };
  }
  const edited = edits.filter((edit) => names(path, edit.path) || edit.path.endsWith(`/${path}`));
  if (edited.length > 0) {
    return {
      verdict: "unbacked",
      why: `${path} was edited, but the patch has no change to it.`,
      events: edited.map((edit) => edit.ref),
    };
  }
  // A path mentioned along the way need not be what was changed.
  return stated.direct
    ? {
        verdict: "contradicted",
        why: `No change to ${path} is among the ${counted(files.length, "changed file")}.`,
        events: [],
      }
    : { verdict: "unbacked", why: `The patch has no change to ${path}.`, events: [] };
}

/** Whether a path as an agent writes it (file name, folder, glob, path) names a changed file. */
function names(said: string, path: string): boolean {
  const clean = said.replace(/^\.\//, "");
  if (path === clean || path.endsWith(`/${clean}`)) return true;
  if (clean.includes("*")) return picomatch.isMatch(path, clean, { dot: true });
  const folder = clean.replace(/\/$/, "");
  return path.startsWith(`${folder}/`) || (clean.endsWith("/") && path.includes(`/${folder}/`));
}
