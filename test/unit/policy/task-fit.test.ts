import { describe, expect, it } from "vitest";
import { conformanceOf } from "../../../main/policy/conformance";
import { fitBefore } from "../../../main/policy/task-fit";
import { fitAfter } from "../../../main/policy/task-fit-after";
import type { Attempt, Judgement } from "../../../shared/model/attempt";
import type { Contract } from "../../../shared/model/contract";
import { taskFitSchema, type GivenAnswer, type TaskFit } from "../../../shared/model/task-fit";
import { attempt, judgement } from "../../builders/attempt";
import { evidence } from "../../builders/evidence";
import { finding } from "../../builders/finding";
import { contract, ownership } from "../../builders/task";

const whole = contract({
  objective: "A refund that is sent again after a timeout pays out once.",
  constraints: ["The gateway is called once."],
  acceptance: [{ id: "unit", name: "All tests", command: "npm test" }],
  allow: { paths: ["src/**"] },
  risk: "medium",
  owner: "marit",
  onCall: "tomas",
  escalation: { to: "marit" },
  attempts: 3,
});

const words = (fit: TaskFit) => fit.answers.map(({ answer }) => answer).join(" ");
const given = (over: Partial<GivenAnswer> = {}): GivenAnswer => ({
  question: "parallel",
  answer: "no",
  note: "one way to do it",
  reviewer: "ilse",
  at: "2026-11-21T06:00:00Z",
  ...over,
});

describe("before the work", () => {
  it("scores a whole contract, and names the keys each answer rests on", () => {
    const fit = taskFitSchema.parse(fitBefore(whole, []));
    expect(words(fit)).toBe("yes yes yes yes yes");
    expect(fit).toMatchObject({ points: 10, answered: 5, verdict: "background", when: "before" });
    expect(fit.answers.map(({ fields }) => fields.join("+"))).toEqual([
      "objective+constraints+allow.paths",
      "acceptance",
      "risk+escalation",
      "attempts",
      "owner+onCall",
    ]);
    expect(fit.answers[1]?.ground).toBe("1 acceptance check with a command: All tests.");
  });

  it("leaves open what the contract does not say", () => {
    const fit = fitBefore(contract({ objective: "A retried refund pays out exactly once." }), []);
    expect(words(fit)).toBe("partly not-answered not-answered not-answered not-answered");
    expect(fit).toMatchObject({ points: 1, answered: 1, verdict: "open" });
    expect(words(fitBefore(null, []))).toBe("not-answered not-answered not-answered not-answered not-answered");
  });

  it.each<[string, Partial<Contract>, string]>([
    ["a few words", { objective: "Fix it" }, "no yes yes yes yes"],
    ["no bounds", { allow: {}, constraints: [] }, "partly yes yes yes yes"],
    ["evidence without a check", { acceptance: [], evidence: ["sbom"] }, "yes partly yes yes yes"],
    ["high risk", { risk: "high" }, "yes yes partly yes yes"],
    ["high risk without escalation", { risk: "critical", escalation: undefined }, "yes yes no yes yes"],
    ["low risk without escalation", { risk: "low", escalation: undefined }, "yes yes partly yes yes"],
    ["one attempt", { attempts: 1 }, "yes yes yes no yes"],
    ["nobody on call", { onCall: undefined }, "yes yes yes yes partly"],
    ["nobody owns it", { owner: undefined }, "yes yes yes yes partly"],
  ])("answers %s", (_name, over, expected) => {
    expect(words(fitBefore({ ...whole, ...over }, []))).toBe(expected);
  });

  it("takes a person's answer where the contract is silent, with name and words, and nowhere else", () => {
    const silent = { ...whole, attempts: undefined };
    const fit = fitBefore(silent, [given(), given({ question: "owned", answer: "no" })]);
    expect(words(fit)).toBe("yes yes yes no yes");
    expect(fit.answers[3]).toMatchObject({ by: "person", ground: "ilse: one way to do it", given: given() });
    expect(fit.answers[4]).toMatchObject({ by: "contract", given: null });
    expect(fit.verdict).toBe("background");
  });

  it("says foreground where nobody can tell what was asked, whatever the points", () => {
    expect(fitBefore({ ...whole, objective: "Fix it" }, [])).toMatchObject({ points: 8, verdict: "foreground" });
    expect(fitBefore({ ...whole, risk: "critical", escalation: undefined }, [])).toMatchObject({
      verdict: "with-care",
    });
  });
});

describe("after the work", () => {
  interface Done {
    readonly of?: Partial<Attempt>;
    readonly judged?: Partial<Judgement>;
  }
  function after(work: readonly Done[], of: Contract | null = whole, owners = ownership({ onCall: "tomas" })) {
    const attempts = work.map((one, index) => {
      const letter = "ABC".charAt(index);
      const made = attempt({
        id: `A-0000${letter}`,
        letter,
        patchDigest: letter.charCodeAt(0).toString(16).repeat(32),
        ...one.of,
      });
      const judged = judgement({ attemptId: made.id, ...one.judged });
      const conformance =
        of === null
          ? { attemptId: made.id, letter, cells: [], counts: { met: 0, notMet: 0, conflicting: 0, noEvidence: 0 } }
          : conformanceOf({ contract: of, attempt: made, judgement: judged, ingestNote: null, exitCodes: new Map() });
      return { attempt: made, judgement: judged, conformance };
    });
    return taskFitSchema.parse(fitAfter({ contract: of, ownership: owners, attempts }, []));
  }
  const tested: Done = { judged: { evidence: [evidence()] } };
  const failed: Done = { judged: { evidence: [evidence({ result: "failed" })] } };

  it("says what was shown", () => {
    const fit = after([tested, failed]);
    expect(words(fit)).toBe("yes yes yes yes yes");
    expect(fit.answers.every(({ by }) => by === "attempts")).toBe(true);
    expect(fit.answers[1]?.ground).toBe("2 of 2 acceptance results were decided by evidence.");
  });

  it("is worse than was hoped where the agent asked, went outside, or showed nothing", () => {
    const asking: Done = {
      judged: { ...tested.judged, escalation: { event: { sessionId: "S-7K2QH", seq: 3 }, text: "Which one?" } },
    };
    expect(after([tested, asking]).answers[0]).toMatchObject({
      answer: "no",
      ground: expect.stringContaining("B") as unknown,
    });
    const outside: Done = { judged: { findings: [finding("scope-breach")] } };
    expect(after([tested, outside]).answers.slice(0, 2)).toMatchObject([{ answer: "partly" }, { answer: "partly" }]);
    expect(after([{}, {}]).answers[1]).toMatchObject({ answer: "no" });
  });

  it("holds the tier against what was declared", () => {
    const high: Done = {
      judged: {
        tier: {
          ...judgement().tier,
          level: "high",
          matched: [{ rule: "migration", level: "high", weight: 30, why: "A migration." }],
        },
      },
    };
    expect(after([high]).answers[2]).toMatchObject({
      answer: "no",
      ground: "Attempt A is high risk: A migration. It was declared medium.",
    });
    expect(after([high], { ...whole, risk: "high" }).answers[2]).toMatchObject({ answer: "partly" });
  });

  it("says whether several attempts were worth it", () => {
    expect(after([tested]).answers[3]).toMatchObject({ answer: "not-answered" });
    const same = { patchDigest: "a".repeat(64) };
    expect(
      after([
        { ...tested, of: same },
        { ...tested, of: same },
      ]).answers[3],
    ).toMatchObject({ answer: "no" });
    expect(after([tested, tested]).answers[3]).toMatchObject({ answer: "partly" });
  });

  it("without a contract or an owner says so", () => {
    const fit = after([tested], null, ownership({ owner: null, ground: "none" }));
    expect(words(fit)).toBe("no partly partly not-answered no");
    expect(fit.verdict).toBe("foreground");
  });
});
