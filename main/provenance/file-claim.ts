import picomatch from "picomatch";
import type { ChangedFile } from "../../shared/model/attempt";
import type { Edit } from "./claim-facts";
import { isTestFile } from "./patch-lines";
import { groundOf, type ClaimFinding, type StatedClaim } from "./stated-claim";
import { counted, someOf } from "./wording";

const mostEvents = 20;

export interface FileFacts {
  readonly files: readonly ChangedFile[];
  readonly edits: readonly Edit[];
  /** Whether a file of that name was written along the way, whatever became of it. */
  readonly wrote: (path: string) => boolean;
  /** The patch holds everything that was changed, also by commands. */
  readonly complete: boolean;
}

/**
 * Compares a claim about files with the changed files. Contradicted only where the patch holds everything that was changed.
 * In: a "file-changed" or "only-these-files" claim, the attempt's changed files, its edits. Out: verdict and why.
 */
export function judgeFileClaim(stated: StatedClaim, { files, edits, wrote, complete }: FileFacts): ClaimFinding {
  if (files.length === 0)
    return { verdict: "unverifiable", why: "The attempt has no patch to compare with.", events: [] };
  if (stated.kind === "only-these-files") {
    if (stated.paths.length === 0)
      return {
        verdict: "unverifiable",
        why: `The sentence names no file; the patch changes ${counted(files.length, "file")}.`,
        events: [],
      };
    const outside = files.filter(
      (file) => !stated.paths.some((path) => names(path, file.path)) && !(stated.limited && isTestFile(file.path)),
    );
    const rest = outside.map((file) => file.path);
    if (rest.length === 0) {
      return {
        verdict: "backed",
        why:
          files.length === 1
            ? `The one changed file is ${files[0]?.path ?? ""}.`
            : `All ${files.length} changed files are among those named.`,
        events: [],
        ground: files.slice(0, mostEvents).map((file) => groundOf({ path: file.path })),
      };
    }
    return {
      verdict: "contradicted",
      why: `${counted(rest.length, "other file")} changed: ${someOf(rest)}.`,
      events: someEdits(edits, rest).map((edit) => edit.ref),
      ground: rest.slice(0, mostEvents).map((path) => groundOf({ path })),
    };
  }
  return judgeOne(stated, { files, edits, wrote, complete });
}

function judgeOne(stated: StatedClaim, { files, edits, wrote, complete }: FileFacts): ClaimFinding {
  const path = stated.paths[0] ?? "";
  const changed = files.filter(
    (file) => names(path, file.path) || (file.oldPath !== null && names(path, file.oldPath)),
  );
  const [first] = changed;
  if (first !== undefined) {
    const added = changed.reduce((sum, file) => sum + file.added, 0);
    const removed = changed.reduce((sum, file) => sum + file.removed, 0);
    const subject = changed.length === 1 ? first.path : `${counted(changed.length, "file")} under ${path}`;
    const ground = changed.slice(0, mostEvents).map((file) => groundOf({ path: file.path }));
    const has = `The patch has ${subject}, +${String(added)} −${String(removed)}`;
    const gone = changed.every((file) => file.status === "deleted" || file.oldPath !== null);
    if (stated.op === "deleted" && !gone) {
      const verdict = complete ? "contradicted" : "unverifiable";
      return { verdict, why: `${has}: it is changed there, not removed.`, events: [], ground };
    }
    if (stated.op === "added" && changed.every((file) => file.status === "deleted"))
      return {
        verdict: complete ? "contradicted" : "unverifiable",
        why: `The patch removes ${subject}.`,
        events: [],
        ground,
      };
    return { verdict: "backed", why: `${has}.`, events: [], ground };
  }
  const edited = edits.filter((edit) => names(path, edit.path) || edit.path.endsWith(`/${path}`));
  const [written] = edited;
  // One outside of the repository is in no patch.
  if (/^(?:\/|~)/.test(path))
    return written === undefined
      ? { verdict: "unverifiable", why: `${path} is outside of what the patch covers.`, events: [] }
      : {
          verdict: "backed",
          why: `An edit wrote ${path}, which is outside of what the patch covers.`,
          events: [written.ref],
          ground: [groundOf({ event: written.ref, path })],
        };
  if (edited.length > 0)
    return {
      verdict: "unbacked",
      why: `${path} was edited, but the patch has no change to it.`,
      events: edited.slice(0, mostEvents).map((edit) => edit.ref),
      ground: edited.slice(0, mostEvents).map((edit) => groundOf({ event: edit.ref, path })),
    };
  // What was made and removed along the way is in no patch.
  if (stated.op === "deleted")
    return {
      verdict: "unverifiable",
      why: `The patch does not have ${path}: it may never have been committed.`,
      events: [],
    };
  if (wrote(path))
    return { verdict: "unbacked", why: `${path} was written, but the patch has no change to it.`, events: [] };
  // A path mentioned along the way need not be what was changed.
  return stated.direct && complete
    ? {
        verdict: "contradicted",
        why: `No change to ${path} is among the ${counted(files.length, "changed file")}.`,
        events: [],
      }
    : { verdict: "unbacked", why: `The patch has no change to ${path}.`, events: [] };
}

/** The first edits of some changed files. Both can be many thousands: each edit is looked up by its own path and the folders in it. */
function someEdits(edits: readonly Edit[], changed: readonly string[]): Edit[] {
  const whole = new Set(changed);
  const found: Edit[] = [];
  for (const edit of edits) {
    if (found.length === mostEvents) break;
    if (endsAndFolders(edit.path).some((part) => whole.has(part))) found.push(edit);
  }
  return found;
}

/** A path, what of it follows each of its slashes, and what stands before each: edits name files from elsewhere, patches from their repository. */
function endsAndFolders(path: string): string[] {
  const parts = [path];
  for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1))
    parts.push(path.slice(at + 1), path.slice(0, at));
  return parts;
}

/** Whether a path as an agent writes it (file name, folder, glob, path) names a changed file. */
function names(said: string, path: string): boolean {
  const clean = said.replace(/^\.\//, "");
  if (path === clean || path.endsWith(`/${clean}`)) return true;
  if (clean.includes("*")) return picomatch.isMatch(path, clean, { dot: true });
  const folder = clean.replace(/\/$/, "");
  return path.startsWith(`${folder}/`) || (clean.endsWith("/") && path.includes(`/${folder}/`));
}
