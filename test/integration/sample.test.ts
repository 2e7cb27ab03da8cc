import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseContract } from "../../main/evidence/contract-file";
import { verifyPackFiles } from "../../main/evidence/pack";
import { scopeBreach } from "../../main/policy/rules/scope-breach";
import { secret } from "../../main/policy/rules/secret";
import { testWeakened } from "../../main/policy/rules/test-weakened";
import { claimInput } from "../builders/claim";
import { checkClaims } from "../../main/provenance/claims";
import { raisedByAgent } from "../../main/provenance/escalation";
import {
  digest,
  filesOf,
  judged,
  manifestOf,
  packs,
  sample,
  transcriptOf,
  transcripts,
  verdicts,
} from "./sample-night";

const root = fileURLToPath(new URL("../..", import.meta.url));
const pinnedNode = join(root, "node_modules/node/bin", process.platform === "win32" ? "node.exe" : "node");
const gitMissing = spawnSync("git", ["--version"]).error !== undefined;

describe.skipIf(gitMissing)(
  `the sample night, made again${gitMissing ? " (skipped: git is not installed)" : ""}`,
  () => {
    let out = "";

    beforeAll(() => {
      out = mkdtempSync(join(tmpdir(), "sample-again-"));
      const node = existsSync(pinnedNode) ? pinnedNode : process.execPath;
      execFileSync(node, [join(root, "scripts/make-sample.ts"), "--out", out], {
        cwd: root,
        stdio: ["ignore", "ignore", "inherit"],
      });
    }, 240_000);

    afterAll(() => {
      rmSync(out, { recursive: true, force: true });
    });

    it("has the same files as the committed one", () => {
      expect(filesOf(out)).toEqual(filesOf(sample));
    });

    it("has the same bytes in every file", () => {
      const differing = filesOf(sample).filter(
        (path) =>
          !existsSync(join(out, path)) || !readFileSync(join(out, path)).equals(readFileSync(join(sample, path))),
      );
      expect(differing).toEqual([]);
    });
  },
);

describe("the committed sample night", () => {
  it("is small and names no place of the machine it was made on", () => {
    const files = filesOf(sample);
    const bytes = files.map((path) => readFileSync(join(sample, path)));
    expect(bytes.reduce((sum, content) => sum + content.length, 0)).toBeLessThan(1_500_000);
    const leaking = files.filter((_, index) =>
      /\/tmp\/|sample-night-|node:internal/.test(bytes[index]?.toString("utf8") ?? ""),
    );
    expect(leaking).toEqual([]);
  });

  it("has six packs", () => {
    expect(packs).toEqual(["pay-118-a", "pay-118-b", "pay-118-c", "pay-121-a", "srch-114-a", "web-123-a"]);
  });

  it.each(packs)("%s holds what its manifest lists", (pack) => {
    const folder = join(sample, "packs", pack);
    const found = new Map(
      filesOf(folder).map((path) => {
        const bytes = readFileSync(join(folder, path));
        return [path, { bytes: bytes.length, sha256: digest(bytes) }];
      }),
    );
    expect(verifyPackFiles(manifestOf(pack), found)).toEqual([]);
  });

  it.each(packs)("%s has a contract that can be read", (pack) => {
    const parsed = parseContract(
      readFileSync(join(sample, "packs", pack, "contract.yaml"), "utf8"),
      `${pack}/contract.yaml`,
    );
    expect(parsed.ok ? parsed.value.id.toLowerCase() : parsed.error).toBe(pack.slice(0, -2));
  });
});

describe("the transcripts of the sample night", () => {
  it.each(transcripts)("%s is read completely", (path) => {
    const { session, completeness } = transcriptOf(path);
    expect(session).not.toBeNull();
    expect(completeness).toMatchObject({ unknown: [], malformedCount: 0, unanswered: 0 });
    expect(completeness.recognised).toBe(completeness.records);
  });

  it("are eleven sessions of two kinds of runner", () => {
    const sessions = transcripts.flatMap((path) => transcriptOf(path).session ?? []);
    expect(new Set(sessions.map((session) => session.id)).size).toBe(11);
    expect(sessions.filter((session) => session.kind === "sub-agent")).toHaveLength(2);
    expect(sessions.filter((session) => session.runner === "codex")).toHaveLength(3);
  });

  it("end as the manifests say, in the agent's own words", () => {
    for (const pack of packs) {
      const { attempt, files } = manifestOf(pack).predicate;
      const last = files
        .filter((file) => file.role === "transcript")
        .map((file) => transcriptOf(`packs/${pack}/${file.path}`).session);
      expect(last.map((session) => session?.finalMessage)).toContain(attempt.summary);
      expect(last.map((session) => session?.runnerSessionId)).toEqual(
        files.flatMap((file) => (file.session === undefined ? [] : [file.session.sessionId])),
      );
    }
  });
});

describe("what the engines see in the sample night", () => {
  it("a false 'all tests pass' and a scope breach in PAY-118 A", () => {
    const { claims, found, evidence, fresh } = judged("pay-118-a");
    expect(verdicts(claims)).toEqual(["tests-added backed", "tests-pass contradicted"]);
    expect(found(scopeBreach)).toEqual(["config/service.json", "openapi.yaml"]);
    expect(evidence[0]).toMatchObject({
      result: "failed",
      tree: "match",
      counts: { passed: 22, failed: 2, skipped: 0 },
    });
    expect(fresh.stale).toBe(true);
  });

  it("nothing to object to in PAY-118 B", () => {
    const { claims, found, fresh } = judged("pay-118-b");
    expect(new Set(claims.map((claim) => claim.verdict))).toEqual(new Set(["backed"]));
    expect([...found(scopeBreach), ...found(testWeakened), ...found(secret)]).toEqual([]);
    expect(fresh.stale).toBe(false);
  });

  it("a weakened test in PAY-118 C, behind claims that all hold", () => {
    const { claims, found } = judged("pay-118-c");
    expect(found(testWeakened)).toContain("test/refunds.test.js");
    expect(new Set(claims.map((claim) => claim.verdict))).toEqual(new Set(["backed"]));
  });

  it("an escalation and a secret in PAY-121", () => {
    const { events, found } = judged("pay-121-a");
    expect(raisedByAgent(events)?.text).toBe("I stopped before production and need your approval.");
    expect(found(secret)).toEqual(["test/fixtures/rotation.json"]);
  });

  it("a stale check in SRCH-114", () => {
    const { claims, evidence, fresh } = judged("srch-114-a");
    expect(verdicts(claims)).toContain("tests-pass stale");
    expect(evidence[0]).toMatchObject({ result: "passed", tree: "mismatch" });
    expect(fresh.stale).toBe(true);
  });

  it("a clean change in WEB-123", () => {
    const { claims, found, fresh } = judged("web-123-a");
    expect(new Set(claims.map((claim) => claim.verdict))).toEqual(new Set(["backed"]));
    expect(verdicts(claims)).toEqual(
      expect.arrayContaining(["tests-pass backed", "static-analysis-clean backed", "build-works backed"]),
    );
    expect([...found(scopeBreach), ...found(testWeakened), ...found(secret)]).toEqual([]);
    expect(fresh.stale).toBe(false);
  });

  it("an unbacked build in the invoice templates, asked for twice in the same words", () => {
    const mains = transcripts
      .filter((path) => path.startsWith("runners/") && !path.includes("/subagents/"))
      .map(transcriptOf);
    expect(mains).toHaveLength(2);
    expect(new Set(mains.map(({ session }) => session?.prompt)).size).toBe(1);
    expect(new Set(mains.map(({ session }) => session?.cwd?.split("/").at(-1)))).toEqual(new Set(["ledger-service"]));
    expect(mains.map(({ session }) => session?.status).sort()).toEqual(["completed", "errored"]);
    const said = (runner: string) => {
      const main = mains.find(({ session }) => session?.runner === runner);
      const summary = main?.session?.finalMessage ?? "";
      return verdicts(checkClaims(claimInput(summary, { events: main?.events ?? [] })));
    };
    expect(said("codex")).toEqual(["tests-added unverifiable", "tests-pass backed", "build-works unbacked"]);
    expect(said("claude-code")).toEqual(["build-works unbacked"]);
  });
});
