import { gitOidSchema } from "../../../shared/model/ids";
import { countField, filledField, objectField, numberField, parseObject, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import type { SessionFacts } from "../port";

/** What `info` and `replay_config` say of a run. */
export class RunFacts {
  exitStatus: string | null = null;
  submission: string | null = null;
  taskRef: string | null = null;
  repository: string | null = null;
  baseCommit: string | null = null;
  problem: string | null = null;
  template: string | null = null;
  version: string | null = null;
  model: string | null = null;
  usage: SessionFacts["usage"] = {
    input: null,
    output: null,
    cacheRead: null,
    cacheWrite: null,
    reasoning: null,
    costUsd: null,
  };

  info(info: JsonObject): void {
    this.exitStatus = filledField(info, "exit_status") ?? this.exitStatus;
    // Where the task is not a change to a repository, what is handed in is no patch.
    const submission = filledField(info, "submission");
    if (submission !== null && /^(?:diff --git |--- )/m.test(submission)) this.submission = submission;
    this.version = filledField(info, "swe_agent_version") ?? this.version;
    this.taskRef = filledField(info, "instance_id") ?? this.taskRef;
    const stats = objectField(info, "model_stats");
    if (stats === null) return;
    // `total_cost` runs on over the tasks of a batch; `instance_cost` is this one's.
    const cost = numberField(stats, "instance_cost") ?? numberField(stats, "total_cost");
    this.usage = {
      ...this.usage,
      input: countField(stats, "tokens_sent"),
      output: countField(stats, "tokens_received"),
      costUsd: cost !== null && cost >= 0 ? cost : null,
    };
  }

  /** The configuration of 1.x: an object, or the JSON text of one. */
  config(value: unknown): boolean {
    const config = typeof value === "string" ? parseObject(value) : isConfig(value);
    if (config === null) return false;
    const problem = objectField(config, "problem_statement");
    if (problem !== null) {
      this.taskRef = filledField(problem, "id") ?? this.taskRef;
      this.problem = filledField(problem, "text") ?? filledField(problem, "problem_statement");
      this.repository = filledField(problem, "github_url") ?? this.repository;
    }
    const env = objectField(config, "env");
    const repo = env === null ? null : objectField(env, "repo");
    if (repo !== null) {
      // A repository that was there before is named by its folder only.
      const name = filledField(repo, "github_url") ?? filledField(repo, "path");
      this.repository = name ?? this.repository;
      const base = gitOidSchema.safeParse(textField(repo, "base_commit"));
      this.baseCommit = base.success ? base.data : this.baseCommit;
    }
    const agent = objectField(config, "agent");
    const model = agent === null ? null : objectField(agent, "model");
    this.model = model === null ? null : filledField(model, "name");
    const templates = agent === null ? null : objectField(agent, "templates");
    this.template = templates === null ? null : filledField(templates, "instance_template");
    return true;
  }

  /**
   * How the run stands. `submitted` says that the agent handed in a result, not that it is right; `submitted (exit_cost)` is
   * a result that was taken when the run was stopped.
   */
  status(): SessionFacts["status"] {
    if (this.exitStatus === null) return "unknown";
    const exit = this.exitStatus.toLowerCase();
    if (exit === "submitted") return "completed";
    if (/cost|limit|context|time|early|forfeit|exit_command|abort|cancel|skipped/.test(exit)) return "aborted";
    return "errored";
  }
}

function isConfig(value: unknown): JsonObject | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
}
