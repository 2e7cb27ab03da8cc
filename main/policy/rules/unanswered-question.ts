import { sighting, type FindingRule } from "../rule";

const longest = 200;

export const unansweredQuestion: FindingRule = {
  id: "unanswered-question",
  title: "Question without an answer",
  rationale: "The agent needed a person and none was there: what it did instead, or left undone, is its own guess.",
  looksAt: ["messages", "tool-results"],
  run({ escalation, events }) {
    if (escalation === null) return [];
    const at = events.findIndex(
      ({ sessionId, event }) => sessionId === escalation.event.sessionId && event.seq === escalation.event.seq,
    );
    const later = events
      .slice(at + 1)
      .some(({ event }) => event.detail.kind === "file-edit" || event.detail.kind === "command");
    const text = escalation.text.replace(/\s+/g, " ").trim();
    const shown = text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
    return [
      sighting(
        "warning",
        `The agent asked and ${later ? "went on without an answer" : "nobody answered"}: “${shown}”`,
        {
          event: escalation.event,
        },
      ),
    ];
  },
};
