import type { Finding } from "../../../shared/model/finding";
import { baseName } from "../command-line";
import { isOwn } from "../own-files";
import { runCommands, shownCommand, type PlacedCommand } from "../run-commands";
import { sighting, type AttemptFacts, type FindingRule } from "../rule";
import { standOf } from "../work-folder";

type Danger = readonly [Finding["severity"], string];

/** What the session itself added to the repository so far: that it may change. */
interface Own {
  readonly branches: Set<string>;
  readonly tags: Set<string>;
  commits: number;
  /** Its commits so far were pushed: others may have them. */
  pushed: boolean;
}

export const historyRewrite: FindingRule = {
  id: "history-rewrite",
  title: "History rewritten or hooks skipped",
  rationale:
    "Rewritten history takes away what others built on, and a skipped hook is a check that did not run though the repository asks for it.",
  looksAt: ["commands"],
  run(facts) {
    const own: Own = { branches: new Set(), tags: new Set(), commits: 0, pushed: false };
    return runCommands(facts).flatMap(({ ref, at, detail, denied, parts }) =>
      parts.flatMap((part) => {
        const danger = part.carries ? null : dangerOf(part, at, own, facts);
        if (!denied && detail.outcome !== "failed") note(part, own, detail.exitCode === 0);
        if (danger === null) return [];
        const what = `${shownCommand(part.text)}: ${danger[1]}`;
        return [
          denied
            ? sighting("note", `${what}. A person refused it.`, { event: ref })
            : sighting(danger[0], `${what}.`, { event: ref }),
        ];
      }),
    );
  },
};

interface GitCall {
  readonly verb: string;
  readonly options: readonly string[];
  readonly configs: readonly string[];
  readonly folder: string | null;
}

function gitCall({ words, folder }: PlacedCommand): GitCall | null {
  if (baseName(words[0] ?? "") !== "git") return null;
  let rest = words.slice(1);
  const configs: string[] = [];
  let at = folder;
  for (;;) {
    const [option = "", value = ""] = rest;
    if (option === "-C") at = value;
    else if (option === "-c") configs.push(value);
    else if (option !== "--git-dir" && option !== "--work-tree") {
      if (!/^--(?:no-pager|git-dir=|work-tree=|no-optional-locks|literal-pathspecs)/.test(option)) break;
      rest = rest.slice(1);
      continue;
    }
    rest = rest.slice(2);
  }
  return { verb: rest[0] ?? "", options: rest.slice(1), configs, folder: at };
}

function note(part: PlacedCommand, own: Own, succeeded: boolean): void {
  const call = gitCall(part);
  if (call === null) return;
  const { verb, options } = call;
  if (verb === "commit" && !options.includes("--amend")) own.commits += 1;
  if (
    verb === "push" &&
    succeeded &&
    own.commits > 0 &&
    !options.some((option) => /^--(?:tags|dry-run|delete)$/.test(option))
  ) {
    own.commits = 0;
    own.pushed = true;
  }
  const at = options.findIndex((option) => /^(?:-[bBc]|-C|--create|--orphan)$/.test(option));
  if ((verb === "checkout" || verb === "switch" || verb === "worktree") && at !== -1)
    own.branches.add(options[at + 1] ?? "");
  else if (verb === "branch" && !options.some((option) => option.startsWith("-"))) own.branches.add(options[0] ?? "");
  else if (verb === "worktree" && options[0] === "add") own.branches.add(baseName(options[1] ?? ""));
  if (verb === "tag") for (const option of options) if (!option.startsWith("-")) own.tags.add(option);
}

function dangerOf(part: PlacedCommand, at: number, own: Own, facts: AttemptFacts): Danger | null {
  const hooksOff = part.settings.find((setting) =>
    /^HUSKY=0$|^HUSKY_SKIP_HOOKS=|^SKIP=|^PRE_COMMIT_ALLOW_NO_CONFIG=|^LEFTHOOK=0$/.test(setting),
  );
  const call = gitCall(part);
  if (call === null) return removesHooks(part) ? ["warning", "removes the hooks"] : tool(part);
  // In a throw-away clone nobody's history is lost.
  const folder = call.folder === null ? null : standOf(call.folder, part.folder, facts);
  if (folder !== null && (folder.place === "temporary" || isOwn(folder.path, at, facts))) {
    if (call.verb !== "push") return null;
  }
  if (hooksOff !== undefined && /^(?:commit|push|merge|rebase)$/.test(call.verb))
    return ["warning", "goes around the hooks"];
  if (
    call.configs.some((config) => /^core\.hooksPath=/i.test(config)) &&
    /^(?:commit|push|merge|rebase|am)$/.test(call.verb)
  )
    return ["warning", "goes around the hooks"];
  return git(call, own);
}

function git({ verb, options }: GitCall, own: Own): Danger | null {
  const has = (...flags: string[]): boolean =>
    options.some(
      (option) =>
        flags.includes(option) || flags.some((flag) => flag.startsWith("--") && option.startsWith(`${flag}=`)),
    );
  const short = (letter: string): boolean =>
    options.some((option) => new RegExp(`^-[a-zA-Z]*${letter}[a-zA-Z]*$`).test(option));
  const names = options.filter((option) => !option.startsWith("-"));
  if (has("--dry-run", "--help")) return null;
  switch (verb) {
    case "push":
      if (has("--force", "-f", "--mirror") || options.some((option) => /^\+\S/.test(option)))
        return ["serious", "overwrites history that others have"];
      if (has("--force-with-lease", "--force-if-includes")) return ["warning", "overwrites published history"];
      if (has("--delete", "-d") || options.some((option) => /^:\S/.test(option)))
        return ["warning", "deletes a published branch"];
      return has("--no-verify") ? ["warning", "goes around the hooks"] : null;
    case "reset":
      return has("--hard") ? ["warning", "throws away changes that were not committed"] : null;
    case "commit":
      if (
        has("--no-verify") ||
        options.some(
          (option) => /^-[a-zA-Z]*n[a-zA-Z]*$/.test(option) && !/^-[a-zA-Z]*[mFCc]/.test(option.split("n")[0] ?? ""),
        )
      )
        return ["warning", "goes around the hooks"];
      return has("--amend") && own.commits === 0
        ? [
            "warning",
            own.pushed ? "changes a commit that was already pushed" : "changes a commit that this session did not make",
          ]
        : null;
    case "rebase":
      return has("--continue", "--abort", "--skip", "--quit", "--show-current-patch", "--edit-todo")
        ? null
        : ["warning", "rewrites commits"];
    case "merge":
    case "am":
    case "cherry-pick":
      return has("--no-verify") ? ["warning", "goes around the hooks"] : null;
    case "branch":
      if (!short("D") && !(has("--delete", "-d") && has("--force", "-f")))
        return has("--force", "-f") ? ["warning", "moves a branch to another commit"] : null;
      return names.every((name) => own.branches.has(name)) ? null : ["warning", "deletes a branch, merged or not"];
    case "tag":
      if (!has("-d", "--delete", "-f", "--force")) return null;
      return names.slice(0, 1).every((name) => own.tags.has(name)) ? null : ["warning", "moves or deletes a tag"];
    case "filter-branch":
    case "filter-repo":
      return ["serious", "rewrites history"];
    case "reflog":
      return names[0] === "expire" || names[0] === "delete"
        ? ["serious", "removes the record that lost commits are found by"]
        : null;
    case "gc":
    case "prune":
      return verb === "prune" || options.some((option) => /^--prune=(?:now|all)$/.test(option))
        ? ["warning", "removes commits that no branch holds"]
        : null;
    case "update-ref":
      return has("-d") ? ["warning", "deletes a reference"] : null;
    case "config":
      return options.some((option) => /^core\.hookspath$/i.test(option)) &&
        !has("--get", "--get-all", "get") &&
        (names.length > 1 || has("--unset"))
        ? ["warning", "changes which hooks run"]
        : null;
    default:
      return null;
  }
}

function removesHooks({ words }: PlacedCommand): boolean {
  return (
    baseName(words[0] ?? "") === "rm" &&
    words.slice(1).some((word) => /(?:^|\/)(?:\.git\/hooks|\.husky)(?:\/|$)/.test(word))
  );
}

function tool({ words }: PlacedCommand): Danger | null {
  const program = baseName(words[0] ?? "");
  if (program === "bfg" || program === "git-filter-repo") return ["serious", "rewrites history"];
  return null;
}
