import { isDocumentPath } from "../path-class";
import { sighting, type FindingRule } from "../rule";
import { shownPath, standOf } from "../work-folder";

export const staleCheck: FindingRule = {
  id: "stale-check",
  title: "Stale check",
  rationale: "A check that passed before the final edit says nothing of the tree that would be merged.",
  looksAt: ["edits", "checks"],
  run(facts) {
    const { events, freshness, sessions } = facts;
    const pass = freshness.lastPass;
    if (!freshness.stale || pass === null) return [];
    const from = events.findIndex(
      ({ sessionId, event }) => sessionId === pass.event.sessionId && event.seq === pass.event.seq,
    );
    const later = events.slice(from + 1).flatMap(({ sessionId, event }) => {
      const { detail } = event;
      if (detail.kind !== "file-edit" || detail.outcome !== "ok") return [];
      const path = detail.newPath ?? detail.path;
      const stand = standOf(path, sessions.find((session) => session.id === sessionId)?.cwd ?? null, facts);
      // Plans, notes and temporary files are no part of what was checked.
      if (stand.place === "temporary" || (stand.place === "outside" && sessions.some(({ cwd }) => cwd !== null)))
        return [];
      return [
        {
          event: { sessionId, seq: event.seq },
          path: inFolder(path, sessions.find((session) => session.id === sessionId)?.cwd ?? null),
        },
      ];
    });
    const last = later.at(-1);
    if (last === undefined) return [];
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

function inFolder(path: string, cwd: string | null): string {
  const folder = cwd?.replace(/\/+$/, "");
  return folder !== undefined && path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : shownPath(path);
}
