import { baseName } from "./command-line";
import { scriptText } from "./contacted-hosts";
import { isOwn } from "./own-files";
import type { PlacedCommand } from "./run-commands";
import type { AttemptFacts } from "./rule";
import { shownPath, standOf } from "./work-folder";

/** What builds, tests and package managers make anew: nothing is lost with it. */
const rebuilt =
  /(?:^|\/)(?:node_modules|dist|build|out|target|coverage|htmlcov|\.?cache|__pycache__|\.pytest_cache|\.mypy_cache|\.ruff_cache|\.next|\.nuxt|\.turbo|\.vite|\.parcel-cache|\.nyc_output|\.tox|\.nox|\.gradle|\.eggs|\.?venv|env|vendor\/bundle|tmp|temp|\.tmp|DerivedData|test-results|playwright-report|storybook-static|[^/]+\.egg-info|[^/]*\.log|\.DS_Store|\.caches?|_cacache|_build|bazel-[^/]+)(?:\/|$)/i;

/** Why a removal is a danger, in words that follow the command; null where it is none. */
export function dangerousRemoval(part: PlacedCommand, at: number, facts: AttemptFacts): string | null {
  const program = baseName(part.words[0] ?? "");
  const args = part.words.slice(1);
  if (program === "rm" || program === "shred" || program === "unlink" || program === "srm") {
    const recursive = args.some((arg) => /^-[a-zA-Z]*[rR]|^--recursive$/.test(arg));
    return worst(
      args.filter((arg) => !arg.startsWith("-")),
      recursive,
      part,
      at,
      facts,
    );
  }
  if (program === "Remove-Item" || program === "ri" || program === "rmdir" || program === "rd" || program === "del") {
    const recursive = args.some((arg) => /^-(?:r|recurse|force)$|^\/s$/i.test(arg));
    return recursive
      ? worst(
          args.filter((arg) => !/^[-/][a-z]+$/i.test(arg)),
          true,
          part,
          at,
          facts,
        )
      : null;
  }
  if (program === "find") return findRemoval(args, part, at, facts);
  const script = scriptText(program, part);
  if (script !== null) {
    const targets = [
      ...script.matchAll(
        /(?:\bshutil\.rmtree|\brmSync|\brmdirSync|\bfs\.rm|\bFileUtils\.rm_rf|\brimraf(?:\.sync)?)\(\s*["'`]([^"'`]+)["'`]/g,
      ),
    ].map((match) => match[1] ?? "");
    return worst(targets, true, part, at, facts);
  }
  return null;
}

function worst(
  targets: readonly string[],
  recursive: boolean,
  part: PlacedCommand,
  at: number,
  facts: AttemptFacts,
): string | null {
  // In a container or on another machine the folders of this one say nothing: wide paths alone are told.
  for (const target of targets) {
    if (recursive && isWide(target)) return `removes ${target}, everything below it`;
    if (/(?:^|\/)\.git\/?$/.test(target) && recursive && part.folder !== null) {
      const stand = standOf(target, part.folder, facts);
      if (stand.place !== "temporary" && !isOwn(stand.path, at, facts)) return "removes the repository's history";
    }
    if (part.where === "remote" && recursive && /^\/(?!tmp\/|var\/tmp\/)/.test(target)) return `removes ${target}`;
    if (part.where !== "here") continue;
    // A name that a variable ends is judged by the folder before it.
    const known = target.slice(1).includes("$") ? target.slice(0, target.indexOf("$", 1)) : target;
    const stand = standOf(/^(?:~|\/|\$HOME|\$\{HOME\})/.test(known) ? known : target, part.folder, facts);
    const loose = stand.path.replace(/\/?\*+$/, "");
    if (stand.place !== "outside" || isOwn(loose, at, facts) || rebuilt.test(stand.path)) continue;
    return `removes ${shownPath(stand.path)}, outside the working folder`;
  }
  return null;
}

/** The whole disk, the whole home folder, the folder above, everything here. */
function isWide(target: string): boolean {
  return /^(?:\/+\*?|(?:~|\$HOME|\$\{HOME\}|"\$HOME")\/?\*?|(?:\.\.\/?)+\*?|\.\/?|\.\/\*|\*|\.\*|[A-Za-z]:[\\/]?\*?|\/(?:bin|boot|etc|home|lib|opt|root|sbin|srv|usr|var|Users|System|Applications|Windows)\/?\*?)$/i.test(
    target,
  );
}

function findRemoval(args: readonly string[], part: PlacedCommand, at: number, facts: AttemptFacts): string | null {
  const removes =
    args.includes("-delete") ||
    args.some((arg, index) => /^-exec(?:dir)?$/.test(arg) && baseName(args[index + 1] ?? "") === "rm");
  if (!removes) return null;
  const first = args.findIndex((arg) => /^[-(!]/.test(arg));
  const roots = args.slice(0, first === -1 ? undefined : first);
  const narrowed = args.some((arg) => /^-(?:i?name|i?path|i?regex|empty|newer\w*|mtime|mmin|size)$/.test(arg));
  const name = args[args.findIndex((arg) => /^-i?name$/.test(arg)) + 1] ?? "";
  for (const root of roots.length === 0 ? ["."] : roots) {
    if (rebuilt.test(name) && root !== "/") continue;
    if (!narrowed && isWide(root)) return `removes every file below ${root}`;
    if (part.where !== "here") continue;
    const stand = standOf(root, part.folder, facts);
    if (stand.place === "outside" && !isOwn(stand.path, at, facts) && !rebuilt.test(stand.path))
      return `removes files below ${shownPath(stand.path)}, outside the working folder`;
  }
  return null;
}
