import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Surroundings } from "../../main/connect/port";
import { connectors } from "../../main/plugins";
import { connectionKindSchema, connectionNames } from "../../shared/model/connection";

const at = (env: Record<string, string> = {}, system: NodeJS.Platform = "linux"): Surroundings => ({
  home: "/home/ilse",
  env,
  system,
});

it("there is one connector for every kind of connection, under the kind's name", () => {
  expect(connectors.map((connector) => connector.kind).sort()).toEqual([...connectionKindSchema.options].sort());
  for (const connector of connectors) expect(connector.name).toBe(connectionNames[connector.kind]);
});

describe.each(connectors.map((connector) => [connector.kind, connector] as const))(
  "connector %s",
  (_kind, connector) => {
    it("names absolute folders, below the home folder unless the environment says otherwise", () => {
      for (const folder of connector.defaultFolders(at())) {
        expect(path.isAbsolute(folder)).toBe(true);
        expect(folder.startsWith("/home/ilse/")).toBe(true);
      }
      // A variable that is set to nothing is as good as none.
      const empty = at({
        CLAUDE_CONFIG_DIR: "",
        CODEX_HOME: "",
        GEMINI_CLI_HOME: "",
        COPILOT_HOME: "",
        XDG_DATA_HOME: "",
      });
      expect(connector.defaultFolders(empty)).toEqual(connector.defaultFolders(at()));
    });

    it("takes no settings, secrets or stray files for sessions", () => {
      for (const stray of [
        "settings.json",
        "secrets.json",
        "x/base_state.json",
        "auth.json",
        ".credentials.json",
        "x/notes.md",
        "events.jsonl.lock",
        "opencode.db-wal",
      ])
        expect(connector.kind === "folder" && /auth|credentials/.test(stray) ? false : connector.isSource(stray)).toBe(
          false,
        );
    });

    it("only folders have sources and usual places", () => {
      if (connector.place === "folder") return;
      expect(connector.defaultFolders(at())).toEqual([]);
      expect(connector.retention).toBeUndefined();
    });
  },
);

function of(kind: string) {
  const found = connectors.find((connector) => connector.kind === kind);
  if (found === undefined) throw new Error(`no connector ${kind}`);
  return found;
}

const places: readonly (readonly [kind: string, env: Record<string, string>, folders: readonly string[]])[] = [
  ["claude-code", {}, ["/home/ilse/.claude/projects"]],
  ["claude-code", { CLAUDE_CONFIG_DIR: "/etc/cc" }, ["/etc/cc/projects"]],
  ["codex", { CODEX_HOME: "/srv/codex" }, ["/srv/codex/sessions", "/srv/codex/archived_sessions"]],
  ["gemini-cli", {}, ["/home/ilse/.gemini/tmp"]],
  ["gemini-cli", { GEMINI_CLI_HOME: "/srv/g" }, ["/srv/g/.gemini/tmp"]],
  ["opencode", {}, ["/home/ilse/.local/share/opencode"]],
  ["opencode", { XDG_DATA_HOME: "/srv/data" }, ["/srv/data/opencode"]],
  ["copilot-cli", {}, ["/home/ilse/.copilot/session-state"]],
  ["copilot-cli", { COPILOT_HOME: "/srv/c" }, ["/srv/c/session-state"]],
  ["openhands", {}, ["/home/ilse/.openhands/conversations", "/home/ilse/.openhands/sessions"]],
  ["openhands", { OPENHANDS_CONVERSATIONS_DIR: "/srv/o" }, ["/srv/o", "/home/ilse/.openhands/sessions"]],
];

it.each(places)("%s with %j keeps its sessions in %j", (kind, env, folders) => {
  expect(of(kind).defaultFolders(at(env))).toEqual(folders);
});

const sources: readonly (readonly [kind: string, relative: string])[] = [
  ["claude-code", "-work-demo/5b1d.jsonl"],
  ["claude-code", "-work-demo/5b1d/subagents/agent-a1.jsonl"],
  ["codex", "2026/11/20/rollout-2026-11-20T01-02-03-0199.jsonl"],
  ["codex", "rollout-2025-04-20-x.json"],
  ["codex", "2026/01/02/rollout-2026-01-02T00-00-00-0198.jsonl.zst"],
  ["folder", "cold/session.jsonl.gz"],
  ["gemini-cli", "3f2a/chats/session-2026-11-20T10-00-ab12cd34.json"],
  ["gemini-cli", "3f2a/chats/session-2026-11-20T10-00-ab12cd34.jsonl"],
  ["gemini-cli", "3f2a/chats/parent/child.jsonl"],
  ["opencode", "opencode.db"],
  ["opencode", "storage/session/abc/ses_1.json"],
  ["opencode", "storage/message/ses_1/msg_2.json"],
  ["opencode", "storage/part/msg_2/prt_3.json"],
  ["copilot-cli", "0b1c/events.jsonl"],
  ["copilot-cli", "0b1c.jsonl"],
  ["openhands", "abc/events/event-00001-x.json"],
  ["openhands", "abc/events/12.json"],
  ["folder", "run/a.traj"],
  ["folder", "run/trajectory.json"],
  ["folder", "otel/spans.jsonl"],
  ["folder", "pack/manifest.json"],
  ["packs", "pack-a/manifest.json"],
];

it.each(sources)("%s reads %s", (kind, relative) => {
  expect(of(kind).isSource(relative)).toBe(true);
});

it("Gemini CLI's other files are not sessions", () => {
  for (const other of ["3f2a/logs.json", "3f2a/checkpoint.json", "3f2a/shell_history", "3f2a/tool-outputs/a.json"])
    expect(of("gemini-cli").isSource(other)).toBe(false);
});

describe("how long a runner keeps its sources", () => {
  const folder = "/home/ilse/.claude/projects";
  const settings = (files: Record<string, string>) => (file: string) => files[file] ?? null;
  const claude = (files: Record<string, string>) =>
    of("claude-code").retention?.(folder, at(), settings(files)) ?? null;

  it("Claude Code: thirty days, or what its settings say, the organisation's first", () => {
    expect(claude({})?.days).toBe(30);
    const own = "/home/ilse/.claude/settings.json";
    expect(claude({ [own]: '{ // kept long\n "cleanupPeriodDays": 365, }' })).toEqual({
      days: 365,
      ground: `cleanupPeriodDays is 365 in ${own}.`,
    });
    const managed = "/etc/claude-code/managed-settings.json";
    expect(claude({ [own]: '{"cleanupPeriodDays":365}', [managed]: '{"cleanupPeriodDays":7}' })?.days).toBe(7);
    for (const bad of ["not json", "[]", '{"cleanupPeriodDays":"x"}', '{"cleanupPeriodDays":-1}'])
      expect(claude({ [own]: bad })?.days).toBe(30);
  });

  it("a copy of the folder elsewhere is nobody's to clean", () => {
    for (const copy of ["/srv/backup", "/srv/backup/projects"])
      expect(of("claude-code").retention?.(copy, at(), settings({}))).toBeNull();
    const moved = settings({ "/srv/cc/settings.json": '{"cleanupPeriodDays":9}' });
    expect(of("claude-code").retention?.("/srv/cc/projects", at(), moved)?.days).toBe(9);
  });

  it("Gemini CLI: what its settings say; nothing is assumed where they say nothing", () => {
    const gemini = (text: string | null) =>
      of("gemini-cli").retention?.("/home/ilse/.gemini/tmp", at(), () => text) ?? null;
    expect(gemini(null)).toBeNull();
    expect(gemini('{"general":{"sessionRetention":{"enabled":true,"maxAge":"2w"}}}')?.days).toBe(14);
    expect(gemini('{"general":{"sessionRetention":{"enabled":false,"maxAge":"2w"}}}')).toBeNull();
    expect(gemini('{"general":{"sessionRetention":{"maxAge":"soon"}}}')).toBeNull();
  });

  it("is not known for the others", () => {
    for (const kind of ["codex", "opencode", "copilot-cli", "openhands", "folder", "packs"])
      expect(of(kind).retention).toBeUndefined();
  });
});
