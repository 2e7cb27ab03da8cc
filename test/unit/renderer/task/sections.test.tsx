import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { conformanceOf } from "../../../../main/policy/conformance";
import { requirementsOf } from "../../../../main/policy/requirements";
import { fitBefore } from "../../../../main/policy/task-fit";
import { ConformanceSection } from "../../../../renderer/screens/task/ConformanceSection";
import { ContractSection } from "../../../../renderer/screens/task/ContractSection";
import { FileSection } from "../../../../renderer/screens/task/FileSection";
import { FitSection } from "../../../../renderer/screens/task/FitSection";
import { ClaimSection } from "../../../../renderer/screens/task/ClaimSection";
import { FindingSection } from "../../../../renderer/screens/task/FindingSection";
import { GateSection } from "../../../../renderer/screens/task/GateSection";
import { LinesSection } from "../../../../renderer/screens/task/LinesSection";
import { TierSection } from "../../../../renderer/screens/task/TierSection";
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
    const doors = { from: null, openFile: () => undefined };
    const html = draw(<FileSection view={view} focusId="A-00001" rows={view.compare} doors={doors} />);
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

  it("marks the words that make a claim and shows the line and the places it rests on", () => {
    const [first, second] = view.attempts;
    if (first === undefined || second === undefined) throw new Error("two attempts are drawn");
    const claim = claimSchema.parse({
      id: "c2",
      kind: "tests-pass",
      source: "commit",
      ref: "3e1fb0826c9d3e1fb0826c9d3e1fb0826c9d3e1f",
      sentence: `Fixed the lock and all tests pass ${hostile}`,
      span: { start: 19, end: 33 },
      verdict: "contradicted",
      why: "Exit 1, 2 failed.",
      saidAt: { sessionId: "S-00001", seq: 40 },
      events: [
        { sessionId: "S-00001", seq: 38 },
        { sessionId: "S-00001", seq: 39 },
      ],
      ground: [
        { event: { sessionId: "S-00001", seq: 38 }, exitCode: 1, line: hostile, evidenceId: null, path: null },
        { event: null, exitCode: null, line: null, evidenceId: null, path: "src/x.ts" },
      ],
    });
    const shown = {
      ...view,
      attempts: [{ ...first, judgement: { ...first.judgement, claims: [claim] } }, second],
    };
    const html = draw(<ClaimSection view={shown} focusId="A-00001" />);
    expect(html).toMatch(
      /<mark class="[^"]*task-span-contradicted"><[^>]*>all tests pass<|<mark[^>]*>all tests pass</u,
    );
    expect(html).toContain("Said in commit 3e1fb08, event #40");
    expect(html).toContain("exit 1, event #38");
    expect(html.match(/event #38/g)).toHaveLength(1);
    expect(html).toContain("event #39");
    expect(html).toContain("src/x.ts");
    expect(html).toContain("<code");
    expect(html).not.toContain("<img");
    expect(html).not.toContain("\u202e");
  });

  it("says of a rule why it is there and what it looked at, also where it found nothing", () => {
    const rule = {
      id: "scope-breach",
      title: "Scope breach",
      rationale: "Work outside the bounds was not asked for.",
      looksAt: ["files"],
      weight: null,
    };
    const [first, second] = view.attempts;
    if (first === undefined || second === undefined) throw new Error("two attempts are drawn");
    const looked = {
      ...view,
      attempts: [first, { ...second, judgement: { ...second.judgement, looked: { files: 2 } } }],
    };
    const html = draw(<FindingSection view={looked} focusId="A-00001" rules={[rule]} />);
    expect(html).toContain("Work outside the bounds was not asked for.");
    expect(html).toContain("none in 2 files");
    expect(draw(<FindingSection view={looked} focusId="A-00001" rules={[]} />)).not.toContain("none in");
  });

  it("shows gates met, unmet with remedy and overridden, and what a tier does not ask for", () => {
    const [first, second] = view.attempts;
    if (first === undefined || second === undefined) throw new Error("two attempts are drawn");
    const gate = {
      id: "tests-shown",
      title: "Tests shown to pass",
      met: false,
      why: "No evidence of tests.",
      remedy: "Run the tests.",
      overridden: null,
      standing: null,
      target: { to: "evidence" as const, kind: "tests" as const },
    };
    const gated = {
      ...view,
      attempts: [
        {
          ...first,
          gates: [
            gate,
            { ...gate, id: "owner", title: "Owner", overridden: { seq: 7, person: "ilse", reason: hostile } },
          ],
        },
        { ...second, gates: [{ ...gate, met: true, why: "214 passed.", remedy: null }] },
      ],
    };
    const html = draw(<GateSection view={gated} focusId="A-00001" />);
    expect(html).toContain("A: 0 of 2 met for Medium, 1 overridden · B: 1 of 1 met for Medium");
    expect(html).toContain("Not met:");
    expect(html).toContain("Run the tests.");
    expect(html).toContain("Show evidence");
    expect(html).toContain("Overridden:");
    expect(html).toContain("Entry 7");
    expect(html).toContain("not asked for at medium");
    expect(html.match(/Override the gate/g)).toHaveLength(1);
    expect(html).not.toContain("<img");
  });

  it("shows the tier with every match, its weight and the decision that lowers it", () => {
    const [first, second] = view.attempts;
    if (first === undefined || second === undefined) throw new Error("two attempts are drawn");
    const tier = {
      ...first.judgement.tier,
      level: "high" as const,
      points: 30,
      matched: [
        { rule: "sensitive-path", level: "high" as const, weight: 30, why: "A payment path." },
        { rule: "held", level: "high" as const, weight: 0, why: "It was high before." },
      ],
    };
    const lowered = { level: "low" as const, seq: 9, person: "ilse", reason: "A demo.", at: "2026-11-22T08:00:00Z" };
    const html = draw(
      <TierSection
        view={{
          ...view,
          attempts: [
            {
              ...first,
              judgement: { ...first.judgement, tier },
              effective: { level: "low", machine: "high", lowered, limit: null },
            },
            second,
          ],
        }}
        focusId="A-00001"
      />,
    );
    expect(html).toContain("30 points from 2 matches");
    expect(html).toContain("+30");
    expect(html).toContain("A payment path.");
    expect(html).toContain("Lowered from High by ilse: A demo.");
    expect(html).toContain("Entry 9");
    expect(html).toMatch(/>held</);
    expect(html).toContain("Set it back");
    expect(html).toContain("not matched");
  });

  it("never calls lines explained that are not, and says where none were held against events", () => {
    const [first, second] = view.attempts;
    if (first === undefined || second === undefined) throw new Error("two attempts are drawn");
    const provenance = { lines: 1000, exact: 999, patch: 0, window: 0, inferred: 0, unknown: 1 };
    const html = draw(
      <LinesSection
        view={{ ...view, attempts: [{ ...first, judgement: { ...first.judgement, provenance } }, second] }}
        focusId="A-00001"
      />,
    );
    expect(html).toContain("99 % explained");
    expect(html).toContain("999 exact, 1 unknown");
    expect(html).toContain("not held against its events");
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
    expect(draw(<FindingSection view={clean} focusId="A-00001" rules={[]} />)).toContain("No findings. 14 rules ran.");
  });
});
