import { createHash } from "node:crypto";
import type { GitHubWrite, InlineComment } from "./port";

function inline({ path, body, line, side, startLine, startSide }: InlineComment): object {
  const start = startLine === undefined ? {} : { start_line: startLine, start_side: startSide ?? side };
  return { path, body, line, side, ...start };
}

/** The exact JSON text that a write sends (UTF-8). Fields as in GitHub's REST description, 2022-11-28. */
export function bodyOf(what: GitHubWrite): string {
  switch (what.operation) {
    case "review":
      return JSON.stringify({
        commit_id: what.commit,
        event: what.event,
        body: what.body,
        comments: what.comments.map(inline),
      });
    case "comment":
      return JSON.stringify({ body: what.body });
    case "labels":
      return JSON.stringify({ labels: what.labels });
    case "assignees":
      return JSON.stringify({ assignees: what.assignees });
    case "reviewers":
      return JSON.stringify({ reviewers: what.users, team_reviewers: what.teams });
    case "close":
      return JSON.stringify({ state: "closed" });
  }
}

/** SHA-256 of the bytes that a write sends, lower-case hex: known before it is sent. */
export function digestOf(what: GitHubWrite): string {
  return createHash("sha256").update(bodyOf(what)).digest("hex");
}
