import type { ParsedPatch } from "../../shared/diff/parse-patch";
import type { Attempt, ChangedFile } from "../../shared/model/attempt";
import type { Claim, ClaimKind, Statement } from "../../shared/model/claim";
import type { SessionEvent } from "../../shared/model/event";
import type { Evidence, EventRef } from "../../shared/model/evidence";
import { atOnce } from "../../shared/steps";
import { judgeBehaviourClaim } from "./behaviour-claim";
import { judgeCheckClaim } from "./check-claim";
import { claimFacts, type ClaimFacts, type OutputOf } from "./claim-facts";
import { claimsIn } from "./claim-patterns";
import { judgeBrowser, judgeCommandRan, judgeReproduced } from "./event-claims";
import { judgeFileClaim } from "./file-claim";
import { summarySentences } from "./sentences";
import { tellsOfFailure } from "./own-up";
import { groundOf, type ClaimFinding, type StatedClaim } from "./stated-claim";
import { judgeSymbolClaim } from "./symbol-claim";
import { judgeTestsAdded } from "./test-count-claim";

export interface ClaimInput {
  /** The texts in which the attempt says what was done; of one sentence in several of them the first counts. */
  readonly statements: readonly Statement[];
  /** The events of the attempt's sessions in time order. */
  readonly events: readonly SessionEvent[];
  readonly files: readonly ChangedFile[];
  readonly patch: ParsedPatch;
  readonly patchSource: Attempt["patchSource"];
  readonly evidence: readonly Evidence[];
  /** The whole output of an event, where `events` come without them; null where it is not kept. */
  readonly outputOf?: (event: EventRef) => string | null;
}

/** More claims than a person reads are not judged: a hostile text could make a hundred thousand. */
const mostClaims = 500;
const sentencesAtOnce = 40;

/**
 * Finds the checkable claims of an attempt's statements and compares each with the events, the patch and the evidence.
 * In: see ClaimInput. Out: claims in the order they are said. Where a claim cannot be settled the verdict is "unverifiable",
 * never a guess.
 */
export function checkClaims(input: ClaimInput): Claim[] {
  return atOnce(claimSteps(input));
}

/** `checkClaims` in steps of a few milliseconds: what claims are compared with is gathered once, then each is judged alone. */
export function* claimSteps(input: ClaimInput): Generator<void, Claim[]> {
  const found = yield* statedClaims(input.statements);
  if (found.length === 0) return [];
  const facts = yield* claimFacts(input.events, input.files, isComplete(input));
  const claims: Claim[] = [];
  for (const { stated, statement } of found) {
    const { ground, ...finding } = judge(stated, statement, input, facts);
    claims.push({
      id: `c${String(claims.length + 1)}`,
      kind: stated.kind,
      source: statement.source,
      ref: statement.ref,
      sentence: stated.sentence,
      span: stated.span,
      verdict: finding.verdict,
      why: finding.why,
      saidAt: statement.event,
      events: [...finding.events],
      ground: [...(ground ?? finding.events.map((event) => groundOf({ event })))],
    });
    yield;
  }
  return claims;
}

interface Found {
  readonly stated: StatedClaim;
  readonly statement: Statement;
}

function* statedClaims(statements: readonly Statement[]): Generator<void, Found[]> {
  const found: Found[] = [];
  const seen = new Set<string>();
  for (const statement of statements) {
    const imperative = statement.source === "commit" || statement.source === "pull-request";
    let read = 0;
    const sentences = summarySentences(statement.text);
    const ownsUp = sentences.some(tellsOfFailure);
    for (const sentence of sentences) {
      for (const one of claimsIn(sentence, imperative)) {
        const stated = { ...one, ownsUp };
        const key = [stated.kind, stated.analysis, bare(stated.sentence), ...stated.paths].join("\u0000");
        if (seen.has(key)) continue;
        seen.add(key);
        found.push({ stated, statement });
        if (found.length === mostClaims) return found;
      }
      read += 1;
      if (read % sentencesAtOnce === 0) yield;
    }
    yield;
  }
  return found;
}

/** A sentence without its marks: the same in a message, in Markdown and in a commit. */
function bare(sentence: string): string {
  return sentence
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

function judge(stated: StatedClaim, statement: Statement, input: ClaimInput, facts: ClaimFacts): ClaimFinding {
  // A text that came alone, such as a pull request, has nothing to be held against.
  if (input.events.length === 0 && statement.source !== "final-message" && ofEvents.has(stated.kind))
    return withoutSession(stated, input);
  const complete = isComplete(input);
  switch (stated.kind) {
    case "tests-pass":
    case "static-analysis-clean":
    case "build-works":
      return judgeCheckAsSaid(stated, statement, input, facts);
    case "file-changed":
    case "only-these-files":
      return judgeFileClaim(stated, { files: input.files, edits: facts.edits, wrote: facts.wrote, complete });
    case "tests-added":
      return judgeTestsAdded(stated, input.patch, complete);
    case "symbol-added":
      return judgeSymbolClaim(stated, input.patch, complete);
    case "no-behaviour-change":
      return judgeBehaviourClaim(stated, input.patch);
    case "bug-reproduced":
      return judgeReproduced(facts);
    case "verified-in-browser":
      return judgeBrowser(facts);
    case "command-ran":
      return judgeCommandRan(stated, facts);
    case "other":
      return { verdict: "unverifiable", why: "No rule knows how to check this claim.", events: [] };
  }
}

/** A patch that is replayed from recorded edits has nothing that commands wrote, and not every edit can be replayed. */
function isComplete({ patchSource }: ClaimInput): boolean {
  return patchSource !== "recorded-edits" && patchSource !== "none";
}

/** Kinds that are held against what happened in the sessions. */
const ofEvents: ReadonlySet<ClaimKind> = new Set([
  "tests-pass",
  "static-analysis-clean",
  "build-works",
  "bug-reproduced",
  "verified-in-browser",
  "command-ran",
]);
const checked: ReadonlySet<ClaimKind> = new Set(["tests-pass", "static-analysis-clean", "build-works"]);

/** Only a report can say something where no session came with the text. */
function withoutSession(stated: StatedClaim, { evidence }: ClaimInput): ClaimFinding {
  const why = "No session came with this text, so what was run is not on record.";
  const unseen: ClaimFinding = { verdict: "unverifiable", why, events: [] };
  if (!checked.has(stated.kind)) return unseen;
  const reported = judgeCheckClaim(stated, { runs: [], edits: [] }, evidence, () => "");
  return reported.verdict === "unbacked" ? unseen : reported;
}

/** A commit speaks of its moment: what ran or changed after it says nothing of it. */
function judgeCommitted(stated: StatedClaim, saidAt: number, facts: ClaimFacts, outputOf: OutputOf): ClaimFinding {
  const until = {
    runs: facts.runs.filter((run) => run.index < saidAt || (run.index === saidAt && ranBeforeCommit(run))),
    edits: facts.edits.filter((edit) => edit.index < saidAt),
  };
  return judgeCheckClaim(stated, until, [], outputOf);
}

function overtaken(then: ClaimFinding, now: ClaimFinding): ClaimFinding {
  return {
    verdict: "stale",
    why: `It held when it was said: ${then.why} Since then: ${now.why}`,
    events: [...then.events, ...now.events],
    ground: [...(then.ground ?? []), ...(now.ground ?? [])],
  };
}

/** `npm test && git commit`: the check stands before the commit in one line. */
function ranBeforeCommit({ check, command }: ClaimFacts["runs"][number]): boolean {
  const committed = check.command.search(/\bgit\b[^\n;&|]{0,200}\bcommit\b/);
  const ran = check.command.indexOf(command.split(" ")[0] ?? command);
  return committed !== -1 && ran !== -1 && ran < committed;
}

/** What held when it was said, and was overtaken by what came later, is stale: nobody said it falsely. */
function judgeCheckAsSaid(
  stated: StatedClaim,
  statement: Statement,
  input: ClaimInput,
  facts: ClaimFacts,
): ClaimFinding {
  const outputOf: OutputOf = ({ ref, check }) => (check.output === "" ? (input.outputOf?.(ref) ?? "") : check.output);
  const saidAt = statement.event === null ? null : facts.indexOf(statement.event);
  const now = judgeCheckClaim(stated, facts, input.evidence, outputOf);
  if (statement.source === "commit" && saidAt !== null) {
    const then = judgeCommitted(stated, saidAt, facts, outputOf);
    return then.verdict === "backed" && now.verdict === "contradicted" ? overtaken(then, now) : then;
  }
  if (saidAt === null || now.verdict === "backed" || now.verdict === "stale") return now;
  const until = {
    runs: facts.runs.filter((run) => run.index < saidAt),
    edits: facts.edits.filter((edit) => edit.index < saidAt),
  };
  if (until.runs.length === facts.runs.length) return now;
  const then = judgeCheckClaim(stated, until, [], outputOf);
  if (then.verdict !== "backed") return now;
  return overtaken(then, now);
}
