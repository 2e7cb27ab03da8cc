import { randomUUID } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import type { GitHubWorkflowRun } from "../../shared/model/github-checks";
import { ok, type Result } from "../../shared/result";
import { counted } from "../../shared/review/counted";
import { pathKey, unsafePath } from "../evidence/pack-path";
import { artifactLimits, isEvidenceArtifact, isEvidenceFile } from "../github/artifact-names";
import type { PullArtifact } from "../github/pull-facts";
import type { GitHubApi, GitHubProblem, RepositoryRef } from "../platform/github/port";
import { readZip } from "../platform/read-zip";
import type { Core } from "../views/core";

/** How reading a pull request is ended, and by what. */
export interface Reading {
  readonly signal: AbortSignal;
  readonly cancelled: () => boolean;
}

const mostRuns = 10;
const zipRules = { entries: 20_000, file: 64 * 1024 * 1024, all: 256 * 1024 * 1024 } as const;

/** Problems after which nothing more is asked of GitHub in this reading. */
const whole: ReadonlySet<GitHubProblem["code"]> = new Set([
  "github-limit",
  "github-unreachable",
  "github-token",
  "github-stopped",
]);
export function endsReading(problem: GitHubProblem): boolean {
  return whole.has(problem.code);
}

/**
 * The artifacts of a head's workflow runs whose names say that evidence is in them, each unpacked into the archive under the rules
 * for packs. What was taken before is not fetched again. In: the workflow runs of the head, newest last. Err: what ends the reading.
 */
export async function readArtifacts(
  core: Core,
  api: GitHubApi,
  { at, runs, before }: { at: RepositoryRef; runs: readonly GitHubWorkflowRun[]; before: readonly PullArtifact[] },
  reading: Reading,
): Promise<Result<PullArtifact[], GitHubProblem>> {
  const known = new Map(before.map((one) => [one.artifact.id, one]));
  const found: PullArtifact[] = [];
  let bytes = 0;
  const finished = runs.filter((run) => run.status === "completed");
  for (const run of finished.slice(-mostRuns)) {
    const listed = await api.artifacts(at, run.id, reading.signal);
    if (!listed.ok) {
      if (endsReading(listed.error)) return listed;
      continue;
    }
    for (const artifact of listed.value.value.items) {
      if (!isEvidenceArtifact(artifact.name)) continue;
      const earlier = known.get(artifact.id);
      if (earlier !== undefined && (earlier.files.length > 0 || earlier.note !== null)) {
        found.push(earlier);
        continue;
      }
      const base = { artifact, workflow: run.name, event: run.event, files: [] };
      const refused = artifact.expired
        ? "GitHub has deleted it: it had expired."
        : found.length >= artifactLimits.artifacts
          ? `More than ${String(artifactLimits.artifacts)} artifacts are not fetched.`
          : artifact.bytes > artifactLimits.archive || bytes + artifact.bytes > artifactLimits.all
            ? `It has ${String(artifact.bytes)} bytes: over what is fetched.`
            : null;
      if (refused !== null) {
        found.push({ ...base, note: refused });
        continue;
      }
      bytes += artifact.bytes;
      const read = await fetchOne(core, api, at, base, reading);
      if (!read.ok) return read;
      found.push(read.value);
    }
  }
  return ok(found);
}

async function fetchOne(
  core: Core,
  api: GitHubApi,
  at: RepositoryRef,
  base: Omit<PullArtifact, "note">,
  reading: Reading,
): Promise<Result<PullArtifact, GitHubProblem>> {
  const folder = path.join(core.home, "github", "incoming");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const target = path.join(folder, `${randomUUID()}.zip`);
  try {
    const fetched = await api.artifactZip(at, base.artifact.id, target, artifactLimits.archive, reading.signal);
    if (!fetched.ok) return endsReading(fetched.error) ? fetched : ok({ ...base, note: fetched.error.message });
    const { digest } = base.artifact;
    if (digest !== null && digest !== `sha256:${fetched.value.sha256}`)
      return ok({
        ...base,
        note: "What was sent does not have the digest that GitHub states: nothing was taken of it.",
      });
    const files: PullArtifact["files"] = [];
    const read = await readZip(
      target,
      { ...zipRules, wanted: isEvidenceFile, refuse: unsafePath, key: pathKey },
      (name, content) => files.push({ path: name, sha256: core.archive.put(content), bytes: content.length }),
      reading.cancelled,
    );
    if (!read.ok) return ok({ ...base, note: read.error.message });
    const { leftOut } = read.value;
    const [first] = leftOut;
    return ok({
      ...base,
      files,
      note:
        first === undefined
          ? files.length === 0
            ? "No file in it is of a kind that is read as evidence."
            : null
          : `${counted(leftOut.length, "file")} of it ${leftOut.length === 1 ? "was" : "were"} left out, the first because ${first.why}: ${first.path.slice(0, 200)}.`,
    });
  } finally {
    await rm(target, { force: true });
  }
}
