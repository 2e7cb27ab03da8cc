import type { CheckDetail, SessionEvent } from "../../shared/model/event";

const stashed = /\bgit stash(?= *(?:$|[;&|\n)]|push\b|save\b|-))/;
const unstashed = /\bgit stash (?:pop|apply)\b/;
const worktree = /\bgit worktree add\b((?: +[^\s;&|]+){1,6})/g;
/** The base, or files as the base has them: `git checkout main`, `git checkout HEAD~1 -- src`. */
const base =
  /\bgit (?:checkout|switch|restore --source[ =])(?: +-{1,2}(?:detach|quiet|q|f))* *(?:main|master|origin\/\S+|upstream\/\S+|HEAD[~^]\S*)(?=$|[\s;&|])/;
/** With these the other tree has the work again. */
const brought = /\bgit (?:merge|rebase|pull|cherry-pick|apply)\b/;
/** Longer lines are not searched. */
const searched = 4000;

/**
 * Tells which checks ran on other files than the attempt's: in a worktree that the session made, on the base that the same line
 * checked out, or while the work was stashed and came back later. What failed there is no failure of the attempt.
 * In: the events in time order. Out: whether the check at an index ran on another tree.
 */
export function otherTrees(events: readonly SessionEvent[]): (index: number, check: CheckDetail) => boolean {
  const places: string[] = [];
  const away: { from: number; to: number }[] = [];
  const edited: string[] = [];
  let since: number | null = null;
  for (const [index, { event }] of events.entries()) {
    const { detail } = event;
    if (detail.kind === "file-edit") edited.push(detail.path);
    if (detail.kind !== "command" && detail.kind !== "check") continue;
    const line = detail.command.slice(0, searched);
    for (const match of line.matchAll(worktree)) {
      const path = (match[1] ?? "").split(/ +/).find((word) => /[/.]/.test(word) && !word.startsWith("-"));
      if (path !== undefined) places.push(path.replace(/^["']|["']$|\/+$/g, ""));
    }
    if (unstashed.test(line)) {
      if (since !== null) away.push({ from: since, to: index });
      since = null;
    } else if (stashed.test(line)) since = index;
  }
  // A worktree in which the attempt edits is its own.
  const others = places.filter((place) => {
    const name = `/${place.slice(place.lastIndexOf("/") + 1)}/`;
    return !edited.some((path) => `/${path}`.includes(name));
  });
  return (index, { command, cwd }) => {
    const line = command.slice(0, searched);
    const inPlace = others.some(
      (place) =>
        cwd === place ||
        cwd?.startsWith(`${place}/`) === true ||
        new RegExp(`\\bcd +["']?${escaped(place)}\\b`).test(line),
    );
    if (inPlace) return !brought.test(line);
    const put = line.search(stashed);
    if (put !== -1) return !back(line, put);
    if (away.some(({ from, to }) => index > from && index < to)) return true;
    return base.test(line) && !brought.test(line) && !back(line, line.search(base));
  };
}

/** The work is back before anything is run: `git stash && git pull && git stash pop && npm test`. */
function back(line: string, from: number): boolean {
  const pop = line.slice(from).search(/\bgit stash (?:pop|apply)\b|\bgit (?:checkout|switch) -(?=$|[\s;&|])/);
  if (pop === -1) return false;
  const between = line.slice(from, from + pop);
  // What stands between put away and brought back ran on the other tree.
  return between
    .split(/&&|\|\||[;\n]/)
    .filter((part) => part.trim() !== "")
    .slice(1)
    .every((part) => /^\s*git\b/.test(part));
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
