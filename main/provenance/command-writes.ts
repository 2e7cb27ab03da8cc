import { posix } from "node:path";
import { shellCommands } from "./command-words";

/** What a command line does to a file, as far as the line itself says it. Paths are as written, in the folder of a `cd` before. */
export type CommandWrite =
  | { readonly kind: "write" | "append"; readonly path: string; readonly text: string }
  | { readonly kind: "remove"; readonly path: string }
  | { readonly kind: "move"; readonly path: string; readonly to: string };

/** What can be said of a command without having seen it run. */
export interface CommandReach {
  readonly writes: readonly CommandWrite[];
  /**
   * `none`: it only reads. `may`: it can have changed any file. `check`: it ran tests or static analysis or installed packages,
   * which leave files of their own behind and seldom change those that are worked on.
   */
  readonly others: "none" | "may" | "check";
}

const reading = new Set(
  "awk base64 basename cat cd chmod clear cmp column comm command cut date df diff dirname du echo env exit export expr false file find fd fold gh grep egrep fgrep head hexdump hostname id jq kill less ls lsof man md5sum mkdir more nl nproc od pgrep popd printenv printf ps pushd pwd read readlink realpath rev rg rmdir sed seq set sha1sum sha256sum shasum sleep sort source stat strings tail tac tee test time timeout touch tr tree true type uname uniq unset wait wc which whoami xxd yes [ [[ : . if then else elif fi for do done while case esac return local declare nohup pkill".split(
    " ",
  ),
);
const gitReading = new Set(
  "status diff log show blame branch rev-parse ls-files ls-tree cat-file grep add commit push fetch config remote describe tag reflog shortlog rev-list merge-base name-rev check-ignore symbolic-ref for-each-ref show-ref var version help count-objects init".split(
    " ",
  ),
);

/**
 * Reads what a command line writes. Heredocs given to `cat` or `tee` hold the whole text where nothing in them is replaced by
 * the shell. In: the line, and whether it was recognised as a check.
 */
export function commandReach(line: string, check: boolean): CommandReach {
  const taken = heredocs(line);
  const { rest } = taken;
  // What stands in a branch or a loop may not have run, or more than once.
  const straight = !/(?:^|[;\n]\s*)(?:if|for|while|until|case|function)\b|\(\)\s*\{/.test(rest);
  const writes = straight ? taken.writes : [];
  let folder = "";
  let may = taken.unread || !straight;
  let installed = false;
  const others: CommandWrite[] = [];
  const inFolder = (path: string) => (folder === "" || path.startsWith("/") ? path : posix.join(folder, path));
  for (const { words } of shellCommands(rest)) {
    const plain = words.filter((word) => !/^\w+=/.test(word));
    const [program = "", ...args] = plain;
    const name = posix.basename(program);
    const paths = args.filter((word) => !word.startsWith("-"));
    const literal = paths.every((path) => !/[*?$`{}~]|\[/.test(path));
    if (name === "cd" && paths[0] !== undefined) folder = literal ? inFolder(paths[0]) : "";
    else if (name === "rm" || (name === "git" && args[0] === "rm")) {
      const gone = name === "git" ? paths.slice(1) : paths;
      if (literal && !args.some((word) => /^-\w*[rR]/.test(word)))
        others.push(...gone.map((path) => ({ kind: "remove" as const, path: inFolder(path) })));
      else may = true;
    } else if (name === "mv" || (name === "git" && args[0] === "mv")) {
      const [from, to, more] = name === "git" ? paths.slice(1) : paths;
      if (literal && from !== undefined && to !== undefined && more === undefined && !to.endsWith("/"))
        others.push({ kind: "move", path: inFolder(from), to: inFolder(to) });
      else may = true;
    } else if (installs(name, args)) installed = true;
    else if (!onlyReads(name, args)) may = true;
  }
  if (redirects(rest)) may = true;
  // What a line writes by heredoc comes before what it removes or moves only where it stands there: then the order is not known.
  if (writes.length > 0 && others.length > 0) return { writes, others: "may" };
  const left = installed ? "check" : "none";
  return { writes: [...writes, ...others], others: !may ? left : check && !fixes(line) ? "check" : "may" };
}

/** Whether a command's text names a file, or is of a tool that keeps it. */
export function namesFile(line: string, path: string): boolean {
  const name = posix.basename(path);
  let at = line.indexOf(name);
  while (at >= 0) {
    if (!/[\w.-]/.test(line.charAt(at - 1)) && !/[\w-]/.test(line.charAt(at + name.length))) return true;
    at = line.indexOf(name, at + 1);
  }
  return keepers.some(([file, command]) => file.test(name) && command.test(line.slice(0, 2000)));
}

/** Files that a tool keeps without being told their name. */
const keepers: readonly (readonly [file: RegExp, command: RegExp])[] = [
  [
    /^(?:package(?:-lock)?\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?)$/,
    /\b(?:npm|pnpm|yarn|bun)\s+(?:-\S+\s+){0,5}(?:i|install|add|remove|rm|uninstall|un|update|up|upgrade|init|ci|dedupe)\b|(?:^|[;&|]\s*)yarn\s*(?:$|[;&|])/,
  ],
  [/^Cargo\.(?:lock|toml)$/, /\bcargo\s+(?:add|remove|update|build|test|check|run|new|init|fetch|clippy)\b/],
  [/^go\.(?:mod|sum)$/, /\bgo\s+(?:get|mod|work)\b/],
  [
    /^(?:poetry\.lock|uv\.lock|pyproject\.toml|Pipfile(?:\.lock)?)$/,
    /\b(?:poetry|uv|pipenv)\s+(?:add|remove|lock|update|install|sync)\b/,
  ],
  [/^Gemfile\.lock$/, /\bbundle\s+(?:install|update|add|lock)?/],
  [/^composer\.(?:json|lock)$/, /\bcomposer\s+(?:install|update|require|remove)\b/],
];

function fixes(line: string): boolean {
  return /--fix\b|--write\b|--update|--apply|\s-[uwi]\b|\bfmt\b|\bformat\b/.test(line);
}

function installs(name: string, args: readonly string[]): boolean {
  const [verb = "", object = ""] = args.filter((word) => !word.startsWith("-"));
  if (/^(?:npm|pnpm|yarn|bun)$/.test(name)) return /^(?:i|ci|install|add|uninstall|remove|update|up)?$/.test(verb);
  if (/^(?:pip3?|apt|apt-get|apk|brew|gem|bundle|composer|cargo)$/.test(name))
    return /^(?:install|update|add|fetch)$/.test(verb);
  if (/^python3?$/.test(name)) return verb === "pip" && object === "install";
  return false;
}

function onlyReads(name: string, args: readonly string[]): boolean {
  if (args.length === 1 && /^(?:-v|-V|--version|--help|version|help)$/.test(args[0] ?? "")) return true;
  if (name === "gh") return !args.includes("checkout") && !args.includes("clone") && !args.includes("download");
  if (name === "curl") return !args.some((word) => /^(?:-\w*[oOJ]|--output|--remote-name)/.test(word));
  if (name === "git") return gitReading.has(args.find((word) => !word.startsWith("-")) ?? "status");
  if (name === "sed" || name === "perl")
    return name === "sed" && !args.some((word) => /^(?:-\w*i|--in-place)/.test(word));
  if (name === "awk") return !args.includes("inplace");
  if (name === "find" || name === "fd") return !args.some((word) => /^-(?:exec|execdir|delete|ok|x|X)$/.test(word));
  if (name === "tee") return args.every((word) => word === "/dev/null");
  if (name === "timeout" || name === "time" || name === "nohup" || name === "command" || name === "env")
    return args.length === 0;
  if (name === "source" || name === ".") return args.some((word) => word.endsWith("activate"));
  return reading.has(name);
}

/** Whether output goes into a file. Quoted text and descriptors are left out. */
function redirects(line: string): boolean {
  const bare = line
    .replace(/\\./g, "")
    .replace(/'[^']*'/g, "''")
    .replace(/"[^"]*"/g, '""');
  return /(?:^|[^-=<>])(?:[0-9]|&)?>{1,2}\|?\s*(?!\s*(?:&|\/dev\/(?:null|stdout|stderr|tty)|\/tmp\/))[^\s>&=)]/.test(
    bare,
  );
}

const target = String.raw`(?:"([^"$\x60\\]+)"|'([^']+)'|([^\s"'$\x60;&|<>()*?~{}\[\]\\]+))`;
const before = String.raw`^\s*(?:set -[a-z]+\s*(?:&&|;)\s*)?(?:(?:mkdir|cd)\s+[^;&|<>]*(?:&&|;)\s*)*`;
const mark = String.raw`<<(-?)\s*(?:'([\w.-]+)'|"([\w.-]+)"|(\w[\w.-]*))`;
const end = String.raw`\s*(?:(?:&&|;|\|\|).*)?$`;
const shapes = [
  new RegExp(`${before}cat\\s*(>>?)\\s*${target}\\s*${mark}${end}`),
  new RegExp(`${before}cat\\s*${mark}\\s*(>>?)\\s*${target}${end}`),
  new RegExp(`${before}tee\\s+(-a\\s+)?${target}\\s*(?:>\\s*/dev/null\\s*)?${mark}${end}`),
  new RegExp(`${before}tee\\s+(-a\\s+)?${target}\\s*${mark}\\s*(?:>\\s*/dev/null\\s*)?${end}`),
];

interface Opening {
  readonly append: boolean;
  readonly path: string;
}

function openingOf(line: string): Opening | null {
  for (const [index, shape] of shapes.entries()) {
    const match = shape.exec(line);
    if (match === null) continue;
    const groups: readonly (string | undefined)[] = match.slice(1);
    const sign = index === 1 ? groups[4] : groups[0];
    const path = (index === 1 ? groups.slice(5, 8) : groups.slice(1, 4)).find((group) => group !== undefined) ?? "";
    return { append: index < 2 ? sign === ">>" : sign !== undefined, path };
  }
  return null;
}

/** Takes the heredocs out of a line: what `cat` and `tee` write, the line without them, and whether one could not be read. */
function heredocs(line: string): { writes: CommandWrite[]; rest: string; unread: boolean } {
  if (!line.includes("<<")) return { writes: [], rest: line, unread: false };
  const writes: CommandWrite[] = [];
  const rest: string[] = [];
  let unread = false;
  let folder = "";
  const lines = line.replaceAll("\r\n", "\n").split("\n");
  for (let at = 0; at < lines.length; at += 1) {
    const text = lines[at] ?? "";
    const opened = new RegExp(mark).exec(text);
    const moved = /(?:^|&&|;)\s*cd\s+([^\s;&|<>$`*?"'~]+)\s*(?:&&|;|$)/.exec(text);
    if (moved?.[1] !== undefined) folder = moved[1].startsWith("/") ? moved[1] : posix.join(folder, moved[1]);
    if (opened === null) {
      rest.push(text);
      continue;
    }
    const stop = opened[2] ?? opened[3] ?? opened[4] ?? "";
    const dash = opened[1] === "-";
    const body: string[] = [];
    let closed = false;
    for (at += 1; at < lines.length; at += 1) {
      const held = dash ? (lines[at] ?? "").replace(/^\t+/, "") : (lines[at] ?? "");
      if (held === stop) {
        closed = true;
        break;
      }
      body.push(held);
    }
    const opening = openingOf(text);
    const plain = opened[4] === undefined || !/[$`\\]/.test(body.join("\n"));
    if (opening !== null && closed && plain) {
      const path = opening.path.startsWith("/") ? opening.path : posix.join(folder, opening.path);
      const written = body.map((held) => `${held}\n`).join("");
      writes.push({ kind: opening.append ? "append" : "write", path, text: written });
      const after = /(?:&&|;|\|\|)(?!.*<<)(.*)$/.exec(text.slice(opened.index));
      if (after?.[1] !== undefined) rest.push(after[1]);
    } else {
      if (!/^\s*(?:git commit|gh )/.test(text)) unread = true;
      rest.push(text.slice(0, opened.index));
    }
  }
  return { writes, rest: rest.join("\n"), unread };
}
