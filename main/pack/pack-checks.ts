import path from "node:path";
import type { Contract, EvidenceKind } from "../../shared/model/contract";
import { err, ok, type Problem, type Result } from "../../shared/result";
import type { EvidenceParser } from "../evidence/parser";
import { parserFor, readWith } from "../evidence/read-file";
import type { TranscriptAdapter } from "../ingest/port";
import { readWhole } from "../platform/files";
import { runCommand, type CommandRun } from "../platform/run-command";
import type { Worktree } from "../platform/worktree";
import { findArtifacts, globFlaw, madeSince, type Artifact } from "./collect-artifacts";
import { artifactLimit } from "./pack-folder";
import type { PackWriter } from "./pack-writer";

/** What the machine gives, and what the lists of the program hold. */
export interface PackTools {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly adapters: readonly TranscriptAdapter[];
  readonly parsers: readonly EvidenceParser[];
  readonly cancelled: () => boolean;
  /** Told what goes on: a check that begins, and how it ended. */
  readonly tell: (line: string) => void;
}

/** One acceptance check as it went. */
export interface PackedCheck {
  readonly id: string;
  readonly name: string;
  readonly command: string;
  /** Null where it was not run. */
  readonly exitCode: number | null;
  readonly expected: number;
  readonly durationMs: number | null;
  readonly passed: boolean | null;
}

export interface CheckRequest {
  readonly out: string;
  readonly artifacts: readonly string[];
  /** False: no command is run. */
  readonly run: boolean;
  readonly timeoutSeconds: number;
}

/** What checks are run on, and where what they show goes. */
export interface Checking {
  readonly request: CheckRequest;
  readonly tools: PackTools;
  readonly worktree: Worktree;
  readonly writer: PackWriter;
  readonly contract: Contract | null;
  readonly madeOn: string | null;
  readonly notes: Problem[];
}

/**
 * Runs a contract's acceptance checks one after the other and packs what each wrote and made. Files that globs name and no check
 * made are packed as claims. Out: every check, as it went.
 */
export async function packChecks(work: Checking): Promise<Result<PackedCheck[]>> {
  const { request, tools, worktree, writer, contract, madeOn, notes } = work;
  const acceptance = contract?.acceptance ?? [];
  const out = path.relative(worktree.root, path.resolve(request.out));
  const leaveOut = out.startsWith("..") ? [] : [out];
  const packed = new Set<string>();
  const checks: PackedCheck[] = [];
  for (const [at, check] of acceptance.entries()) {
    const expected = check.expect.exitCode;
    const row = { id: check.id, name: check.name, command: check.command, expected };
    if (!request.run) {
      checks.push({ ...row, exitCode: null, durationMs: null, passed: null });
      continue;
    }
    tools.tell(`${check.id}: ${check.command}`);
    const run = await runCommand({
      command: check.command,
      folder: worktree.root,
      env: tools.env,
      timeoutMs: (check.timeoutSeconds ?? request.timeoutSeconds) * 1000,
      cancelled: tools.cancelled,
    });
    if (run.ended === "cancelled" || tools.cancelled()) return err(wasCancelled);
    const folder = `${String(at + 1).padStart(2, "0")}-${slug(check.id)}`;
    const stated = {
      command: check.command,
      exitCode: run.exitCode,
      ...(expected === 0 ? {} : { expectedExitCode: expected }),
      durationMs: run.durationMs,
      check: check.id,
      ...(madeOn === null ? {} : { tree: madeOn }),
    };
    await writer.add(`checks/${folder}.log`, logOf(run), {
      role: "evidence",
      evidence: {
        kind: check.shows,
        producer: check.name.slice(0, 200),
        ...stated,
        producedAt: new Date(run.startedAt.getTime() + run.durationMs).toISOString(),
        ...(run.output.bytes > run.output.kept.length
          ? { output: { bytes: run.output.bytes, sha256: run.output.sha256 } }
          : {}),
      },
    });
    const globs = [...(check.artifacts ?? []), ...request.artifacts].filter((glob) => globFlaw(glob) === null);
    for (const artifact of await findArtifacts(worktree.root, globs, leaveOut, notes)) {
      if (!madeSince(artifact, run.startedAt)) continue;
      packed.add(artifact.path);
      const bytes = await readWhole(artifact.full, artifactLimit);
      if (!bytes.ok) {
        notes.push(bytes.error);
        continue;
      }
      await writer.add(`artifacts/${folder}/${artifact.path}`, bytes.value, {
        role: "evidence",
        evidence: {
          kind: kindOf(tools.parsers, artifact, bytes.value, check.shows),
          producer: check.name.slice(0, 200),
          ...stated,
          producedAt: new Date(artifact.modifiedMs).toISOString(),
        },
      });
    }
    checks.push({ ...row, exitCode: run.exitCode, durationMs: run.durationMs, passed: run.exitCode === expected });
    tools.tell(
      `${check.id}: exit ${String(run.exitCode)}${run.ended === "time limit" ? " at its time limit" : ""}, ${(run.durationMs / 1000).toFixed(1)} s`,
    );
  }
  await addOthers(work, packed, leaveOut);
  return tools.cancelled() ? err(wasCancelled) : ok(checks);
}

/** Artifacts that no check of this run made: nothing shows what made them, so they claim only. */
async function addOthers(
  { request, tools, worktree, writer, contract, notes }: Checking,
  packed: ReadonlySet<string>,
  leaveOut: readonly string[],
): Promise<void> {
  const declared = contract?.acceptance.flatMap(({ artifacts = [] }) => artifacts) ?? [];
  const globs = [...declared, ...request.artifacts].filter((glob) => globFlaw(glob) === null);
  for (const artifact of await findArtifacts(worktree.root, globs, leaveOut, notes)) {
    if (packed.has(artifact.path)) continue;
    const bytes = await readWhole(artifact.full, artifactLimit);
    if (!bytes.ok) {
      notes.push(bytes.error);
      continue;
    }
    await writer.add(`artifacts/${artifact.path}`, bytes.value, {
      role: "evidence",
      evidence: {
        kind: kindOf(tools.parsers, artifact, bytes.value, "log"),
        producer: "a file of the worktree",
        producedAt: new Date(artifact.modifiedMs).toISOString(),
      },
    });
    if (request.run)
      notes.push({
        code: "artifact-older",
        message: `${artifact.path} is older than the checks: none of them made it, so it is packed as a claim.`,
        place: artifact.path,
      });
  }
}

/** The command's text, so that a reader of the file alone knows what it is the output of. */
function logOf(run: CommandRun): Uint8Array {
  const limit = run.ended === "time limit" ? [Buffer.from("\n[countersign: ended at its time limit]\n")] : [];
  return Buffer.concat([run.output.kept, ...limit]);
}

function kindOf(
  parsers: readonly EvidenceParser[],
  artifact: Artifact,
  bytes: Uint8Array,
  otherwise: EvidenceKind,
): EvidenceKind {
  const file = { path: artifact.path, bytes };
  return readWith(parserFor(parsers, file), file).parsed?.kind ?? otherwise;
}

function slug(id: string): string {
  return (
    id
      .replace(/[^A-Za-z0-9_-]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, 40) || "check"
  );
}

export const wasCancelled: Problem = {
  code: "cancelled",
  message: "Packing was cancelled; nothing was written.",
  remedy: "Run it again.",
};
