import { createHash } from "node:crypto";
import path from "node:path";
import type { Input, Output } from "../../shared/contract/api";
import { err, ok, type Result } from "../../shared/result";
import { AnchorRepository } from "../anchors/anchor-repository";
import { parseRemote, type Remote } from "../anchors/remote";
import { approvalSuffix, mostApprovalBytes } from "../audit/received/approval-file";
import { requestSuffix } from "../audit/received/request-file";
import { makeFolder } from "../platform/make-folder";
import { writeFileDurably } from "../store/durable-files";
import { anchorSettings } from "../views/anchors";
import type { Core } from "../views/core";

/*
 * Approvals and requests as files of a ref of their own, one for each log, at a remote that both reviewers reach. The remote is not
 * believed: what is fetched is taken in like any other file.
 */

/** Beside `refs/countersign/`, where a log's anchors are: git keeps no ref below another. */
const below = "refs/countersign-approvals/";
const mostFiles = 200;
const mostRefs = 100;
const mostBytes = 16 * 1024 * 1024;
const nameForm = /^[A-Za-z0-9][A-Za-z0-9-]{0,199}\.countersign-(?:approval|request)\.json$/;

interface Reached {
  readonly remote: Remote;
  readonly options: Parameters<typeof AnchorRepository.open>[0];
}

/** The remote that is named, or the one that the log is anchored to; a token goes to that one alone. */
function reach(core: Core, named: string | null, cancelled: () => boolean): Result<Reached> {
  const { git } = anchorSettings(core);
  const given = named ?? git?.remote ?? null;
  if (given === null)
    return err({
      code: "not-configured",
      message: "No remote is named that approvals could go to or come from.",
      remedy: "Name one: --remote REMOTE, or the one for anchors under Settings, Anchors.",
    });
  const remote = parseRemote(given);
  if (!remote.ok) return remote;
  const tokenEnv = git !== null && git.remote === given ? git.tokenEnv : null;
  const token = tokenEnv === null ? null : (core.platform.env[tokenEnv] ?? null);
  if (tokenEnv !== null && token === null)
    return err({
      code: "token-missing",
      message: `The environment variable ${tokenEnv} is not set.`,
      remedy: "Put the token into it and start Countersign again, or name another variable.",
    });
  return ok({
    remote: remote.value,
    options: { home: core.home, env: core.platform.env, token, cancelled, mostBytes },
  });
}

interface Push {
  readonly name: string;
  readonly bytes: Buffer;
  readonly remote: string | null;
}

/** Adds a file to this log's ref at a remote. Codes: "not-configured", "shared-full", those of reaching it. */
export async function pushShared(
  core: Core,
  { name, bytes, remote: named }: Push,
  cancelled: () => boolean,
): Promise<Result<NonNullable<Output<"approvals.handOut">["pushed"]>>> {
  const reached = reach(core, named, cancelled);
  if (!reached.ok) return reached;
  const { remote, options } = reached.value;
  const origin = core.ledger.origin() ?? "";
  const ref = `${below}${origin.slice(origin.indexOf("/") + 1)}`;
  const opened = await AnchorRepository.open(options, remote, ref);
  if (!opened.ok) return opened;
  const repository = opened.value;
  const fetched = await repository.fetch();
  if (!fetched.ok) return fetched;
  const there = await repository.files(mostFiles);
  if (!there.ok) return there;
  const files: Record<string, string> = {};
  for (const one of there.value) {
    // Only what such a ref holds goes on: anything else was put there by something else.
    if (!nameForm.test(one.name) || one.name === name || one.bytes > mostApprovalBytes) continue;
    const read = await repository.read(one.name, mostApprovalBytes);
    if (!read.ok) return read;
    files[one.name] = read.value.toString("utf8");
  }
  if (Object.keys(files).length >= mostFiles - 1)
    return err({
      code: "shared-full",
      message: `The ref holds ${String(mostFiles)} approvals already: no more are kept in it.`,
      place: `${remote.name} ${ref}`,
      remedy: "Delete the ref at the remote: what was taken in elsewhere stays there. Then hand over again.",
    });
  const commit = await repository.push(
    { ...files, [name]: bytes.toString("utf8") },
    `${name.endsWith(requestSuffix) ? "Request for a second reviewer" : "Approval"}\n`,
    core.platform.clock.now(),
  );
  return commit.ok ? ok({ remote: remote.name, ref, commit: commit.value }) : commit;
}

/**
 * Brings the files that other logs' reviewers pushed into the data folder; nothing of them is believed by that. Codes:
 * "not-configured", those of reaching the remote.
 */
export async function fetchShared(
  core: Core,
  { remote: named }: Input<"approvals.fetch">,
  cancelled: () => boolean,
): Promise<Result<Output<"approvals.fetch">>> {
  const reached = reach(core, named, cancelled);
  if (!reached.ok) return reached;
  const { remote, options } = reached.value;
  const listed = await AnchorRepository.refsBelow(options, remote, below);
  if (!listed.ok) return listed;
  const origin = core.ledger.origin();
  const own = origin === null ? null : `${below}${origin.slice(origin.indexOf("/") + 1)}`;
  const refs = listed.value.filter((ref) => ref !== own && /^[0-9a-f-]{36}$/.test(ref.slice(below.length)));
  const left: string[] = [];
  if (refs.length > mostRefs) left.push(`${String(refs.length - mostRefs)} of ${String(refs.length)} logs’ refs`);
  const files: Output<"approvals.fetch">["files"] = [];
  const folder = path.join(core.home, "approvals");
  makeFolder(folder);
  for (const ref of refs.slice(0, mostRefs)) {
    const opened = await AnchorRepository.open(options, remote, ref);
    const fetched = opened.ok ? await opened.value.fetch() : opened;
    const there = opened.ok && fetched.ok ? await opened.value.files(mostFiles) : null;
    if (!opened.ok || !fetched.ok || there?.ok !== true) {
      left.push(
        `${ref}: ${!opened.ok ? opened.error.message : fetched.ok ? "it cannot be read" : fetched.error.message}`,
      );
      continue;
    }
    for (const one of there.value) {
      if (!nameForm.test(one.name) || one.bytes > mostApprovalBytes) {
        left.push(`${ref}: a file that is none of ours, ${String(one.bytes)} bytes`);
        continue;
      }
      const read = await opened.value.read(one.name, mostApprovalBytes);
      if (!read.ok) return read;
      const digest = createHash("sha256").update(read.value).digest("hex");
      const suffix = one.name.endsWith(requestSuffix) ? requestSuffix : approvalSuffix;
      const kept = path.join(folder, `${digest}${suffix}`);
      writeFileDurably(kept, read.value.toString("utf8"));
      files.push({ path: kept, digest, ref });
    }
  }
  return ok({ remote: remote.name, files: files.slice(0, 1000), left: left.slice(0, 100) });
}
