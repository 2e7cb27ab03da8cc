import type { EffectPayload } from "../../shared/model/effect";
import { sha256 } from "../platform/files";
import { digestOf } from "../platform/github/bodies";
import type { GitHubWrite } from "../platform/github/port";

/** A payload as what is asked of GitHub; null where it is not for GitHub. */
export function githubWrite(payload: EffectPayload): GitHubWrite | null {
  switch (payload.operation) {
    case "review":
      return {
        operation: "review",
        commit: payload.commit_id,
        event: payload.event,
        body: payload.body,
        comments: payload.comments.map(({ path, body, line, side, start_line, start_side }) => ({
          ...{ path, body, line, side },
          ...(start_line === undefined ? {} : { startLine: start_line }),
          ...(start_side === undefined ? {} : { startSide: start_side }),
        })),
      };
    case "reviewers":
      return { operation: "reviewers", users: payload.reviewers, teams: payload.team_reviewers };
    case "comment":
    case "labels":
    case "assignees":
    case "close":
      return payload;
    case "webhook":
      return null;
  }
}

/** SHA-256 of the bytes that are sent. */
export function payloadDigest(payload: EffectPayload): string {
  const write = githubWrite(payload);
  return write === null ? sha256(payload.operation === "webhook" ? payload.body : "") : digestOf(write);
}
