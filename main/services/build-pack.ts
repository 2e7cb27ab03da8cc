import path from "node:path";
import type { Contract } from "../../shared/model/contract";
import type { PackFile } from "../../shared/model/pack";
import { runnerNames, type RunnerKind } from "../../shared/model/runner";
import { err, ok, type Problem, type Result } from "../../shared/result";
import { readSigningKey } from "../attest/public-key";
import { readContract } from "../evidence/contract-file";
import { codeownersPlaces } from "../ownership/codeowners";
import { findArtifacts, globFlaw } from "../pack/collect-artifacts";
import { packChecks, wasCancelled, type CheckRequest, type PackedCheck, type PackTools } from "../pack/pack-checks";
import { PackWriter } from "../pack/pack-writer";
import { packTranscripts } from "../pack/pack-transcripts";
import { readWhole } from "../platform/files";
import { Worktree } from "../platform/worktree";

export interface PackRequest extends CheckRequest {
  /** A folder of the worktree. */
  readonly folder: string;
  /** Null: `contract.yaml` at the root, where there is one. */
  readonly contract: string | null;
  readonly base: string | null;
  readonly head: string | null;
  /** A private key as PEM; null leaves the pack unsigned. */
  readonly key: string | null;
  readonly transcripts: readonly string[];
  readonly attempt: string | null;
  readonly repository: string | null;
  readonly summary: string | null;
  readonly runner: { readonly kind: RunnerKind | null; readonly name: string | null };
}

export interface BuiltPack {
  readonly folder: string;
  /** Digest of its manifest. */
  readonly digest: string;
  readonly base: string;
  readonly head: string;
  readonly attempt: string;
  readonly checks: readonly PackedCheck[];
  readonly files: readonly PackFile[];
  /** Id of the key that signed it; null for an unsigned pack. */
  readonly signedBy: string | null;
  /** What was left out, or could be misread, in sentences. */
  readonly notes: readonly Problem[];
}

const contractLimit = 1024 * 1024;
const defaultContract = "contract.yaml";

/**
 * Builds an evidence pack of a worktree: the change from base to head, the contract, its acceptance checks as they went, what
 * they made, and transcripts. Commands run with the person's own rights. Nothing is left behind when it fails or is cancelled.
 */
export async function buildPack(request: PackRequest, tools: PackTools): Promise<Result<BuiltPack>> {
  const key = request.key === null ? null : readSigningKey(request.key);
  if (key?.ok === false) return key;
  for (const glob of request.artifacts) {
    const flaw = globFlaw(glob);
    if (flaw !== null)
      return err({
        code: "glob-refused",
        message: `The glob ${JSON.stringify(glob)} is not used: ${flaw}.`,
        remedy: "Give globs from the worktree's root.",
      });
  }
  const opened = await Worktree.open(request.folder, tools);
  // Git that was stopped says that there is no commit or no base: the reason is the cancelling.
  const unlessCancelled = <T>(failed: Result<T>): Result<T> => (tools.cancelled() ? err(wasCancelled) : failed);
  if (!opened.ok) return unlessCancelled(opened);
  const worktree = opened.value;
  try {
    const writer = await PackWriter.begin(request.out);
    if (!writer.ok) return writer;
    try {
      const built = await build(request, tools, worktree, writer.value, key?.value ?? null);
      if (built.ok) return built;
      await writer.value.drop();
      return unlessCancelled(built);
    } catch (error) {
      await writer.value.drop();
      throw error;
    }
  } finally {
    await worktree.close();
  }
}

async function build(
  request: PackRequest,
  tools: PackTools,
  worktree: Worktree,
  writer: PackWriter,
  key: Extract<ReturnType<typeof readSigningKey>, { ok: true }>["value"] | null,
): Promise<Result<BuiltPack>> {
  const notes: Problem[] = [];
  const change = await changeOf(request, worktree);
  if (!change.ok) return change;
  const { base, head, tree, here } = change.value;
  const contract = await contractOf(request, worktree.root);
  if (!contract.ok) return contract;
  const patch = await worktree.patch(base, head);
  if (!patch.ok) return patch;
  await writer.add("patch.diff", patch.value, { role: "patch" });
  if (contract.value !== null) await writer.add("contract.yaml", contract.value.bytes, { role: "contract" });
  for (const place of codeownersPlaces) {
    const owners = await worktree.file(base, place);
    if (owners === null) continue;
    // As they were before the change: it may not choose who is asked about it.
    await writer.add("CODEOWNERS", owners, { role: "codeowners" });
    break;
  }

  const uncommitted = await uncommittedOf(request, tools, worktree, contract.value?.contract ?? null, notes);
  if (!uncommitted.ok) return uncommitted;
  // Results are of the tree they were made on: another commit, or files in no commit, are not the attempt's.
  const madeOn = here === head ? (uncommitted.value === 0 ? tree : null) : await treeOrNull(worktree, here);
  if (here !== head)
    notes.push({
      code: "other-head",
      message: `The worktree has ${here.slice(0, 12)} checked out, not ${head.slice(0, 12)}: what the checks show is of that commit.`,
    });
  const checks = await packChecks({
    request,
    tools,
    worktree,
    writer,
    contract: contract.value?.contract ?? null,
    madeOn,
    notes,
  });
  if (!checks.ok) return checks;
  const transcripts = await packTranscripts(writer, request.transcripts, tools.adapters);
  if (!transcripts.ok) return transcripts;

  const url = await worktree.remote();
  const message = request.summary === null ? await worktree.message(head) : ok(request.summary);
  if (!message.ok) return message;
  const kind = request.runner.kind ?? transcripts.value ?? "other";
  const attempt = request.attempt ?? worktree.branch ?? head.slice(0, 12);
  const finished = await writer.finish(
    {
      packVersion: 1,
      repository: {
        name: (request.repository ?? nameOf(url, worktree.root)).slice(0, 200),
        ...(url === null ? {} : { url: url.slice(0, 2000) }),
      },
      attempt: {
        id: attempt.slice(0, 200),
        base,
        head,
        tree,
        ...(worktree.branch === null ? {} : { branch: worktree.branch.slice(0, 300) }),
        summary: message.value.slice(0, 100_000),
        createdAt: createdAt(tools.env),
        ...(uncommitted.value === 0 ? {} : { uncommitted: uncommitted.value }),
      },
      runner: { kind, name: (request.runner.name ?? runnerNames[kind]).slice(0, 200) },
      ...(contract.value?.contract.requester === undefined ? {} : { requester: contract.value.contract.requester }),
    },
    key,
  );
  if (!finished.ok) return finished;
  return ok({
    folder: path.resolve(request.out),
    digest: finished.value,
    base,
    head,
    attempt,
    checks: checks.value,
    files: writer.files,
    signedBy: key?.publicKey.id ?? null,
    notes,
  });
}

async function changeOf(
  request: PackRequest,
  worktree: Worktree,
): Promise<Result<{ base: string; head: string; tree: string; here: string }>> {
  const here = await worktree.commit("HEAD");
  if (!here.ok) return here;
  const head = request.head === null ? here : await worktree.commit(request.head);
  if (!head.ok) return head;
  const base = await worktree.base(head.value, request.base);
  if (!base.ok) return base;
  const tree = await worktree.tree(head.value);
  return tree.ok ? ok({ base: base.value, head: head.value, tree: tree.value, here: here.value }) : tree;
}

async function treeOrNull(worktree: Worktree, commit: string): Promise<string | null> {
  const tree = await worktree.tree(commit);
  return tree.ok ? tree.value : null;
}

interface GivenContract {
  readonly contract: Contract;
  readonly bytes: Uint8Array;
}

async function contractOf(request: PackRequest, root: string): Promise<Result<GivenContract | null>> {
  const file = request.contract === null ? path.join(root, defaultContract) : path.resolve(request.contract);
  const read = await readWhole(file, contractLimit);
  if (!read.ok) return request.contract === null && read.error.code === "file-unreadable" ? ok(null) : read;
  const reading = readContract(Buffer.from(read.value).toString("utf8"), file);
  const [first, ...more] = reading.problems;
  if (reading.contract === null)
    return err({
      code: "contract-invalid",
      message: `${first?.message ?? "The contract could not be read."}${more.length === 0 ? "" : ` And ${String(more.length)} more problems: countersign contract check names them.`}`,
      place: first?.place ?? file,
      ...(first?.remedy === undefined ? {} : { remedy: first.remedy }),
    });
  return ok({ contract: reading.contract, bytes: read.value });
}

/** How many files are in no commit, but what the checks themselves are said to make and the pack's own folder. */
async function uncommittedOf(
  request: PackRequest,
  tools: PackTools,
  worktree: Worktree,
  contract: Contract | null,
  notes: Problem[],
): Promise<Result<number>> {
  const state = await worktree.uncommitted();
  if (!state.ok) return state;
  const globs = [...request.artifacts, ...(contract?.acceptance.flatMap(({ artifacts = [] }) => artifacts) ?? [])];
  const made = new Set(
    (
      await findArtifacts(
        worktree.root,
        globs.filter((glob) => globFlaw(glob) === null),
        [],
        [],
      )
    ).map((one) => one.path),
  );
  const out = path.relative(worktree.root, path.resolve(request.out)).split(path.sep).join("/");
  const own = (name: string) => name === out || name.startsWith(`${out}/`) || name.startsWith(`${out}.partial-`);
  const contractPath =
    request.contract === null ? defaultContract : path.relative(worktree.root, path.resolve(request.contract));
  const untracked = state.value.untracked.filter((name) => !made.has(name) && !own(name) && name !== contractPath);
  const changed = state.value.changed.filter((name) => !own(name));
  const count = changed.length + untracked.length;
  if (count > 0) {
    const names = [...changed, ...untracked].slice(0, 5).join(", ");
    notes.push({
      code: "uncommitted",
      message: `${String(count)} files are in no commit and not in the patch (${names}${count > 5 ? ", ..." : ""}): what the checks show is not tied to the head's tree.`,
      place: worktree.root,
      remedy: "Commit them and pack again.",
    });
  }
  return tools.cancelled() ? err(wasCancelled) : ok(count);
}

function nameOf(url: string | null, root: string): string {
  const last =
    url
      ?.replace(/\/+$/, "")
      .split(/[/:]/)
      .at(-1)
      ?.replace(/\.git$/, "") ?? "";
  return last === "" ? path.basename(root) : last;
}

/** Builds that are to give the same bytes again say their time in SOURCE_DATE_EPOCH, in seconds. */
function createdAt(env: PackTools["env"]): string {
  const epoch = env["SOURCE_DATE_EPOCH"];
  const stated = epoch !== undefined && /^\d{1,12}$/.test(epoch) ? new Date(Number(epoch) * 1000) : new Date();
  return stated.toISOString();
}
