import { posix } from "node:path";
import { runCommands } from "./run-commands";
import type { AttemptFacts } from "./rule";

/** Where the session works, and its home folder. */
interface WorkPlaces {
  readonly roots: readonly string[];
  readonly home: string | null;
}

/** A path made plain, and where it stands. `unknown`: a variable or a folder that is not on record keeps it from being told. */
export interface StandingPath {
  readonly path: string;
  readonly place: "inside" | "temporary" | "outside" | "unknown";
}

const temporary =
  /^(?:\/private)?\/(?:tmp|var\/tmp|var\/folders|dev\/shm)(?:\/|$)|^\/dev\/|\/AppData\/Local\/Temp(?:\/|$)|^\$\{?(?:TMPDIR|TMP|TEMP|RUNNER_TEMP|env:TEMP|env:TMP)\b/i;
const machines = /^\/(?:etc|usr|bin|sbin|boot|lib|System|Library|Windows)\//;
/** What the runner itself keeps: plans, sessions, memory and worktrees it makes for the agent. */
const runners =
  /\/\.(?:claude\/(?:plans|projects|todos|tasks|teams|shell-snapshots|session-env|worktrees|jobs)|codex\/(?:sessions|worktrees|tmp|memories)|gemini\/(?:tmp|antigravity)|copilot\/session-state|local\/share\/opencode)(?:\/|$)/;
const known = new WeakMap<AttemptFacts["events"], WorkPlaces>();

/**
 * Says where a path stands that a command or tool named.
 * In: the path as written, the folder it was named in (null where unknown), the facts. Out: the plain path and its place.
 */
export function standOf(
  path: string,
  folder: string | null,
  facts: Pick<AttemptFacts, "events" | "sessions" | "attempt">,
): StandingPath {
  const { roots, home } = workPlaces(facts);
  const bare = slashes(path.trim());
  if (temporary.test(bare)) return { path: bare, place: "temporary" };
  const based = absolute(bare, folder === null ? null : slashes(folder), home);
  if (based === null) return { path: bare, place: bare.includes("$") || bare.startsWith("../") ? "unknown" : "inside" };
  const plain = posix.normalize(based).replace(/(?<=.)\/+$/, "");
  if (roots.some((root) => isWithin(plain, root))) return { path: plain, place: "inside" };
  if (temporary.test(plain) || runners.test(plain)) return { path: plain, place: "temporary" };
  if (plain.includes("$")) return { path: plain, place: "unknown" };
  // Without a working folder on record, what belongs to the machine or to a person is outside of any.
  const known = roots.length > 0 || plain.startsWith("~") || machines.test(plain);
  return { path: plain, place: known ? "outside" : "unknown" };
}

/** The folders the attempt's sessions work in, normalised. */
export function workRoots(facts: Pick<AttemptFacts, "events" | "sessions" | "attempt">): readonly string[] {
  return workPlaces(facts).roots;
}

/** A path as a person reads it: the home folder as `~`. */
export function shownPath(path: string): string {
  return path.replace(/^(?:\/home\/[^/]+|\/Users\/[^/]+|[A-Za-z]:\/Users\/[^/]+)(?=\/|$)/, "~");
}

function workPlaces(facts: Pick<AttemptFacts, "events" | "sessions" | "attempt">): WorkPlaces {
  const before = known.get(facts.events);
  if (before !== undefined) return before;
  const roots = new Set<string>();
  const add = (folder: string | null): void => {
    if (folder !== null && folder !== "") roots.add(posix.normalize(slashes(folder)).replace(/(?<=.)\/+$/, ""));
  };
  for (const session of facts.sessions) {
    add(session.cwd);
    for (const { cwd } of session.locations) if (cwd !== null && /worktrees?\b/.test(cwd)) add(cwd);
  }
  // An edit of a changed file says where the repository begins, also where the session was started below it.
  const changed = new Set(facts.attempt.files.map(({ path }) => path));
  for (const { event } of facts.events) {
    if (event.detail.kind !== "file-edit" || event.detail.outcome !== "ok") continue;
    const path = slashes(event.detail.path);
    const own = [...suffixes(path)].find((part) => changed.has(part));
    if (own !== undefined) add(path.slice(0, -own.length));
  }
  const commands = runCommands(facts);
  for (const { parts } of commands)
    for (const { words, folder } of parts)
      if (words[0] === "git" && words[1] === "worktree" && words[2] === "add") {
        const to = words
          .slice(3)
          .find((word, index, rest) => !word.startsWith("-") && !/^-[bB]$/.test(rest[index - 1] ?? ""));
        if (to !== undefined) add(absolute(slashes(to), folder === null ? null : slashes(folder), null));
      }
  if (roots.size === 0) add(firstFolder(commands));
  const home = [...roots].flatMap(
    (root) => /^(?:\/home\/[^/]+|\/Users\/[^/]+|\/root|[A-Za-z]:\/Users\/[^/]+)(?=\/|$)/.exec(root)?.[0] ?? [],
  )[0];
  const places = { roots: [...roots], home: home ?? null };
  known.set(facts.events, places);
  return places;
}

/** Where no session says its folder: the one that the first command ran in or went to. */
function firstFolder(commands: ReturnType<typeof runCommands>): string | null {
  for (const { detail, parts } of commands) {
    if (detail.cwd !== null) return detail.cwd;
    const to = parts[0]?.words[0] === "cd" ? parts[0].words[1] : undefined;
    if (to?.startsWith("/") === true && !temporary.test(to)) return to;
  }
  return null;
}

function* suffixes(path: string): Generator<string> {
  // Deeper than this no repository path is looked for; the whole path is never a relative one.
  let at = path.startsWith("/") || /^[A-Za-z]:\//.test(path) ? path.indexOf("/") + 1 : path.length;
  for (let turn = 0; turn < 40 && at > 0 && at < path.length; turn += 1) {
    yield path.slice(at);
    at = path.indexOf("/", at) + 1;
  }
}

function absolute(path: string, folder: string | null, home: string | null): string | null {
  const homely = path.replace(/^(?:\$HOME|\$\{HOME\}|\$env:USERPROFILE|%USERPROFILE%)(?=\/|$)/i, "~");
  if (homely === "~" || homely.startsWith("~/")) return home === null ? homely : home + homely.slice(1);
  if (homely.startsWith("/") || /^[A-Za-z]:\//.test(homely)) return homely;
  const inside = homely.replace(/^(?:\$PWD|\$\{PWD\}|\$\(pwd\))(?=\/|$)/, ".");
  if (folder === null) return null;
  if (inside.startsWith("$")) return null;
  const base = absolute(folder, null, home);
  return base === null ? null : posix.join(base, inside);
}

function isWithin(path: string, root: string): boolean {
  if (root === "/") return path.startsWith("/");
  return path === root || path.startsWith(`${root}/`) || path.toLowerCase().startsWith(`${windowsRoot(root)}/`);
}

/** Windows does not tell capitals apart. */
function windowsRoot(root: string): string {
  return /^[A-Za-z]:\//.test(root) ? root.toLowerCase() : "\u0000";
}

function slashes(path: string): string {
  return /^[A-Za-z]:\\|^\\\\|^\.{0,2}\\|^\$env:/i.test(path) || (path.includes("\\") && !path.includes("/"))
    ? path.replaceAll("\\", "/")
    : path;
}
