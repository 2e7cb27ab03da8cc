import type { EventRef } from "../../../shared/model/evidence";
import { pathsWritten } from "../files-written";
import { isDocumentPath } from "../path-class";
import { isOwn } from "../own-files";
import { runCommands } from "../run-commands";
import { sighting, type AttemptFacts, type FindingRule } from "../rule";
import { shownPath, standOf } from "../work-folder";

export const staleCheck: FindingRule = {
  id: "stale-check",
  title: "Stale check",
  rationale: "A check that passed before the final edit says nothing of the tree that would be merged.",
  looksAt: ["edits", "checks"],
  run(facts) {
    const { events, freshness } = facts;
    const pass = freshness.lastPass;
    if (pass === null) return [];
    const from = events.findIndex(
      ({ sessionId, event }) => sessionId === pass.event.sessionId && event.seq === pass.event.seq,
    );
    // Commands that write are told only where the patch holds what they wrote: the rest may be notes and logs.
    const edits = freshness.stale ? editsAfter(from, facts) : [];
    const later = edits.length > 0 ? edits : writesAfter(from, facts);
    const last = later.at(-1);
    if (last === undefined || isCheckedAgain(from, last, facts)) return [];
    const count = later.length === 1 ? "1 edit" : `${String(later.length)} edits`;
    return [
      sighting(
        later.every(({ path }) => isDocumentPath(path)) ? "note" : "warning",
        `${count} after the last passing check, the final one to ${last.path}.`,
        { event: last.event },
      ),
    ];
  },
};

/** The same kind of check ran after the final edit and nothing says that it failed: what is piped away may well have passed. */
function isCheckedAgain(from: number, last: Later, facts: AttemptFacts): boolean {
  const { events, checks } = facts;
  const kindAt = (at: number): string | null => {
    const detail = events[at]?.event.detail;
    return detail?.kind === "check" ? detail.checkType : null;
  };
  const edited = events.findIndex(
    ({ sessionId, event }) => sessionId === last.event.sessionId && event.seq === last.event.seq,
  );
  // A script the session wrote for itself is no check of the repository's.
  const scratch = new Set(
    runCommands(facts).flatMap(({ at, parts }) =>
      parts.some(({ words, folder }) =>
        words.slice(1).some((word) => /\.\w{1,4}$/.test(word) && isOwn(standOf(word, folder, facts).path, at, facts)),
      )
        ? [at]
        : [],
    ),
  );
  return checks.some(
    ({ at, result }) => at > edited && result === "unknown" && !scratch.has(at) && kindAt(at) === kindAt(from),
  );
}

interface Later {
  readonly event: EventRef;
  readonly path: string;
}

function editsAfter(from: number, facts: AttemptFacts): Later[] {
  const folders = new Map(facts.sessions.map(({ id, cwd }) => [id, cwd]));
  return facts.events.slice(from + 1).flatMap(({ sessionId, event }) => {
    const { detail } = event;
    if (detail.kind !== "file-edit" || detail.outcome !== "ok") return [];
    const path = detail.newPath ?? detail.path;
    const folder = folders.get(sessionId) ?? null;
    const stand = standOf(path, folder, facts);
    // Plans, notes and temporary files are no part of what was checked.
    if (stand.place === "temporary" || stand.place === "outside") return [];
    return [{ event: { sessionId, seq: event.seq }, path: inFolder(path, folder) }];
  });
}

function writesAfter(from: number, facts: AttemptFacts): Later[] {
  const changed = facts.attempt.files.map(({ path }) => path);
  return runCommands(facts).flatMap(({ at, ref, denied, detail, parts }) => {
    if (at <= from || denied || detail.outcome === "failed" || (detail.exitCode ?? 0) !== 0) return [];
    return parts.flatMap((part) =>
      pathsWritten(part).flatMap((written) => {
        const stand = standOf(written, part.folder, facts);
        const path = changed.find((one) => stand.path === one || stand.path.endsWith(`/${one}`));
        return path === undefined || stand.place === "temporary" ? [] : [{ event: ref, path }];
      }),
    );
  });
}

function inFolder(path: string, cwd: string | null): string {
  const folder = cwd?.replace(/\/+$/, "");
  return folder !== undefined && path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : shownPath(path);
}
