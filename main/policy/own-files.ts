import { baseName } from "./command-line";
import { runCommands } from "./run-commands";
import type { AttemptFacts } from "./rule";
import { standOf } from "./work-folder";

const makers = new Set(["mkdir", "touch", "mktemp", "tee", "cp", "mv", "ln", "install", "tar", "unzip", "virtualenv"]);
const known = new WeakMap<AttemptFacts["events"], ReadonlyMap<string, number>>();

/**
 * Paths the session itself made, with the index of the event that made each: by edits that add a file, by `mkdir`, `cp`, redirections,
 * `git clone` and `git worktree add`. What it made it may remove.
 */
function madePaths(facts: AttemptFacts): ReadonlyMap<string, number> {
  const before = known.get(facts.events);
  if (before !== undefined) return before;
  const made = new Map<string, number>();
  const add = (path: string, folder: string | null, at: number): void => {
    const stand = standOf(path, folder, facts);
    if (!made.has(stand.path)) made.set(stand.path, at);
  };
  facts.events.forEach(({ event }, at) => {
    const { detail } = event;
    if (detail.kind === "file-edit" && detail.outcome === "ok" && detail.op === "add") add(detail.path, null, at);
  });
  for (const { at, denied, parts } of runCommands(facts)) {
    if (denied) continue;
    for (const { words, writes, folder } of parts) {
      for (const path of writes) add(path, folder, at);
      const program = baseName(words[0] ?? "");
      const plain = words.slice(1).filter((word) => !word.startsWith("-"));
      if (makers.has(program))
        for (const path of program === "cp" || program === "mv" || program === "ln" ? plain.slice(-1) : plain)
          add(path, folder, at);
      else if (program === "git" && plain[0] === "clone") {
        const from = plain[1] ?? "";
        add(plain[2] ?? baseName(from.replace(/\/+$/, "")).replace(/\.git$/, ""), folder, at);
      } else if (program === "git" && plain[0] === "worktree" && plain[1] === "add") add(plain[2] ?? "", folder, at);
      else if (/^python[\d.]*$/.test(program) && plain[0] === "venv") add(plain[1] ?? "", folder, at);
    }
  }
  known.set(facts.events, made);
  return made;
}

/** Whether the session made the path, or a folder it lies in, before the event at this index. */
export function isOwn(path: string, before: number, facts: AttemptFacts): boolean {
  const made = madePaths(facts);
  for (let at = path.length; at > 0; at = path.lastIndexOf("/", at - 1)) {
    const when = made.get(path.slice(0, at));
    if (when !== undefined && when <= before) return true;
  }
  return false;
}
