import type { EventRef } from "../../../shared/model/evidence";
import { baseName } from "../command-line";
import { runCommands, shownCommand } from "../run-commands";
import { sighting, type AttemptFacts, type FindingRule } from "../rule";
import { standOf, workRoots } from "../work-folder";

interface Touched {
  readonly path: string;
  readonly existed: boolean;
  edits: number;
  net: number;
  last: number;
  ref: EventRef;
}

/** What git does not hold, as a rule: its absence from a patch shows nothing. */
const untracked =
  /(?:^|\/)(?:node_modules|dist|build|out|target|coverage|\.[^/]+|tmp|temp|logs?)(?:\/|$)|\.(?:log|tmp|local|env)$/;

export const touchedThenReverted: FindingRule = {
  id: "touched-then-reverted",
  title: "Edited and brought back",
  rationale:
    "A file that was edited and then restored is not in the patch, though checks in between may have seen the edit.",
  looksAt: ["edits", "commands", "files"],
  run(facts) {
    const { attempt } = facts;
    const changed = new Set(
      attempt.files.flatMap(({ path, oldPath }) => (oldPath === null ? [path] : [path, oldPath])),
    );
    const restores = restoring(facts);
    return [...touched(facts).values()].flatMap((file) => {
      if (!file.existed) return [];
      const restore = restores.findLast(({ at, restores: does }) => at > file.last && does(file.path));
      const times = file.edits === 1 ? "once" : `${String(file.edits)} times`;
      const listed = changed.has(file.path);
      if (restore !== undefined && (!listed || (attempt.patchSource === "recorded-edits" && restore.named)))
        return [
          sighting("note", `${file.path} was edited ${times} and then restored by ${shownCommand(restore.text)}.`, {
            event: restore.ref,
          }),
        ];
      // Edits that cancel each other out: at least two, and no line more or less.
      if (listed || file.edits < 2 || file.net !== 0 || untracked.test(file.path)) return [];
      return [
        sighting("note", `${file.path} was edited ${times} and is not in the patch: the edits took each other back.`, {
          event: file.ref,
        }),
      ];
    });
  },
};

function touched(facts: AttemptFacts): ReadonlyMap<string, Touched> {
  const out = new Map<string, Touched>();
  const folders = new Map(facts.sessions.map((session) => [session.id, session.cwd]));
  facts.events.forEach(({ sessionId, event }, at) => {
    const { detail } = event;
    if (detail.kind !== "file-edit" || detail.outcome !== "ok") return;
    const path = relativePath(detail.path, folders.get(sessionId) ?? null, facts);
    if (path === null) return;
    const ref = { sessionId, seq: event.seq };
    const before = out.get(path);
    const net = detail.added - detail.removed;
    if (before === undefined) out.set(path, { path, existed: detail.op !== "add", edits: 1, net, last: at, ref });
    else {
      before.edits += 1;
      before.net += net;
      before.last = at;
      before.ref = ref;
    }
  });
  return out;
}

interface Restore {
  readonly at: number;
  readonly ref: EventRef;
  readonly text: string;
  /** It names the files it restores. */
  readonly named: boolean;
  readonly restores: (path: string) => boolean;
}

/** Commands that bring files back to what git holds. */
function restoring(facts: AttemptFacts): Restore[] {
  return runCommands(facts).flatMap(({ ref, at, detail, denied, parts }) => {
    if (denied || detail.outcome === "failed" || (detail.exitCode ?? 0) !== 0) return [];
    return parts.flatMap((part): Restore[] => {
      if (baseName(part.words[0] ?? "") !== "git" || part.where !== "here") return [];
      let args = part.words.slice(1);
      while (args[0] === "-C" || args[0] === "-c") args = args.slice(2);
      const [verb = "", ...options] = args;
      const one = { at, ref, text: part.text };
      if (verb === "reset" && options.includes("--hard")) return [{ ...one, named: false, restores: () => true }];
      const staged = verb === "restore" && options.includes("--staged") && !options.includes("--worktree");
      // In a conflict one side is chosen: that is an edit.
      const chooses = options.some((option) =>
        /^(?:--ours|--theirs|--merge|-m|-p|--patch|-b|-B|--orphan)$/.test(option),
      );
      if ((verb !== "checkout" && verb !== "restore") || staged || chooses) return [];
      const dashes = options.indexOf("--");
      const plain = options.slice(dashes + 1).filter((word) => !word.startsWith("-"));
      // `git checkout main` goes to a branch: without the dashes only what is written like a path counts.
      const paths =
        dashes !== -1 || verb === "restore" ? plain : plain.filter((word) => word === "." || /[/.]/.test(word));
      const relative = paths.map((path) => relativePath(path, part.folder, facts) ?? path.replace(/^\.\//, ""));
      if (relative.length === 0) return [];
      return [
        {
          ...one,
          named: !relative.some((path) => path === "." || path === ""),
          restores: (path) =>
            relative.some(
              (each) => each === "." || each === "" || each === path || path.startsWith(`${each.replace(/\/$/, "")}/`),
            ),
        },
      ];
    });
  });
}

/** A path below a working folder, counted from it; null outside. */
function relativePath(path: string, folder: string | null, facts: AttemptFacts): string | null {
  const stand = standOf(path, folder, facts);
  if (stand.place !== "inside") return null;
  const roots = workRoots(facts).filter((root) => stand.path === root || stand.path.startsWith(`${root}/`));
  // The outermost folder is the repository where a session was started below it.
  const root = roots.sort((a, b) => a.length - b.length)[0];
  return root === undefined ? stand.path : stand.path.slice(root.length + 1);
}
