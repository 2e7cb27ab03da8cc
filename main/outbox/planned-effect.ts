import { createHash } from "node:crypto";
import type { EffectPayload, PlannedEffect } from "../../shared/model/effect";
import { codeSpan } from "../../shared/review/fenced-text";
import { lineWords } from "../../shared/review/comment-prompt";
import { mentionsIn } from "./effect-text";
import type { DraftEffect } from "./port";

/** A planned effect as it is shown, beside what would be sent. */
export interface Planned {
  readonly shown: PlannedEffect;
  readonly draft: DraftEffect;
}

/** Drafts as they are shown. Of two that are alike in kind and target the second has a number. */
export function plannedEffects(drafts: readonly DraftEffect[]): Planned[] {
  const seen = new Map<string, number>();
  return drafts.map((draft) => {
    const { payload, via, operation, target, title, account, head, wanted, refused, link } = draft;
    const event = payload?.operation === "review" ? `:${payload.event}` : "";
    const plain = `${operation}${event} ${draft.lane}`;
    const before = seen.get(plain) ?? 0;
    seen.set(plain, before + 1);
    const key = before === 0 ? plain : `${plain} ${String(before + 1)}`;
    const texts = payload === null ? { text: null, inline: [] } : textsOf(payload);
    return {
      draft,
      shown: {
        key,
        id: `${key} ${digestOf(draft)}`,
        ...{ via, operation, target, title, account, head, wanted, refused, link },
        ...texts,
        mentions: [...new Set([texts.text ?? "", ...texts.inline.map((one) => one.text)].flatMap(mentionsIn))],
      },
    };
  });
}

/** The texts of a payload as they stand where it is sent to. */
export function textsOf(payload: EffectPayload): Pick<PlannedEffect, "text" | "inline"> {
  switch (payload.operation) {
    case "review":
      return {
        text: payload.body,
        inline: payload.comments.map(({ path, line, side, start_line, body }) => {
          const place = { side: side === "LEFT" ? "old" : "new", start: start_line ?? line, end: line } as const;
          return { place: `${codeSpan(path)}, ${lineWords(place)}`, text: body };
        }),
      };
    case "comment":
    case "webhook":
      return { text: payload.body, inline: [] };
    case "labels":
      return { text: payload.labels.join(", "), inline: [] };
    case "assignees":
      return { text: payload.assignees.join(", "), inline: [] };
    case "reviewers":
      return { text: [...payload.reviewers, ...payload.team_reviewers].join(", "), inline: [] };
    case "close":
      return { text: null, inline: [] };
  }
}

function digestOf({ payload, lane, channel, head }: DraftEffect): string {
  return createHash("sha256")
    .update(JSON.stringify([payload, lane, channel, head]))
    .digest("hex")
    .slice(0, 16);
}
