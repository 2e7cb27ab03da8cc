import { createHash } from "node:crypto";
import { open, rm } from "node:fs/promises";
import { isIP } from "node:net";
import { err, ok } from "../../../shared/result";
import { eachPart } from "../http-request";
import { isLoopback } from "./addresses";
import { apiVersion, type GitHubClient } from "./client";
import { operations } from "./operations";
import type { Asked, RepositoryRef } from "./port";
import { formProblem, isLimit, movedProblem, refusalProblem, silenceProblem, stoppedProblem } from "./problems";
import { isOwnAddress } from "./wire";

/**
 * Writes an artifact's zip archive to a path that does not exist yet. GitHub sends on to a store of its own for the bytes: the token
 * stays behind, only https is followed (a test's server on this machine excepted), and only once.
 */
export async function artifactZip(
  client: GitHubClient,
  at: RepositoryRef,
  artifact: number,
  target: string,
  most: number,
  signal: AbortSignal,
): Asked<{ readonly bytes: number; readonly sha256: string }> {
  const { wire } = client;
  const failure = client.failure(`${at.owner}/${at.repo} artifact ${String(artifact)}`, false);
  const path = operations.artifactZip
    .replace("GET ", "")
    .replace("{owner}", encodeURIComponent(at.owner))
    .replace("{repo}", encodeURIComponent(at.repo))
    .replace("{artifact_id}", String(artifact))
    .replace("{archive_format}", "zip");
  const headers = new Headers({
    "user-agent": wire.agent,
    accept: "application/vnd.github+json",
    "x-github-api-version": apiVersion,
  });
  const unable = await wire.token.ready(null);
  if (unable !== null) return err(unable);
  const token = wire.token.current();
  if (token !== null) headers.set("authorization", `Bearer ${token}`);
  const ends = AbortSignal.any([signal, AbortSignal.timeout(10 * wire.times.answer)]);
  try {
    const retryAt = await wire.budget.turn("read", signal);
    if (retryAt !== null)
      return err(refusalProblem({ status: 429, headers: new Headers(), body: "", retryAt }, failure));
    wire.budget.asked("read");
    let response = await wire.fetch(`${wire.base}${path}`, { headers, redirect: "manual", signal: ends });
    wire.budget.saw(response.headers);
    if (response.status >= 300 && response.status < 400) {
      const location = response.headers.get("location") ?? "";
      await response.body?.cancel().catch(() => undefined);
      if (!mayFollow(wire.base, location)) return err(movedProblem(failure));
      const plain = { headers: { "user-agent": wire.agent }, redirect: "manual" as const, signal: ends };
      response = await wire.fetch(new URL(location), plain);
    }
    if (response.status >= 300 && response.status < 400) return err(movedProblem(failure));
    if (!response.ok) {
      const { status } = response;
      const body = (await response.text()).slice(0, 10_000);
      const retryAt = isLimit(status, response.headers, body) ? wire.budget.refused(response.headers) : null;
      return err(refusalProblem({ status, headers: response.headers, body, retryAt }, failure));
    }
    const written = await write(response, target, most, wire.times.idle);
    if (written.ok) return written;
    if (written.error.code === "failed") throw written.error.error;
    return err(formProblem(failure, `with more than ${String(most)} bytes`));
  } catch (error) {
    return err(signal.aborted ? stoppedProblem(failure, true) : silenceProblem(error, failure));
  }
}

/** Whether an archive may be fetched from there: a name and not a number, by https. */
function mayFollow(base: string, location: string): boolean {
  if (!URL.canParse(location)) return false;
  const url = new URL(location);
  if (isOwnAddress(base, location)) return true;
  if (isLoopback(new URL(base).hostname) && isLoopback(url.hostname)) return true;
  const isNumber = isIP(url.hostname.replace(/^\[|\]$/g, "")) !== 0;
  return url.protocol === "https:" && url.username === "" && !isNumber && !isLoopback(url.hostname);
}

type Body = Awaited<ReturnType<typeof eachPart>>;

async function write(response: Response, target: string, most: number, idleMs: number) {
  // `wx`: what is there already, a link above all, is never written through.
  const handle = await open(target, "wx", 0o600);
  const hash = createHash("sha256");
  let read: Body | null = null;
  try {
    read = await eachPart(response, most, idleMs, async (part) => {
      hash.update(part);
      await handle.writeFile(part);
    });
    if (!read.ok) return read;
    await handle.sync();
    return ok({ bytes: read.value, sha256: hash.digest("hex") });
  } finally {
    await handle.close();
    if (read?.ok !== true) await rm(target, { force: true });
  }
}
