import type { CheckDetail } from "../../../shared/model/event";
import { sighting, type FindingRule } from "../rule";

export const staleCheck: FindingRule = {
  id: "stale-check",
  title: "Stale check",
  rationale: "A check that passed before the final edit says nothing of the tree that would be merged.",
  looksAt: ["edits", "checks"],
  run({ events, sessions }) {
    const checks = events.flatMap(({ event }, index) =>
      event.detail.kind === "check" ? [{ index, check: event.detail }] : [],
    );
    const tests = checks.filter(({ check }) => check.checkType === "tests" && ran(check));
    const pass = (tests.length > 0 ? tests : checks).findLast(({ check }) => passed(check));
    if (pass === undefined) return [];
    const later = events
      .slice(pass.index + 1)
      .filter(({ event }) => event.detail.kind === "file-edit" && event.detail.outcome === "ok");
    const last = later.at(-1);
    if (last?.event.detail.kind !== "file-edit") return [];
    const recorded = last.event.detail.newPath ?? last.event.detail.path;
    const folder = sessions.find((session) => session.id === last.sessionId)?.cwd?.replace(/\/+$/, "");
    const path =
      folder !== undefined && recorded.startsWith(`${folder}/`) ? recorded.slice(folder.length + 1) : recorded;
    const count = later.length === 1 ? "1 edit" : `${later.length} edits`;
    return [
      sighting("warning", `${count} after the last passing check, the final one to ${path}.`, {
        event: { sessionId: last.sessionId, seq: last.event.seq },
      }),
    ];
  },
};

function ran(check: CheckDetail): boolean {
  return check.outcome !== "denied" && (check.masked || (check.exitCode !== 126 && check.exitCode !== 127));
}

/** The same reading as provenance/check-result, which an engine beside it cannot import; a test holds the two together. */
function passed(check: CheckDetail): boolean {
  if (check.outcome === "denied" || check.outcome === "unanswered") return false;
  const failed = check.counts?.failed ?? null;
  if (failed !== null && failed > 0) return false;
  if (!check.masked && check.exitCode !== null) return check.exitCode === 0;
  if (!check.masked && check.outcome === "ok") return true;
  if (!check.masked && check.outcome === "failed") return false;
  const seen = check.counts?.passed ?? 0;
  return seen > 0 && (failed === 0 || !/\b(?:fail|error)/i.test(check.counts?.line ?? ""));
}
