import * as z from "zod";
import { gitOidSchema } from "../../../shared/model/ids";
import { err, ok, type Result } from "../../../shared/result";
import { AnchorRepository, keysFile, noteFile, type KeptNote } from "../anchor-repository";
import { checkpointTrailer } from "../checkpoint-trailer";
import { heldAgainstNote } from "../hold-against";
import type { AnchorKind, Found, Head, KeptAnchor, Means, Receipt } from "../port";
import { parseRemote } from "../remote";

/*
 * A commit on `refs/countersign/<log>` of a remote: worth as much as the remote's refusal to let this account overwrite it. The
 * remote learns the log's name, its public keys, its size and when it was anchored; no text of any decision.
 */

const receiptSchema = z.strictObject({
  commit: gitOidSchema,
  ref: z.string().max(200),
  remote: z.string().max(2000),
});

function refOf(origin: string): string {
  return `refs/countersign/${origin.slice(origin.indexOf("/") + 1)}`;
}

async function open(means: Means): Promise<Result<{ repository: AnchorRepository; remote: string; ref: string }>> {
  const { git } = means.settings;
  if (git === null)
    return err({
      code: "not-configured",
      message: "No remote is named for anchors.",
      remedy: "Name one under Settings, Anchors, or with countersign anchor git --remote REMOTE.",
    });
  const remote = parseRemote(git.remote);
  if (!remote.ok) return remote;
  const token = git.tokenEnv === null ? null : (means.env[git.tokenEnv] ?? null);
  if (git.tokenEnv !== null && token === null)
    return err({
      code: "token-missing",
      message: `The environment variable ${git.tokenEnv} is not set.`,
      remedy: "Put the token into it and start Countersign again, or name another variable.",
    });
  const ref = refOf(means.log.origin);
  const cancelled = () => means.signal.aborted;
  const repository = await AnchorRepository.open(
    { home: means.home, env: means.env, token, cancelled },
    remote.value,
    ref,
  );
  return repository.ok ? ok({ repository: repository.value, remote: remote.value.name, ref }) : repository;
}

/** Holds the log against every checkpoint of a ref. Out: the first that does not agree, or null. */
function divergence(history: readonly KeptNote[], means: Means): { size: number; message: string } | null {
  for (const { commit, note } of history) {
    if (note === null) continue;
    const held = heldAgainstNote(note, means.log);
    if (held.outcome === "diverged")
      return {
        size: held.size,
        message: `Commit ${commit.slice(0, 12)} holds a checkpoint of this log. ${held.message}`,
      };
  }
  return null;
}

async function make(head: Head, means: Means): Promise<Result<Receipt>> {
  const opened = await open(means);
  if (!opened.ok) return opened;
  const { repository, remote, ref } = opened.value;
  const fetched = await repository.fetch();
  if (!fetched.ok) return fetched;
  const history = await repository.history();
  if (!history.ok) return history;
  const other = divergence(history.value, means);
  if (other !== null)
    return err({
      code: "anchor-diverged",
      message: other.message,
      place: remote,
      remedy: "Nothing was pushed. Export both logs and compare them: countersign audit export.",
    });
  const commit = await repository.push(
    { [noteFile]: head.note, [keysFile]: means.log.vkeys.map((vkey) => `${vkey}\n`).join("") },
    `Checkpoint of ${String(head.size)} entries\n\n${checkpointTrailer(head.note)}\n`,
    means.now,
  );
  if (!commit.ok) return commit;
  return ok({
    bytes: Buffer.from(JSON.stringify({ commit: commit.value, ref, remote }), "utf8"),
    detail: `Commit ${commit.value.slice(0, 12)} on ${ref}, pushed to ${remote}`,
  });
}

function receiptOf({ receipt }: KeptAnchor): z.infer<typeof receiptSchema> | null {
  try {
    const read = receiptSchema.safeParse(JSON.parse(Buffer.from(receipt).toString("utf8")));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

async function check(anchors: readonly KeptAnchor[], means: Means): Promise<Found[]> {
  if (means.settings.git === null)
    return anchors.map((one) => found(one, "unreachable", "No remote is named in the settings, so none is asked."));
  const opened = await open(means);
  const fetched = opened.ok ? await opened.value.repository.fetch() : opened;
  const history = opened.ok && fetched.ok ? await opened.value.repository.history() : null;
  if (!opened.ok || !fetched.ok || history?.ok !== true) {
    const problem = !opened.ok
      ? opened.error
      : !fetched.ok
        ? fetched.error
        : history?.ok === false
          ? history.error
          : null;
    const message = problem?.message ?? "The remote could not be read.";
    return anchors.length === 0
      ? [{ seq: null, size: null, outcome: "unreachable", message, time: null }]
      : anchors.map((one) => found(one, "unreachable", message));
  }
  const notes = new Map(history.value.map(({ commit, note }) => [commit, note]));
  const findings = anchors.map((one) => checkOne(one, notes, opened.value, means));
  // A log that was put back to an older state no longer knows of its later anchors: the remote does.
  const other = divergence(history.value, means);
  return other === null
    ? findings
    : [...findings, { seq: null, size: other.size, outcome: "diverged", message: other.message, time: null }];
}

function found({ seq, size }: KeptAnchor, outcome: Found["outcome"], message: string): Found {
  return { seq, size, outcome, message, time: null };
}

function checkOne(
  anchor: KeptAnchor,
  notes: ReadonlyMap<string, string | null>,
  { remote, ref }: { readonly remote: string; readonly ref: string },
  means: Means,
): Found {
  const told = receiptOf(anchor);
  if (told === null) return found(anchor, "diverged", "Its receipt cannot be read.");
  if (told.remote !== remote)
    return found(anchor, "unreachable", `It was pushed to ${told.remote}, which the settings no longer name.`);
  const note = notes.get(told.commit);
  if (note === undefined)
    return found(
      anchor,
      "diverged",
      `${ref} at ${remote} does not hold commit ${told.commit.slice(0, 12)} any more: it was overwritten or deleted.`,
    );
  if (note === null) return found(anchor, "diverged", `Commit ${told.commit.slice(0, 12)} holds no checkpoint.`);
  const held = heldAgainstNote(note, means.log);
  if (held.outcome !== "holds") return found(anchor, "diverged", held.message);
  return held.size === anchor.size && held.root === anchor.root
    ? found(
        anchor,
        "holds",
        `Commit ${told.commit.slice(0, 12)} at ${remote} holds the checkpoint of ${String(held.size)} entries.`,
      )
    : found(anchor, "diverged", `Commit ${told.commit.slice(0, 12)} holds another checkpoint than its entry.`);
}

export const git: AnchorKind = { type: "git", name: "Git ref", make, check };
