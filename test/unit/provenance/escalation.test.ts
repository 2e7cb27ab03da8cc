import { describe, expect, it } from "vitest";
import { raisedByAgent } from "../../../main/provenance/escalation";
import { commandDetail, messageDetail, sessionEvents, toolCallDetail } from "../../builders/event";

const question = JSON.stringify({ questions: [{ question: "Which region?", options: [] }] });

describe("an escalation the agent raised", () => {
  it.each([
    "I need your approval to rotate the production key.",
    "The signing secret is not in this environment.\n\nI'm blocked on access to the vault.",
    "Escalating to the on-call: the old key is still in use.",
    "I stopped before the rotation because it touches production.",
    "I cannot proceed without the production secret.",
    "This needs human approval before it is applied.",
    "The migration is ready. Should I run it against production now?",
  ])("%s", (text) => {
    expect(
      raisedByAgent(sessionEvents([messageDetail("Rotate the keys", "person"), messageDetail(text)])),
    ).not.toBeNull();
  });

  it.each([
    "All done. Let me know if you want changes.",
    "Done. Anything else?",
    "Would you like me to also add docs?",
    "I did not need your approval for this.",
    "I was blocked on the lock file, which is now resolved.",
    "The retry stops after three attempts.",
    "Added an endpoint that needs approval by the owner role.",
    "```\nI need your approval\n```",
    "Fixed the privilege escalation in the role check.",
  ])("not: %s", (text) => {
    expect(raisedByAgent(sessionEvents([messageDetail("Do it", "person"), messageDetail(text)]))).toBeNull();
  });

  it("is a question that nobody answered, in its own words", () => {
    const events = sessionEvents([
      messageDetail("Do it", "person"),
      toolCallDetail("AskUserQuestion", { outcome: "unanswered", input: question }),
    ]);
    expect(raisedByAgent(events)).toEqual({ event: { sessionId: "S-7K2QH", seq: 2 }, text: "Which region?" });
  });

  it("is none where a person answered later, or the question was answered", () => {
    expect(
      raisedByAgent(
        sessionEvents([messageDetail("I need your approval to continue."), messageDetail("Go on", "person")]),
      ),
    ).toBeNull();
    expect(
      raisedByAgent(sessionEvents([toolCallDetail("AskUserQuestion", { input: question }), messageDetail("Done.")])),
    ).toBeNull();
  });

  it("is not answered by text the runner put in", () => {
    const events = sessionEvents([
      messageDetail("I need your approval to continue."),
      messageDetail("<system-reminder>", "person", true),
    ]);
    expect(raisedByAgent(events)?.text).toBe("I need your approval to continue.");
  });

  it("is taken from the last message only", () => {
    expect(
      raisedByAgent(
        sessionEvents([
          messageDetail("I need your approval."),
          commandDetail("ls"),
          messageDetail("Approved by policy, done."),
        ]),
      ),
    ).toBeNull();
  });
});
