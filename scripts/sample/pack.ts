import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Workspace } from "./workspace.ts";

/** A report or output that the runner of the packs keeps, with how it was made. */
export interface PackEvidence {
  readonly path: string;
  readonly text: string;
  readonly kind: "tests" | "build" | "static-analysis";
  readonly producer: string;
  readonly command: string;
  readonly exitCode: number;
  readonly producedAt: string;
  readonly tree: string;
}

export interface PackTranscript {
  readonly path: string;
  readonly text: string;
  readonly runner: "claude-code" | "codex";
  readonly sessionId: string;
}

export interface Pack {
  readonly name: string;
  readonly contract: string;
  readonly requester: { name: string; entryPoint: "slack" | "issue" | "web"; at: string; link: string };
  readonly runner: { kind: "claude-code" | "codex"; version: string; model: string };
  readonly workspace: Workspace;
  readonly head: string;
  readonly summary: string;
  readonly createdAt: string;
  readonly costUsd: number;
  readonly evidence: readonly PackEvidence[];
  readonly transcripts: readonly PackTranscript[];
}

const runnerNames = { "claude-code": "Claude Code", codex: "Codex" } as const;

/** Runs a check on the checkout as it is, as the runner of the packs does after the agent has ended. */
export function check(
  workspace: Workspace,
  at: string,
  how: { kind: PackEvidence["kind"]; command: string; expect: number; report?: string; path: string; producer: string },
): PackEvidence {
  const tree = workspace.tree();
  const done = workspace.run(how.command, at);
  if (done.exitCode !== how.expect)
    throw new Error(`${how.command} ended with ${String(done.exitCode)}\n${done.stdout}${done.stderr}`);
  const text = how.report === undefined ? done.stdout + done.stderr : workspace.normalise(workspace.read(how.report));
  if (how.report !== undefined) workspace.run(`rm ${how.report}`, at);
  return {
    path: how.path,
    text,
    kind: how.kind,
    producer: how.producer,
    command: how.command,
    exitCode: done.exitCode,
    producedAt: at,
    tree,
  };
}

/** The tests by `npm run test:ci`, with the JUnit report they write. */
export function tests(workspace: Workspace, at: string, expect = 0): PackEvidence {
  const how = {
    kind: "tests",
    command: "npm run test:ci",
    report: "junit.xml",
    path: "evidence/junit.xml",
    producer: "node:test",
  } as const;
  return check(workspace, at, { ...how, expect });
}

/** The house rules by `npm run lint`. */
export function lint(workspace: Workspace, at: string): PackEvidence {
  const how = {
    kind: "static-analysis",
    command: "npm run lint",
    path: "evidence/lint.txt",
    producer: "scripts/lint.js",
  } as const;
  return check(workspace, at, { ...how, expect: 0 });
}

/** The precompiled templates by `npm run build`. */
export function build(workspace: Workspace, at: string): PackEvidence {
  const how = {
    kind: "build",
    command: "npm run build",
    path: "evidence/build.txt",
    producer: "scripts/build.js",
  } as const;
  return check(workspace, at, { ...how, expect: 0 });
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Writes the pack's folder: contract, patch, owners, evidence, transcripts, and the manifest that names them with their digests. */
export function writePack(folder: string, pack: Pack): void {
  const patch = pack.workspace.patch();
  const file = (path: string, role: string, text: string, more: Record<string, unknown> = {}) => ({
    path,
    role,
    text,
    more,
  });
  const files = [
    file("contract.yaml", "contract", pack.contract),
    file("patch.diff", "patch", patch),
    file("CODEOWNERS", "codeowners", pack.workspace.read("CODEOWNERS")),
    ...pack.evidence.map(({ path, text, ...evidence }) => file(path, "evidence", text, { evidence })),
    ...pack.transcripts.map(({ path, text, ...session }) => file(path, "transcript", text, { session })),
  ];
  const { workspace } = pack;
  const manifest = {
    _type: "https://in-toto.io/Statement/v1",
    subject: [
      { name: "head", digest: { gitCommit: pack.head } },
      { name: "patch.diff", digest: { sha256: sha256(patch) } },
    ],
    predicateType: "https://countersign.invalid/evidence-pack/v1",
    predicate: {
      packVersion: 1,
      repository: { name: "ledger-service", url: "https://git.halden.invalid/payments/ledger-service" },
      attempt: {
        id: `night-2026-11-20/${pack.name}`,
        base: workspace.repository.base,
        head: pack.head,
        tree: workspace.tree(),
        branch: workspace.branch,
        summary: pack.summary,
        createdAt: pack.createdAt,
        costUsd: pack.costUsd,
      },
      runner: {
        kind: pack.runner.kind,
        name: `${runnerNames[pack.runner.kind]} on the build farm`,
        version: pack.runner.version,
        model: pack.runner.model,
      },
      requester: pack.requester,
      files: files.map(({ path, role, text, more }) => ({
        path,
        role,
        sha256: sha256(text),
        bytes: Buffer.byteLength(text),
        ...more,
      })),
    },
  };
  for (const { path, text } of [...files, { path: "manifest.json", text: JSON.stringify(manifest, null, 2) + "\n" }]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}
