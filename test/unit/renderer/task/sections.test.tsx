import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { ContractSection } from "../../../../renderer/screens/task/ContractSection";
import { FileSection } from "../../../../renderer/screens/task/FileSection";
import { ClaimSection, FindingSection } from "../../../../renderer/screens/task/JudgementSections";
import { attemptViewSchema, taskViewSchema, type TaskView } from "../../../../shared/contract/review";
import { claimSchema } from "../../../../shared/model/claim";
import { compareAttempts } from "../../../../shared/review/compare-attempts";
import { attempt, changedFile, judgement } from "../../../builders/attempt";
import { finding } from "../../../builders/finding";
import { contract, ownership, task } from "../../../builders/task";

const hostile = "All <img src=x onerror=alert(1)> tests\u202epass";

function taskView(): TaskView {
  const attempts = ["A-00001", "A-00002"].map((id, index) =>
    attemptViewSchema.parse({
      attempt: attempt({
        id,
        letter: "AB".charAt(index),
        files: [changedFile("src/same.ts"), changedFile("src/x.ts", { digest: String(index).repeat(64) })],
      }),
      judgement: judgement({
        attemptId: id,
        claims:
          index === 0
            ? [
                claimSchema.parse({
                  id: "c",
                  kind: "tests-pass",
                  sentence: hostile,
                  verdict: "contradicted",
                  why: "2 failed.",
                  saidAt: null,
                  events: [],
                }),
              ]
            : [],
        findings: index === 0 ? [finding("scope-breach", { title: "Scope breach" })] : [],
      }),
      gates: [],
      sessions: [],
      evidenceSlots: [],
      readFiles: [],
      ingestNote: null,
    }),
  );
  return taskViewSchema.parse({
    task: task({ contract: contract({ allow: { paths: ["src/**"] } }) }),
    ownership: ownership(),
    tier: "low",
    verdict: { word: "contradicted", label: "Contradicted", cause: "" },
    attempts,
    compare: compareAttempts(
      attempts.map((one) => ({ id: one.attempt.id, files: one.attempt.files, findings: new Map<string, number>() })),
    ),
    decisions: [],
    next: { label: "Read the diff", to: "diff", attemptId: null },
  });
}

const draw = (body: React.ReactNode): string => renderToStaticMarkup(<table>{body}</table>);

describe("the attempts table", () => {
  const view = taskView();

  it("folds the files that are equal everywhere and counts them", () => {
    const html = draw(<FileSection view={view} focusId="A-00001" />);
    expect(html).toContain("2 files in all, 1 equal in every attempt is folded");
    expect(html).not.toContain("same.ts");
    expect(html).toContain("differs");
  });

  it("shows a claim as text, hidden characters named, with verdict and why", () => {
    const html = draw(<ClaimSection view={view} focusId="A-00001" />);
    expect(html).not.toContain("<img");
    expect(html).toContain("&lt;img src=x onerror=alert(1)&gt;");
    expect(html).toContain("U+202E");
    expect(html).not.toContain("\u202e");
    expect(html).toContain("Contradicted:");
    expect(html).toContain("2 failed.");
    expect(html).toContain("not claimed");
  });

  it("says of each bound which attempt kept it", () => {
    const html = draw(<ContractSection view={view} focusId="A-00001" />);
    expect(html).toContain("Breach, 1");
    expect(html).toContain("Kept");
    expect(html).toContain("src/**");
  });

  it("says how many rules ran where nothing was found", () => {
    const clean = {
      ...view,
      attempts: view.attempts.map((one) => ({ ...one, judgement: { ...one.judgement, findings: [] } })),
    };
    expect(draw(<FindingSection view={clean} focusId="A-00001" />)).toContain("No findings. 14 rules ran.");
  });
});
