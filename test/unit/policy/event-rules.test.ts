import { describe, expect, it } from "vitest";
import { commandBreach } from "../../../main/policy/rules/command-breach";
import { hostBreach } from "../../../main/policy/rules/host-breach";
import { staleCheck } from "../../../main/policy/rules/stale-check";
import { toolBreach } from "../../../main/policy/rules/tool-breach";
import { freshness } from "../../../main/provenance/freshness";
import type { Contract } from "../../../shared/model/contract";
import type { CheckDetail, EventDetail } from "../../../shared/model/event";
import {
  checkDetail,
  commandDetail,
  counts,
  editDetail,
  failedCheck,
  sessionEvents,
  toolCallDetail,
} from "../../builders/event";
import { facts } from "../../builders/facts";
import { contract, task } from "../../builders/task";

const bounded = (allow: Partial<Contract["allow"]>) => task({ contract: contract({ allow }) });

describe("tool outside the allowlist", () => {
  const rule = (events: EventDetail[]) =>
    toolBreach.run(facts({ task: bounded({ tools: ["Bash", "Edit", "mcp__db__*"] }), events }));

  it("tells each tool once, with how often", () => {
    expect(rule([toolCallDetail("WebFetch"), toolCallDetail("WebFetch"), commandDetail("ls")])).toMatchObject([
      {
        severity: "serious",
        message: "WebFetch was used 2 times; the contract allows Bash, Edit, mcp__db__*.",
        event: { sessionId: "S-7K2QH", seq: 1 },
      },
    ]);
  });

  it("does not fire for allowed or refused tools, or without a list", () => {
    expect(
      rule([
        commandDetail("ls"),
        editDetail(),
        toolCallDetail("mcp__db__query"),
        toolCallDetail("WebFetch", { outcome: "denied" }),
      ]),
    ).toEqual([]);
    expect(toolBreach.run(facts({ events: [toolCallDetail("WebFetch")] }))).toEqual([]);
  });
});

describe("command outside the allowlist", () => {
  const rule = (command: string) =>
    commandBreach.run(
      facts({ task: bounded({ commands: ["npm test*", "git status", "ls*"] }), events: [commandDetail(command)] }),
    );

  it.each([
    "curl https://example.com",
    "npm test && curl https://example.com",
    "npm test; rm -rf x",
    "npm test $(curl example.com)",
    "npm test | tee log",
    "git push",
    "bash -c 'git push'",
  ])("%s", (command) => {
    expect(rule(command)).toHaveLength(1);
  });

  it.each([
    "npm test",
    "npm test -- test/a.test.ts",
    "cd src && npm test",
    "CI=1 npm test 2>&1",
    "npm test -- --grep 'a; rm -rf /'",
    "git   status",
  ])("not: %s", (command) => {
    expect(rule(command)).toEqual([]);
  });
});

describe("host outside the allowlist", () => {
  const rule = (events: EventDetail[]) =>
    hostBreach.run(facts({ task: bounded({ hosts: ["registry.example.org", "*.internal"] }), events }));

  it.each([
    "curl -s https://evil.example.com/x",
    "git push git@github.example.com:a/b.git",
    "wget http://user:pw@evil.example.com:8080/x",
  ])("%s", (command) => {
    expect(rule([commandDetail(command)])).toHaveLength(1);
  });

  it("looks at tools that fetch and tells a host once", () => {
    const fetch = toolCallDetail("WebFetch", { input: JSON.stringify({ url: "https://evil.example.com/a" }) });
    expect(rule([fetch, fetch])).toHaveLength(1);
    expect(rule([toolCallDetail("Read", { input: "https://evil.example.com" })])).toEqual([]);
  });

  it.each(["curl https://registry.example.org/x", "curl http://db.internal", "curl http://localhost:3000", "npm test"])(
    "not: %s",
    (command) => {
      expect(rule([commandDetail(command)])).toEqual([]);
    },
  );
});

describe("stale check", () => {
  it("links to the final edit", () => {
    expect(
      staleCheck.run(facts({ events: [checkDetail(), editDetail(), editDetail("/work/ledger/src/y.ts")] })),
    ).toMatchObject([
      {
        severity: "warning",
        message: "2 edits after the last passing check, the final one to src/y.ts.",
        event: { sessionId: "S-7K2QH", seq: 3 },
      },
    ]);
  });

  it("agrees with freshness on every kind of run", () => {
    const runs: CheckDetail[] = [
      checkDetail(),
      failedCheck(),
      checkDetail("npm test | tail", { masked: true }),
      checkDetail("npm test | tail", { masked: true, counts: counts(3) }),
      checkDetail("npm test | tail", { masked: true, counts: counts(3, null, "3 passed") }),
      checkDetail("npm test | tail", { masked: true, counts: counts(3, null, "3 passed, 1 failed") }),
      checkDetail("npm test", { counts: counts(3, 1) }),
      checkDetail("npm test", { exitCode: null }),
      checkDetail("npm test", { exitCode: null, outcome: "failed", counts: counts(3) }),
      checkDetail("npm test", { exitCode: null, outcome: "unknown", counts: counts(3) }),
      checkDetail("npm test", { exitCode: null, outcome: "unknown" }),
      checkDetail("npm test", { exitCode: 0, outcome: "unanswered" }),
      checkDetail("npm test", { exitCode: 0, outcome: "denied" }),
      failedCheck("npm test", { exitCode: 127 }),
      failedCheck("npm test", { exitCode: 137, counts: counts(3) }),
      checkDetail("npm run build", { checkType: "build" }),
    ];
    for (const run of runs) {
      for (const events of [
        [run, editDetail()],
        [editDetail(), run],
        [checkDetail("npm run lint", { checkType: "static-analysis" }), run, editDetail()],
      ]) {
        expect([JSON.stringify(run), staleCheck.run(facts({ events })).length > 0]).toEqual([
          JSON.stringify(run),
          freshness(sessionEvents(events)).stale,
        ]);
      }
    }
  });
});
