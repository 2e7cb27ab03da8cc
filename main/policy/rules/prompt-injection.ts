import { sighting, type FindingRule } from "../rule";
import { readDirections } from "../texts-read";

export const promptInjection: FindingRule = {
  id: "prompt-injection",
  title: "Text that directs the agent",
  rationale:
    "A page, file or answer that gives an AI orders was put there by someone who is not the requester, and the agent may have followed it.",
  looksAt: ["tool-results"],
  run(facts) {
    return readDirections(facts).map(({ quote, reason, by, ref }) =>
      sighting("serious", `Read with ${by}: “${quote}” This ${reason}.`, { event: ref }),
    );
  },
};
