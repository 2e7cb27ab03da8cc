import path from "node:path";
import type { Attempt } from "../../shared/model/attempt";
import type { Statement } from "../../shared/model/claim";
import type { Contract } from "../../shared/model/contract";
import type { Evidence } from "../../shared/model/evidence";
import type { PackFile, PackManifest } from "../../shared/model/pack";
import type { Session } from "../../shared/model/session";
import type { Task } from "../../shared/model/task";
import { err, ok, type Problem, type Result } from "../../shared/result";
import { readContract } from "../evidence/contract-file";
import { besideUncommitted, signedStanding } from "../evidence/signed-standing";
import { artifactLimit, attestationsOf, readPackFolder } from "../pack/pack-folder";
import { packSignatures } from "../pack/pack-signatures";
import { readWhole } from "../platform/files";
import { readSession } from "../store/sessions";
import { writePlace } from "../store/session-links";
import { attemptsOfSession, dropAttempt, readTask, upsertAttempt } from "../store/tasks";
import { forgetSignedPack, keysStamp, readTrustedKeys, writeSignedPack } from "../store/trusted-keys";
import { changedFiles, costOf, reassembleFollowers, spanOf } from "./assemble-attempt";
import { attemptIdFor, letterFor, rememberHome, settleTask, taskIdFor, type Home } from "./group-task";
import { eventSteps, outputsOf } from "./judge-attempt";
import { withSubAgents } from "./link-sessions";
import { lookIntoRepository, noLook, type RepositoryLook } from "./repository-patch";
import type { Core } from "../views/core";
import { readEvidence } from "./read-evidence";
import { keepPackOwners } from "./repository-owners";
import { statementsOf } from "./statements";
import { inSteps } from "./steps";
import { readTranscript, type ReadTranscript } from "./read-transcript";

export interface ReadPack {
  readonly attemptId: string;
  readonly bytes: number;
  readonly digests: readonly string[];
  readonly transcripts: readonly ReadTranscript[];
  /** What did not hold; the rest was taken all the same. */
  readonly problems: readonly Problem[];
}

interface Taken {
  readonly file: PackFile;
  /** Kept for what is read as text here; everything else is read out of the archive. */
  readonly bytes: Uint8Array | null;
}

/**
 * Reads an evidence pack: every file is compared with the manifest's digest; a file that does not match is left out and named.
 * In: the path of its manifest.json. Out: the attempt it became.
 */
export async function readPack(core: Core, manifestPath: string, cancelled: () => boolean): Promise<Result<ReadPack>> {
  const held = await readPackFolder(manifestPath, cancelled);
  if (!held.ok) return held;
  const { root, manifest, manifestBytes, sound } = held.value;
  const { predicate } = manifest;
  const inPack = (problem: Problem): Problem => ({
    ...problem,
    place: problem.place === undefined ? manifestPath : path.join(root, problem.place),
  });
  const problems: Problem[] = held.value.problems.map(inPack);

  const transcripts: ReadTranscript[] = [];
  const taken: Taken[] = [];
  for (const file of sound) {
    if (cancelled())
      return err({
        code: "cancelled",
        message: "Reading the pack was cancelled.",
        place: root,
        remedy: "Sync again to read it.",
      });
    const full = path.join(root, file.path);
    if (file.role === "transcript") {
      const read = await readTranscript(core, full, cancelled);
      if (!read.ok) problems.push(read.error);
      // The archived copy of a packed one is unpacked; its parts have the digests of the files themselves.
      else if ((read.value.parts[0]?.digest ?? read.value.digest) === file.sha256) {
        transcripts.push(read.value);
        // The pack is kept as it came, so that it can be read again without its folder.
        if (read.value.digest !== file.sha256) {
          const packed = await readWhole(full, artifactLimit);
          if (packed.ok) core.archive.put(packed.value);
        }
      } else problems.push(changedMeanwhile(full));
      continue;
    }
    const bytes = await readWhole(full, artifactLimit);
    if (!bytes.ok) {
      problems.push(bytes.error);
      continue;
    }
    // What is taken is what was digested: a file swapped between the two readings is not.
    if (core.archive.put(bytes.value) === file.sha256)
      taken.push({ file, bytes: file.role === "patch" || file.role === "contract" ? bytes.value : null });
    else problems.push(changedMeanwhile(full));
  }

  const contract = contractOf(taken, root, problems);
  const look = taken.some(({ file }) => file.role === "patch")
    ? noLook
    : await lookForPack(core, manifest, transcripts, cancelled);
  const { base, head, tree = null } = predicate.attempt;
  const files = taken.flatMap(({ file }) => (file.role === "evidence" ? [file] : []));
  const bare = await readEvidence(core, files, { base, head, tree });
  const attestations = await attestationsOf(files, (file) => {
    const content = core.archive.get(file.sha256);
    return Promise.resolve(content.ok ? content.value : null);
  });
  const trusted = readTrustedKeys(core.record);
  const envelope = held.value.envelope === null ? null : Buffer.from(held.value.envelope).toString("utf8");
  const signatures = packSignatures({ manifest, manifestBytes, envelope, attestations }, trusted);
  problems.push(...signatures.problems.map(inPack));
  const evidence = bare.map((item) =>
    signedStanding(
      besideUncommitted(item, predicate.attempt.uncommitted),
      signatures.ofFile.get(item.file?.path ?? "") ?? [],
    ),
  );
  const statements = await statementsOfPack(core, predicate.attempt.summary, transcripts, cancelled);
  const parts = { manifest, contract, taken, transcripts, look, evidence, statements };
  // At once: another program may read the same pack, and a letter is given once.
  const attemptId = core.index.transaction(() => assemble(core, parts)).immediate();
  const manifestDigest = core.archive.put(manifestBytes);
  const envelopeDigest = held.value.envelope === null ? null : core.archive.put(held.value.envelope);
  if (signatures.ofFile.size > 0 || envelopeDigest !== null)
    writeSignedPack(core.record, { attemptId, manifest: manifestDigest, envelope: envelopeDigest }, keysStamp(trusted));
  else forgetSignedPack(core.record, attemptId);
  await reassembleFollowers(
    core,
    transcripts.flatMap((read) => read.sessionIds),
    cancelled,
  );
  return ok({
    attemptId,
    bytes: held.value.bytes,
    digests: [
      manifestDigest,
      ...(envelopeDigest === null ? [] : [envelopeDigest]),
      ...taken.map(({ file }) => file.sha256),
      ...transcripts.map((read) => read.digest),
    ],
    transcripts,
    problems,
  });
}

interface ReadContract {
  readonly contract: Contract;
  readonly digest: string;
}

function contractOf(taken: readonly Taken[], root: string, problems: Problem[]): ReadContract | null {
  const file = taken.find((item) => item.file.role === "contract");
  if (file === undefined || file.bytes === null) return null;
  const reading = readContract(Buffer.from(file.bytes).toString("utf8"), path.join(root, file.file.path));
  problems.push(...reading.problems);
  return reading.contract === null ? null : { contract: reading.contract, digest: file.file.sha256 };
}

function assemble(
  core: Core,
  pack: {
    readonly manifest: PackManifest;
    readonly contract: ReadContract | null;
    readonly taken: readonly Taken[];
    readonly transcripts: readonly ReadTranscript[];
    readonly look: RepositoryLook;
    readonly evidence: readonly Evidence[];
    readonly statements: readonly Statement[];
  },
): string {
  const { predicate } = pack.manifest;
  const { repository, runner } = predicate;
  const contract = pack.contract?.contract ?? null;
  const taskKey =
    contract === null
      ? `pack:${repository.name}:${predicate.attempt.id}`
      : `contract:${repository.name}:${contract.id}`;
  const homeId = taskIdFor(core, taskKey);
  const main = pack.transcripts.flatMap((read) =>
    read.sessionIds.flatMap((id) => readSession(core.index, id)?.session ?? []),
  );
  const sessions: Session[] = withSubAgents(core, main);
  const span = spanOf(sessions);
  const known = readTask(core.index, homeId);
  const began = span.startedAt ?? predicate.attempt.createdAt;
  const task: Task = {
    id: homeId,
    ref: contract?.id ?? null,
    title: contract?.title ?? (predicate.attempt.summary.split("\n")[0]?.slice(0, 120) || predicate.attempt.id),
    repository: repository.name,
    contract,
    contractDigest: pack.contract?.digest ?? null,
    requester: contract?.requester ?? predicate.requester ?? null,
    firstSeenAt: known !== null && Date.parse(known.firstSeenAt) < Date.parse(began) ? known.firstSeenAt : began,
    ground:
      contract === null
        ? { kind: "alone", text: "on its own: the pack has no contract" }
        : { kind: "contract", text: `contract ${contract.id} in ${repository.name}` },
  };
  const key = `${taskKey}:${predicate.attempt.id}`;
  const id = attemptIdFor(core, key);
  const home: Home = { key: taskKey, task, own: null };
  const { taskId, ground } = settleTask(core, { id, key }, home);
  const patchFile = pack.taken.find((item) => item.file.role === "patch");
  const named = predicate.files.some((file) => file.role === "patch");
  const found = patchFile === undefined ? (pack.look.found ?? null) : null;
  const bytes = patchFile?.bytes ?? found?.patch ?? null;
  const attempt: Attempt = {
    id,
    taskId,
    letter: letterFor(core, taskId, id),
    runner: runner.kind,
    runnerName: runner.name,
    model: runner.model ?? sessions.flatMap((session) => session.models).at(-1) ?? null,
    base: predicate.attempt.base,
    head: predicate.attempt.head,
    branch: predicate.attempt.branch ?? null,
    summary: predicate.attempt.summary,
    statements: [...pack.statements],
    startedAt: span.startedAt,
    finishedAt: span.finishedAt ?? predicate.attempt.createdAt,
    costUsd: predicate.attempt.costUsd ?? costOf(sessions),
    sessions: sessions.map((session) => session.id),
    patchSource: patchFile !== undefined ? "pack" : found !== null ? "repository" : "none",
    patchDigest: patchFile?.file.sha256 ?? (found === null ? null : core.archive.put(found.patch)),
    patchNote: patchFile === undefined ? missingPatch(named, pack.look) : null,
    files:
      bytes === null ? [] : changedFiles(Buffer.from(bytes).toString("utf8"), found === null ? "pack" : "repository"),
    ground,
  };
  const owners = pack.taken.find((item) => item.file.role === "codeowners");
  if (owners !== undefined)
    keepPackOwners(core, id, { digest: owners.file.sha256, size: owners.file.bytes, commit: attempt.base });
  upsertAttempt(core.index, key, "pack", attempt, pack.evidence);
  rememberHome(core, id, home);
  for (const session of main)
    writePlace(core.index, {
      sessionId: session.id,
      taskKey,
      family: null,
      base: predicate.attempt.base,
      startedMs: session.startedAt === null ? null : Date.parse(session.startedAt),
    });
  // The pack speaks for these sessions: attempts that were made from them alone give way.
  for (const session of attempt.sessions) {
    for (const other of attemptsOfSession(core.index, session))
      if (other.origin === "session") dropAttempt(core.index, other.id);
  }
  return id;
}

/** Where the patch of a pack that brings none was read, or why none is shown. */
function missingPatch(named: boolean, look: RepositoryLook): string {
  const without = named
    ? "The pack's patch does not match its manifest, so it is not shown."
    : "The pack names base and head but carries no patch.";
  if (look.found !== null) return `${without} ${look.found.note}`;
  if (look.problem !== null)
    return `${without} ${look.problem.message}${look.problem.remedy === undefined ? "" : ` ${look.problem.remedy}`}`;
  return named ? without : `${without} Its repository was not found on this machine, or does not have these commits.`;
}

/** What a pack and its sessions say was done. */
async function statementsOfPack(
  core: Core,
  summary: string,
  transcripts: readonly ReadTranscript[],
  cancelled: () => boolean,
): Promise<Statement[]> {
  const main = transcripts.flatMap((read) =>
    read.sessionIds.flatMap((id) => readSession(core.index, id)?.session ?? []),
  );
  const ids = withSubAgents(core, main).map((session) => session.id);
  const events = await inSteps(eventSteps(core, ids), cancelled);
  return statementsOf({ sessions: main, events: events ?? [], summary, outputOf: outputsOf(core) });
}

/** The change between a pack's base and head, from the repository that its sessions worked in. */
async function lookForPack(
  core: Core,
  manifest: PackManifest,
  transcripts: readonly ReadTranscript[],
  cancelled: () => boolean,
): Promise<RepositoryLook> {
  const { base, head, branch } = manifest.predicate.attempt;
  const folders = transcripts
    .flatMap((read) => read.sessionIds)
    .flatMap((id) => readSession(core.index, id)?.session.cwd ?? []);
  let look = noLook;
  for (const cwd of new Set(folders)) {
    const branches = branch === undefined ? [] : [branch];
    look = await lookIntoRepository(
      core,
      { cwd, base, head, branches, startedAt: null, endedAt: null, namedBy: "the pack names" },
      cancelled,
    );
    if (look.found !== null) return look;
  }
  return look;
}

function changedMeanwhile(file: string): Problem {
  return {
    code: "file-changed",
    message: `${path.basename(file)} changed while the pack was read.`,
    place: file,
    remedy: "Sync again when nothing writes to the pack.",
  };
}
