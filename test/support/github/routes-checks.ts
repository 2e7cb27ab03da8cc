import * as z from "zod";
import { notFound, refusal, withinOf, type Call, type Route } from "./routes";
import {
  annotationShape,
  artifactShape,
  checkRunShape,
  runShape,
  simpleStatusShape,
  statusShape,
} from "./shapes-checks";
import { apiOf, shortRepository } from "./shapes-pull";
import type { Artifact, Status, WorkflowRun } from "./model";

const repo = "/repos/{owner}/{repo}";

/** The commit that a name stands for: itself, a branch, or null. */
export function shaOf(call: Call, ref: string): string | null {
  const { branches, commits } = call.repository;
  return commits.has(ref) ? ref : (branches.get(ref.replace(/^(refs\/)?heads\//, "")) ?? null);
}

/** The newest status of each context. */
function currentStatuses(call: Call, sha: string): Status[] {
  const newest = new Map<string, Status>();
  for (const status of call.repository.statuses) if (status.sha === sha) newest.set(status.context, status);
  return [...newest.values()];
}

function stateOf(statuses: readonly Status[]): string {
  if (statuses.some(({ state }) => state === "failure" || state === "error")) return "failure";
  return statuses.length > 0 && statuses.every(({ state }) => state === "success") ? "success" : "pending";
}

function findArtifact(call: Call): { run: WorkflowRun; artifact: Artifact } | undefined {
  const id = Number(call.path["artifact_id"]);
  for (const run of call.repository.runs) {
    const artifact = run.artifacts.find((one) => one.id === id);
    if (artifact !== undefined) return { run, artifact };
  }
  return undefined;
}

const statusSchema = z.object({
  state: z.enum(["error", "failure", "pending", "success"]),
  target_url: z.string().nullish(),
  description: z.string().max(140).nullish(),
  context: z.string().optional(),
});

export const checkRoutes: readonly Route[] = [
  {
    method: "GET",
    template: `${repo}/commits/{ref}/check-runs`,
    needs: [["checks", "read"]],
    answer: (call) => {
      const sha = shaOf(call, call.path["ref"] ?? "");
      if (sha === null) return refusal(422, `No commit found for SHA: ${call.path["ref"] ?? ""}`);
      const runs = call.repository.checkRuns.filter((run) => run.sha === sha);
      // `latest` is the default: of runs of one name only the newest.
      const asked =
        call.query.get("filter") === "all" ? runs : [...new Map(runs.map((run) => [run.name, run])).values()];
      return {
        list: asked.map((run) => checkRunShape(withinOf(call), run)),
        wrap: (page) => ({ total_count: asked.length, check_runs: page }),
      };
    },
  },
  {
    method: "GET",
    template: `${repo}/check-runs/{check_run_id}/annotations`,
    needs: [["checks", "read"]],
    answer: (call) => {
      const run = call.repository.checkRuns.find((one) => one.id === Number(call.path["check_run_id"]));
      if (run === undefined) return notFound;
      return { list: run.annotations.map((annotation) => annotationShape(withinOf(call), run, annotation)) };
    },
  },
  {
    method: "GET",
    template: `${repo}/commits/{ref}/status`,
    needs: [["statuses", "read"]],
    answer: (call) => {
      const sha = shaOf(call, call.path["ref"] ?? "");
      if (sha === null) return notFound;
      const within = withinOf(call);
      const statuses = currentStatuses(call, sha);
      return {
        list: statuses.map((status) => simpleStatusShape(within, status)),
        wrap: (page) => ({
          state: stateOf(statuses),
          statuses: page,
          sha,
          total_count: statuses.length,
          repository: shortRepository(within),
          commit_url: `${apiOf(within)}/commits/${sha}`,
          url: `${apiOf(within)}/commits/${sha}/status`,
        }),
      };
    },
  },
  {
    method: "POST",
    template: `${repo}/statuses/{sha}`,
    needs: [["statuses", "write"]],
    answer: (call) => {
      const read = statusSchema.safeParse(call.body);
      const sha = call.path["sha"] ?? "";
      if (!read.success || call.viewer === null) return refusal(422, "Validation Failed");
      if (!call.repository.commits.has(sha)) return refusal(422, `No commit found for SHA: ${sha}`);
      const { state, target_url, description, context } = read.data;
      const status = call.world.status(call.repository, {
        sha,
        state,
        context: context ?? "default",
        description: description ?? null,
        target: target_url ?? null,
        by: call.viewer,
      });
      return { status: 201, json: statusShape(withinOf(call), status) };
    },
  },
  {
    method: "GET",
    template: `${repo}/actions/runs`,
    needs: [["actions", "read"]],
    answer: (call) => {
      const sha = call.query.get("head_sha");
      const runs = call.repository.runs.filter((run) => sha === null || run.sha === sha);
      return {
        list: runs.map((run) => runShape(withinOf(call), run)),
        wrap: (page) => ({ total_count: runs.length, workflow_runs: page }),
      };
    },
  },
  {
    method: "GET",
    template: `${repo}/actions/runs/{run_id}/artifacts`,
    needs: [["actions", "read"]],
    answer: (call) => {
      const run = call.repository.runs.find((one) => one.id === Number(call.path["run_id"]));
      if (run === undefined) return notFound;
      return {
        list: run.artifacts.map((artifact) => artifactShape(withinOf(call), run, artifact)),
        wrap: (page) => ({ total_count: run.artifacts.length, artifacts: page }),
      };
    },
  },
  {
    method: "GET",
    template: `${repo}/actions/artifacts/{artifact_id}/{archive_format}`,
    needs: [["actions", "read"]],
    answer: (call) => {
      const found = findArtifact(call);
      if (found === undefined || call.path["archive_format"] !== "zip") return notFound;
      if (found.artifact.expired) return refusal(410, "Artifact has expired");
      // Handed out by a store elsewhere, by an address that is a secret for a minute.
      return { location: `${call.storage}/artifact/${String(found.artifact.id)}?sig=once` };
    },
  },
];
