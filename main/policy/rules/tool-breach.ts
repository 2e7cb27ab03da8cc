import type { EventRef } from "../../../shared/model/evidence";
import { textMatcher } from "../glob-list";
import { sighting, type FindingRule } from "../rule";

export const toolBreach: FindingRule = {
  id: "tool-breach",
  title: "Tool outside the allowlist",
  rationale:
    "The contract lists the tools the agent may use. Another tool can reach what the contract meant to keep out of reach.",
  looksAt: ["contract", "tool-results"],
  run({ task, events }) {
    const tools = task.contract?.allow.tools;
    if (tools === undefined) return [];
    const allowed = textMatcher(tools);
    const first = new Map<string, { ref: EventRef; times: number }>();
    for (const { sessionId, event } of events) {
      const detail = event.detail;
      if (!("tool" in detail) || detail.outcome === "denied" || allowed(detail.tool)) continue;
      const seen = first.get(detail.tool);
      first.set(detail.tool, { ref: seen?.ref ?? { sessionId, seq: event.seq }, times: (seen?.times ?? 0) + 1 });
    }
    return [...first].map(([tool, { ref, times }]) =>
      sighting(
        "serious",
        `${tool} was used ${times === 1 ? "once" : `${times} times`}; the contract allows ${tools.join(", ") || "no tool"}.`,
        { event: ref },
      ),
    );
  },
};
