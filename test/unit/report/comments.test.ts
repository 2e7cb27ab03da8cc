import { describe, expect, it } from "vitest";
import { commentsPart } from "../../../main/report/html/comments";
import { html } from "../../../main/report/formats/html";
import { decisionCommentSchema, type DecisionComment } from "../../../shared/model/comment";
import { hostilePayloads } from "./hostile-payloads";
import { sampleReport } from "./sample-report";

function comment(text: string, over: Partial<DecisionComment> = {}): DecisionComment {
  return decisionCommentSchema.parse({
    id: "C-AAAAA",
    thread: null,
    author: text,
    kind: "suggestion",
    body: text,
    replacement: text,
    anchor: {
      kind: "lines",
      path: text,
      oldPath: null,
      file: "1".repeat(64),
      side: "new",
      start: 71,
      end: 72,
      snippet: [text, "second line"],
      before: [],
      after: [],
      patch: null,
      head: null,
    },
    ...over,
  });
}

describe("comments in a report", () => {
  it("stand with their decision: where, by whom, the lines, what is suggested", () => {
    const report = sampleReport();
    const decisions = report.decisions.map((record) => ({
      ...record,
      decision: { ...record.decision, comments: [comment("src/refund.ts twice")] },
    }));
    const page = html.render({ ...report, decisions });
    expect(page).toContain("Comments");
    expect(page).toContain("lines 71 to 72");
    expect(page).toContain("Suggested instead:");
    expect(page).toContain("second line");
    expect(html.render(report)).not.toContain("Suggested instead:");
  });

  it("are text whatever they hold", () => {
    for (const payload of hostilePayloads) {
      const part = commentsPart({ ...sampleReport().decisions[0]!.decision, comments: [comment(payload)] });
      const tags = part?.html.match(/<[^>]*>/g) ?? [];
      for (const tag of tags) expect(tag).toMatch(/^<\/?(?:h4|ol|li|p|div|span|bdi)(?: class="[a-z -]+")?>$/);
    }
  });
});
