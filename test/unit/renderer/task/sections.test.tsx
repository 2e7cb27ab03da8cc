import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { conformanceOf } from "../../../../main/policy/conformance";
import { requirementsOf } from "../../../../main/policy/requirements";
import { fitBefore } from "../../../../main/policy/task-fit";
import { ConformanceSection } from "../../../../renderer/screens/task/ConformanceSection";
import { ContractSection } from "../../../../renderer/screens/task/ContractSection";
import { FileSection } from "../../../../renderer/screens/task/FileSection";
import { FitSection } from "../../../../renderer/screens/task/FitSection";
import { ClaimSection, FindingSection } from "../../../../renderer/screens/task/JudgementSections";
import { attemptViewSchema, taskViewSchema, type TaskView } from "../../../../shared/contract/review";
import { claimSchema } from "../../../../shared/model/claim";
import { conformanceSheetSchema } from "../../../../shared/model/conformance";
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
                  source: "final-message",
                  ref: null,
                  span: { start: 0, end: 0 },
                  ground: [],
                  saidAt: null,
                  events: [],
                }),
              ]
            : [],
        findings: index === 0 ? [finding("scope-breach", { title: "Scope breach" })] : [],
      }),
      effective: { level: "medium", machine: "medium", lowered: null, limit: null },
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

  it("holds each requirement against each attempt, and says what there is where there is no sheet", () => {
    const asked = contract({ allow: { paths: ["src/**"] }, constraints: [hostile] });
    const sheet = conformanceSheetSchema.parse({
      contractId: "PAY-118",
      contractDigest: null,
      requirements: requirementsOf(asked),
      attempts: view.attempts.map(({ attempt: of, judgement: judged }) =>
        conformanceOf({
          contract: asked,
          attempt: of,
          judgement: judged,
          ingestNote: null,
          exitCodes: new Map(),
        }),
      ),
    });
    const html = draw(
      <ConformanceSection view={view} focusId="A-00001" sheet={{ value: sheet, problem: undefined }} />,
    );
    expect(html).toContain("Not met");
    expect(html).toContain("1 breach.");
    expect(html).toContain("No other path changed: 2 changed files, all inside.");
    expect(html).toContain("src/**");
    expect(html).toContain("A: 0 met, 1 not met, 2 without evidence · B: 1 met, 2 without evidence");
    expect(html).not.toContain("<img");
    const waiting = { value: undefined, problem: undefined };
    expect(draw(<ConformanceSection view={view} focusId="A-00001" sheet={waiting} />)).toContain(
      "Loading the conformance sheet.",
    );
    const failed = { value: undefined, problem: { code: "x", message: "No archive." } };
    expect(draw(<ConformanceSection view={view} focusId="A-00001" sheet={failed} />)).toContain("No archive.");
  });

  it("says of the contract who answers for it, and offers one where there is none", () => {
    const html = draw(<ContractSection view={view} focusId="A-00001" />);
    expect(html).toContain("PAY-118");
    expect(html).toContain("not declared");
    expect(html).toContain("Open contract");
    const without = { ...view, task: { ...view.task, contract: null } };
    expect(draw(<ContractSection view={without} focusId="A-00001" />)).toContain("New contract");
    expect(
      draw(<ConformanceSection view={without} focusId="A-00001" sheet={{ value: undefined, problem: undefined }} />),
    ).toBe("<table></table>");
  });

  it("shows the five questions before and after", () => {
    const fit = { before: fitBefore(null, []), after: fitBefore(contract({ owner: "marit" }), []) };
    const html = draw(
      <FitSection view={view} focusId="A-00001" fit={{ value: fit, problem: undefined }} onAnswer={() => undefined} />,
    );
    expect(html).toContain("5 of 5 questions have no answer yet");
    expect(html).toContain("marit owns it; nobody is on call.");
    expect(html).toContain("Answer what is open");
  });

  it("says how many rules ran where nothing was found", () => {
    const clean = {
      ...view,
      attempts: view.attempts.map((one) => ({ ...one, judgement: { ...one.judgement, findings: [] } })),
    };
    expect(draw(<FindingSection view={clean} focusId="A-00001" />)).toContain("No findings. 14 rules ran.");
  });
});
