import type { PullChecks, PullFacts } from "./pull-facts";

/** Under this name the checks of a pull request's head stand among its evidence. */
export const checksFile = "github/check-runs.json";

/**
 * The checks of a head commit in the form GitHub's API gives them, as one answer: the reader of such answers makes the evidence.
 * Null where GitHub knows no check. The text depends on what the checks say and not on when they were read.
 */
export function checkAnswers(head: string, { runs, annotations, statuses }: PullChecks): string | null {
  if (runs.length + statuses.length === 0) return null;
  const told = new Map(annotations.map(({ run, items }) => [run, items]));
  return JSON.stringify({
    total_count: runs.length,
    check_runs: [...runs]
      .sort((a, b) => a.id - b.id)
      .map((run) => ({
        id: run.id,
        name: run.name,
        head_sha: run.head,
        status: run.status,
        conclusion: run.conclusion,
        app: run.app === null ? null : { slug: run.app, name: run.app },
        started_at: run.startedAt,
        completed_at: run.completedAt,
        html_url: run.url,
        output: {
          title: run.title,
          summary: run.summary,
          annotations_count: run.annotations,
          annotations: (told.get(run.id) ?? []).map((one) => ({
            path: one.path,
            start_line: one.startLine,
            end_line: one.endLine,
            annotation_level: one.level,
            title: one.title,
            message: one.message,
          })),
        },
      })),
    sha: head,
    statuses: [...statuses]
      .sort((a, b) => (a.context < b.context ? -1 : 1))
      .map((one) => ({
        context: one.context,
        state: one.state,
        description: one.description,
        target_url: one.target,
        created_at: one.createdAt,
        updated_at: one.updatedAt,
      })),
  });
}

/** Whether anything of the checks may still change by itself. */
export function checksAreOpen({ runs, statuses }: PullChecks): boolean {
  return runs.some((run) => run.status !== "completed") || statuses.some((status) => status.state === "pending");
}

/** What has to be said beside the checks: on what they ran, and what of them could not be read. */
export function checksNote({ pull, checks }: Pick<PullFacts, "pull" | "checks">): string | null {
  const merged = checks.workflows.filter((run) => run.event === "pull_request").length;
  const notes = [
    merged === 0
      ? null
      : `${String(merged)} of ${String(checks.workflows.length)} workflow runs ran for the event pull_request: on a merge of this head into ${pull.base.ref}, not on the head alone.`,
    ...checks.unread,
  ].filter((note) => note !== null);
  return notes.length === 0 ? null : notes.join(" ");
}
