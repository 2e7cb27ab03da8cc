import { gitOidSchema } from "../../../shared/model/ids";
import type { EventLog, Stamp } from "../event-log";
import { filledField, objectField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { recognised, unknownType } from "../port";
import type { RecordVerdict, SessionName } from "../port";
import { quietTypes } from "./record-types";
import { sessionIdOf } from "./session-origin";

/** Reads the rows beside the conversation: titles, links, the permission mode, the worktree. */
export class RowReader {
  readonly #titles = new Map<"custom" | "ai" | "summary", string>();
  readonly #names = new Map<string, string>();
  readonly #summaries: { leaf: string; title: string }[] = [];
  #permission: string | null = null;
  /** Commit that the session's worktree was made from. */
  baseCommit: string | null = null;
  /** Address of the pull request that the session made. */
  pullRequest: string | null = null;
  repository: string | null = null;
  agentName: string | null = null;

  read(type: string, record: JsonObject, stamp: Stamp, log: EventLog): RecordVerdict {
    switch (type) {
      case "summary": {
        const leaf = filledField(record, "leafUuid");
        const title = filledField(record, "summary");
        if (leaf !== null && title !== null && this.#summaries.length < 1000) this.#summaries.push({ leaf, title });
        return recognised;
      }
      case "ai-title":
      case "custom-title":
        this.#title(type, record);
        return recognised;
      case "agent-name":
        this.agentName = filledField(record, "agentName") ?? this.agentName;
        return recognised;
      case "pr-link": {
        const url = filledField(record, "prUrl");
        this.repository = filledField(record, "prRepository") ?? this.repository;
        if (url === null) return recognised;
        this.pullRequest = url;
        log.add(stamp, { kind: "note", text: log.text(`Pull request: ${url}`) });
        return recognised;
      }
      case "permission-mode":
        this.permissionMode(filledField(record, "permissionMode"), stamp, log);
        return recognised;
      case "worktree-state": {
        const worktree = objectField(record, "worktreeSession") ?? {};
        const base = gitOidSchema.safeParse(worktree.originalHeadCommit);
        if (base.success && !/^0+$/.test(base.data)) this.baseCommit ??= base.data;
        return recognised;
      }
      case "conversation_reset":
        log.add(stamp, { kind: "note", text: "The conversation was cleared." });
        return recognised;
      default:
        return quietTypes.has(type) ? recognised : unknownType(type);
    }
  }

  permissionMode(mode: string | null, stamp: Stamp, log: EventLog): void {
    if (mode === null || mode === this.#permission) return;
    // The first "default" says nothing; any other mode, and any change, bears on what the agent was allowed to do.
    if (this.#permission !== null || mode !== "default")
      log.add({ ...stamp, actor: "runner" }, { kind: "note", text: log.text(`Permission mode: ${mode}`) });
    this.#permission = mode;
  }

  /** The title of session `own`. A summary counts where the record it names stands in this file. */
  titleOf(own: string, holds: (uuid: string) => boolean): string | null {
    for (const { leaf, title } of this.#summaries) if (holds(leaf)) this.#titles.set("summary", title);
    const { custom, ai, summary } = Object.fromEntries(this.#titles);
    return custom ?? ai ?? this.#names.get(own) ?? summary ?? null;
  }

  /** Titles of sessions other than `own`. */
  otherNames(own: string | null, log: EventLog): SessionName[] {
    return [...this.#names]
      .filter(([id]) => id !== own)
      .map(([runnerSessionId, title]) => ({ runnerSessionId, title: log.text(title) }));
  }

  #title(type: "ai-title" | "custom-title", record: JsonObject): void {
    const title = filledField(record, "aiTitle") ?? filledField(record, "customTitle") ?? filledField(record, "title");
    const session = sessionIdOf(record);
    if (title === null) return;
    if (session === null) this.#titles.set(type === "ai-title" ? "ai" : "custom", title);
    else if (type === "custom-title" || !this.#names.has(session)) this.#names.set(session, title);
  }
}
