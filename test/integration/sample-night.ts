import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseContract } from "../../main/evidence/contract-file";
import { evidenceFromFile } from "../../main/evidence/from-file";
import { parseManifest } from "../../main/evidence/pack";
import { junit } from "../../main/evidence/parsers/junit";
import { readWith } from "../../main/evidence/read-file";
import { claimInput } from "../builders/claim";
import { parseBytes } from "../support/parse-bytes";
import { claudeCode } from "../../main/ingest/adapters/claude-code";
import { codex } from "../../main/ingest/adapters/codex";
import { chooseAdapter } from "../../main/ingest/choose-adapter";
import type { FindingRule } from "../../main/policy/rule";
import { checkRuns } from "../../main/provenance/check-runs";
import { checkClaims } from "../../main/provenance/claims";
import { raisedByAgent } from "../../main/provenance/escalation";
import { freshness } from "../../main/provenance/freshness";
import { parsePatch } from "../../shared/diff/parse-patch";
import type { Claim } from "../../shared/model/claim";
import type { SessionEvent } from "../../shared/model/event";
import type { PackManifest } from "../../shared/model/pack";
import type { Completeness, Session } from "../../shared/model/session";

/** The committed sample night. */
export const sample = fileURLToPath(new URL("../../resources/sample", import.meta.url));

/** Paths under a folder, with forward slashes, sorted. */
export function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .sort();
}

export function digest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

export function manifestOf(pack: string): PackManifest {
  const parsed = parseManifest(
    readFileSync(join(sample, "packs", pack, "manifest.json"), "utf8"),
    `${pack}/manifest.json`,
  );
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

interface Transcript {
  readonly session: Session | null;
  readonly events: readonly SessionEvent[];
  readonly completeness: Completeness;
}

/** Reads a transcript of the sample by the adapter that recognises it. */
export function transcriptOf(path: string): Transcript {
  const bytes = readFileSync(join(sample, path));
  const adapter = chooseAdapter([claudeCode, codex], { name: path, bytes: bytes.subarray(0, 262_144) });
  if (!adapter.ok) throw new Error(`${path}: ${adapter.error.message}`);
  const { session, all, completeness } = parseBytes(adapter.value, path, bytes);
  const sessionId = session?.id ?? "";
  return { session, events: all.map((event) => ({ sessionId, event })), completeness };
}

function inTime(transcripts: readonly Transcript[]): SessionEvent[] {
  return transcripts
    .flatMap(({ events }) => events)
    .sort((a, b) => Date.parse(a.event.at ?? "") - Date.parse(b.event.at ?? ""));
}

export function verdicts(claims: readonly Claim[]): string[] {
  return claims.map((claim) => `${claim.kind} ${claim.verdict}`);
}

/** What the engines say of the attempt of a pack. */
export function judged(pack: string) {
  const { files, attempt } = manifestOf(pack).predicate;
  const bytesOf = (path: string) => readFileSync(join(sample, "packs", pack, path));
  const transcripts = files
    .filter((file) => file.role === "transcript")
    .map((file) => transcriptOf(`packs/${pack}/${file.path}`));
  const events = inTime(transcripts);
  const text = bytesOf("patch.diff").toString("utf8");
  const patch = parsePatch(text);
  const changed = patch.files.map((file) => ({
    path: file.path,
    oldPath: file.oldPath,
    status: file.status,
    added: file.added,
    removed: file.removed,
    binary: file.binary,
    digest: digest(Buffer.from(text.slice(file.start, file.end))),
  }));
  const evidence = files
    .filter((file) => file.role === "evidence")
    .map((file) =>
      evidenceFromFile(file, readWith(junit, { path: file.path, bytes: bytesOf(file.path) }), {
        tree: attempt.tree ?? null,
        head: attempt.head,
      }),
    );
  const claims = checkClaims(
    claimInput(attempt.summary, { events, files: changed, patch, patchSource: "pack", evidence }),
  );
  const contract = parseContract(bytesOf("contract.yaml").toString("utf8"), "contract.yaml");
  if (!contract.ok) throw new Error(contract.error.message);
  const found = (rule: FindingRule) =>
    rule
      .run({
        task: {
          id: "T-00000",
          ref: contract.value.id,
          title: contract.value.title,
          repository: "ledger-service",
          contract: contract.value,
          contractDigest: null,
          requester: null,
          firstSeenAt: attempt.createdAt,
          ground: { kind: "contract", text: "" },
        },
        attempt: {
          id: "A-00000",
          taskId: "T-00000",
          letter: "A",
          runner: "other",
          runnerName: "Runner",
          model: null,
          base: attempt.base,
          head: attempt.head,
          branch: null,
          summary: attempt.summary,
          statements: [],
          startedAt: null,
          finishedAt: null,
          costUsd: null,
          sessions: [],
          patchSource: "pack",
          patchDigest: digest(Buffer.from(text)),
          patchNote: null,
          files: changed,
          ground: null,
        },
        patch,
        sessions: transcripts.flatMap(({ session }) => session ?? []),
        events,
        ownership: { owner: contract.value.owner ?? null, ground: "contract", onCall: null },
        checks: checkRuns(events),
        freshness: freshness(events),
        escalation: raisedByAgent(events),
        provenance: null,
      })
      .map((finding) => finding.path);
  return { patch, events, evidence, claims, found, fresh: freshness(events) };
}

export const packs = readdirSync(join(sample, "packs")).sort();
export const transcripts = filesOf(sample).filter((path) =>
  /\/(?:transcripts|projects|sessions)\/.*\.jsonl$/.test(path),
);
