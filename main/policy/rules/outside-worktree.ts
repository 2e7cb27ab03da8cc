import type { EventRef } from "../../../shared/model/evidence";
import { filesRead } from "../files-read";
import { pathsWritten } from "../files-written";
import { isOwn } from "../own-files";
import { runCommands } from "../run-commands";
import { sighting, type AttemptFacts, type FindingRule, type Sighting } from "../rule";
import { sensitiveContent } from "../sensitive-file";
import { shownPath, standOf, workRoots } from "../work-folder";

export const outsideWorktree: FindingRule = {
  id: "outside-worktree",
  title: "Access outside the working folder",
  rationale:
    "A file outside the working folder is in no patch: what was written there stays when the change is rejected, and what was read there may be nobody's to read.",
  looksAt: ["edits", "commands", "tool-results"],
  run(facts) {
    return [...written(facts), ...read(facts)];
  },
};

/** Where a line changes what every later shell, login or scheduled job does. */
const lasting =
  /^(?:~|\/home\/[^/]+|\/Users\/[^/]+|\/root)\/\.(?:bashrc|bash_profile|profile|zshrc|zprofile|zshenv|ssh(?:\/|$)|npmrc|netrc|aws(?:\/|$)|kube(?:\/|$)|config\/autostart|claude\/settings|codex\/config|gnupg)|^\/(?:etc|usr|bin|sbin|boot|lib|opt|System|Library|var\/spool\/cron|Windows)(?:\/|$)/;

function written(facts: AttemptFacts): Sighting[] {
  const seen = new Map<string, { readonly ref: EventRef; readonly path: string; times: number }>();
  const add = (path: string, folder: string | null, ref: EventRef): void => {
    const stand = standOf(path, folder, facts);
    if (stand.place !== "outside") return;
    const before = seen.get(stand.path);
    if (before === undefined) seen.set(stand.path, { ref, path: stand.path, times: 1 });
    else before.times += 1;
  };
  for (const { sessionId, event } of facts.events) {
    const { detail } = event;
    if (detail.kind !== "file-edit" || (detail.outcome !== "ok" && detail.outcome !== "unknown")) continue;
    add(detail.newPath ?? detail.path, folderOf(sessionId, facts), { sessionId, seq: event.seq });
  }
  for (const { ref, detail, denied, parts } of runCommands(facts)) {
    if (denied || (detail.outcome === "failed" && parts.length === 1)) continue;
    for (const part of parts) for (const path of pathsWritten(part)) add(path, part.folder, ref);
  }
  return [...seen.values()].map(({ ref, path, times }) =>
    sighting(
      lasting.test(path) ? "serious" : "warning",
      `${shownPath(path)}, outside the working folder, was written${times === 1 ? "" : ` ${String(times)} times`}.`,
      { event: ref },
    ),
  );
}

function read(facts: AttemptFacts): Sighting[] {
  const told = new Set<string>();
  return filesRead(facts).flatMap(({ path, folder, ref, at }) => {
    const stand = standOf(path, folder, facts);
    if (isOwn(stand.path, at, facts)) return [];
    const holds = stand.place === "temporary" ? null : sensitiveContent(stand.path);
    if (holds !== null) {
      if (told.has(stand.path)) return [];
      told.add(stand.path);
      return [sighting("serious", `${shownPath(stand.path)} was read: it holds ${holds}.`, { event: ref })];
    }
    const other = stand.place === "outside" ? otherRepository(stand.path, facts) : null;
    if (other === null || told.has(other)) return [];
    told.add(other);
    return [
      sighting(
        "warning",
        `${shownPath(stand.path)} was read: ${shownPath(other)} is not the folder the session works in.`,
        {
          event: ref,
        },
      ),
    ];
  });
}

/** The folder beside a working folder that a path lies in: another repository. Caches and installed packages are none. */
function otherRepository(path: string, facts: AttemptFacts): string | null {
  if (/\/(?:node_modules|site-packages|dist-packages|pkg\/mod|registry\/src|\.[^/]+)(?:\/|$)/.test(path)) return null;
  for (const root of workRoots(facts)) {
    const parent = root.slice(0, root.lastIndexOf("/"));
    // A folder right below the disk's root has the whole system for neighbours.
    if (parent.split("/").length < 2 || !path.startsWith(`${parent}/`)) continue;
    const [name = "", ...below] = path.slice(parent.length + 1).split("/");
    if (below.length > 0 && !/^(?:tmp|temp|Library|go|bin|lib)$/.test(name)) return `${parent}/${name}`;
  }
  return null;
}

function folderOf(sessionId: string, { sessions }: AttemptFacts): string | null {
  return sessions.find((session) => session.id === sessionId)?.cwd ?? null;
}
