import type { Contract } from "../../shared/model/contract";
import type { FitAnswer, FitQuestion, GivenAnswer, TaskFit } from "../../shared/model/task-fit";
import type { TierLevel } from "../../shared/model/tier";

/** The questions in their order, as they are asked. */
export const fitQuestions: Readonly<Record<FitQuestion, string>> = {
  specific: "Specific enough to encode as a contract?",
  checkable: "Checkable by deterministic tests or clear evidence?",
  "bounded-risk": "Low or medium risk, with a defined escalation?",
  parallel: "Will parallel attempts help?",
  owned: "Can ownership and on-call be assigned?",
};

/** What one question is answered, before it is known by whom. */
export type Verdict = Pick<FitAnswer, "answer" | "ground" | "fields">;

/**
 * The five questions before any work: from the contract alone, and from a person where it is silent. What a contract says is
 * never overruled by an answer. In: the contract, or null where there is none; a person's answers.
 */
export function fitBefore(contract: Contract | null, given: readonly GivenAnswer[]): TaskFit {
  const ask: Readonly<Record<FitQuestion, (contract: Contract) => Verdict>> = {
    specific,
    checkable,
    "bounded-risk": boundedRisk,
    parallel,
    owned,
  };
  return assembleFit(
    "before",
    (question) =>
      contract === null
        ? { answer: "not-answered", ground: "There is no contract.", fields: [] }
        : ask[question](contract),
    { given, by: "contract" },
  );
}

/** Puts five answers together; a person's stands where there is none. */
export function assembleFit(
  when: TaskFit["when"],
  ask: (question: FitQuestion) => Verdict,
  { given, by }: { readonly given: readonly GivenAnswer[]; readonly by: "contract" | "attempts" },
): TaskFit {
  const answers = questionList.map((question): FitAnswer => {
    const own = ask(question);
    const asked = fitQuestions[question];
    if (own.answer !== "not-answered") return { question, asked, ...own, by, given: null };
    const person = given.find((answer) => answer.question === question) ?? null;
    if (person === null) return { question, asked, ...own, by: null, given: null };
    return {
      question,
      asked,
      answer: person.answer,
      by: "person",
      ground: person.note === "" ? `${person.reviewer} says so.` : `${person.reviewer}: ${person.note}`,
      fields: own.fields,
      given: person,
    };
  });
  const points = answers.reduce((sum, { answer }) => sum + (answer === "yes" ? 2 : answer === "partly" ? 1 : 0), 0);
  const answered = answers.filter(({ answer }) => answer !== "not-answered").length;
  const verdict = verdictOf(answers, points);
  return { when, answers, points, answered, verdict, sentence: sentenceOf(verdict, answers, points) };
}

const questionList: readonly FitQuestion[] = ["specific", "checkable", "bounded-risk", "parallel", "owned"];
/** Without these nobody can say what was asked, or whether it was done: the work belongs in the foreground. */
const needed: readonly FitQuestion[] = ["specific", "checkable"];

function verdictOf(answers: readonly FitAnswer[], points: number): TaskFit["verdict"] {
  const no = answers.filter(({ answer }) => answer === "no").map(({ question }) => question);
  if (no.some((question) => needed.includes(question))) return "foreground";
  if (answers.some(({ answer }) => answer === "not-answered")) return "open";
  // Work that needs no second attempt is no worse for it.
  const against = no.filter((question) => question !== "parallel").length;
  if (against === 0 && points >= 7) return "background";
  return points >= 4 ? "with-care" : "foreground";
}

function sentenceOf(verdict: TaskFit["verdict"], answers: readonly FitAnswer[], points: number): string {
  const open = answers.filter(({ answer }) => answer === "not-answered").length;
  const score = `${String(points)} of 10 points`;
  switch (verdict) {
    case "background":
      return `Fits background work: ${score}.`;
    case "with-care":
      return `Fits background work with care: ${score}.`;
    case "foreground":
      return `Better done in the foreground: ${score}.`;
    case "open":
      return `${String(open)} of 5 questions ${open === 1 ? "has" : "have"} no answer yet; ${score} so far.`;
  }
}

/** An objective of a few words leaves the rest to the agent. */
const fewWords = 6;

function specific(contract: Contract): Verdict {
  const words = contract.objective.split(/\s+/).filter((word) => word !== "").length;
  const bounded = contract.allow.paths !== undefined;
  const constrained = contract.constraints.length > 0;
  const fields = ["objective", ...(constrained ? ["constraints"] : []), ...(bounded ? ["allow.paths"] : [])];
  if (words < fewWords)
    return {
      answer: "no",
      ground: `The objective has ${String(words)} ${words === 1 ? "word" : "words"}: what must be true at the end is not said.`,
      fields,
    };
  if (constrained && bounded)
    return {
      answer: "yes",
      ground: `An objective, ${counted(contract.constraints.length, "constraint")} and the paths it may change.`,
      fields,
    };
  const missing = [...(constrained ? [] : ["no constraint"]), ...(bounded ? [] : ["no paths it is bound to"])];
  return { answer: "partly", ground: `An objective, but ${missing.join(" and ")}.`, fields };
}

function checkable({ acceptance, evidence }: Contract): Verdict {
  const fields = [...(acceptance.length > 0 ? ["acceptance"] : []), ...(evidence.length > 0 ? ["evidence"] : [])];
  if (acceptance.length > 0)
    return {
      answer: "yes",
      ground: `${counted(acceptance.length, "acceptance check")} with ${acceptance.length === 1 ? "a command" : "commands"}: ${acceptance
        .slice(0, 3)
        .map((check) => check.name)
        .join(", ")}${acceptance.length > 3 ? ", …" : ""}.`,
      fields,
    };
  if (evidence.length > 0)
    return {
      answer: "partly",
      ground: `Evidence is required (${evidence.join(", ")}), but no check makes it.`,
      fields,
    };
  return { answer: "not-answered", ground: "Neither an acceptance check nor evidence is named.", fields };
}

const high: readonly TierLevel[] = ["high", "critical"];

function boundedRisk({ risk, escalation, onCall }: Contract): Verdict {
  const to = escalation?.to ?? null;
  const fields = [...(risk === undefined ? [] : ["risk"]), ...(to === null ? [] : ["escalation"])];
  if (risk === undefined) return { answer: "not-answered", ground: "No risk is declared.", fields };
  if (high.includes(risk))
    return to === null
      ? { answer: "no", ground: `Declared ${risk} risk, and no escalation is defined.`, fields }
      : { answer: "partly", ground: `Declared ${risk} risk; risky steps go to ${to}.`, fields };
  if (to !== null) return { answer: "yes", ground: `Declared ${risk} risk; risky steps go to ${to}.`, fields };
  return {
    answer: "partly",
    ground: `Declared ${risk} risk, but no escalation is defined${onCall === undefined ? "" : ` (${onCall} is on call)`}.`,
    fields,
  };
}

function parallel({ attempts }: Contract): Verdict {
  if (attempts === undefined)
    return { answer: "not-answered", ground: "The contract does not say how many attempts are wanted.", fields: [] };
  const fields = ["attempts"];
  return attempts === 1
    ? { answer: "no", ground: "One attempt is asked for.", fields }
    : { answer: "yes", ground: `${String(attempts)} attempts are asked for side by side.`, fields };
}

function owned({ owner, onCall }: Contract): Verdict {
  const fields = [...(owner === undefined ? [] : ["owner"]), ...(onCall === undefined ? [] : ["onCall"])];
  if (owner !== undefined && onCall !== undefined)
    return { answer: "yes", ground: `${owner} owns it, ${onCall} is on call.`, fields };
  if (owner !== undefined) return { answer: "partly", ground: `${owner} owns it; nobody is on call.`, fields };
  if (onCall !== undefined) return { answer: "partly", ground: `${onCall} is on call; nobody owns it.`, fields };
  return { answer: "not-answered", ground: "Neither an owner nor who is on call is named.", fields };
}

function counted(count: number, what: string): string {
  return `${String(count)} ${what}${count === 1 ? "" : "s"}`;
}
