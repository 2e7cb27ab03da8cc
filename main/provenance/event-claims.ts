import { at, runGround, said } from "./claim-runs";
import type { ClaimFacts, RanCommand } from "./claim-facts";
import { isDocument, isTestFile } from "./patch-lines";
import { groundOf, type ClaimFinding, type StatedClaim } from "./stated-claim";
import { counted, shortCommand } from "./wording";

/** Code that is run, where a look at files or at git is none. */
const runsCode =
  /\b(?:python[\d.]*|node|ruby|go run|cargo run|npm (?:run|start|test)|pnpm|yarn|bun|deno|php|java|dotnet|curl|pytest|vitest|jest|make|bash \S+\.sh|\.\/\S+)\b/;
const browserCommand = /\b(?:playwright|puppeteer|cypress|selenium|webdriver|chromium|google-chrome|--headless)\b/i;

/** "Reproduced the bug": something that runs failed before the first edit that is no test. */
export function judgeReproduced(facts: ClaimFacts): ClaimFinding {
  const first = facts.edits.find((edit) => !isTestFile(edit.path) && !isDocument(edit.path));
  const until = first?.index ?? Infinity;
  const run = facts.runs.find((one) => (one.index < until || one.aside) && one.result === "failed");
  if (run !== undefined)
    return {
      verdict: "backed",
      why: `${said(run)}${run.aside ? ", without the work" : first === undefined ? "" : ", before the first edit"}.`,
      events: [run.ref],
      ground: [runGround(run)],
    };
  const ran = facts.commands.filter((one) => one.index < until && runsCode.test(one.detail.command));
  const failed = ran.find(
    (one) => one.detail.kind === "command" && (one.detail.exitCode ?? 0) !== 0 && one.detail.outcome !== "denied",
  );
  if (failed !== undefined)
    return {
      verdict: "backed",
      why: `${shortCommand(failed.detail.command)}: exit code ${String(failed.detail.exitCode)}${at(failed)}, before the first edit.`,
      events: [failed.ref],
      ground: [commandGround(failed)],
    };
  const [any] = ran;
  if (any !== undefined)
    return {
      verdict: "unverifiable",
      why: `${counted(ran.length, "command")} ran before the first edit, and none of them failed; what they printed may have shown the bug.`,
      events: [any.ref],
      ground: [commandGround(any)],
    };
  return { verdict: "unbacked", why: "Nothing was run before the first edit.", events: [] };
}

/** "Verified in the browser": a browser was used after the last edit of what it could show. */
export function judgeBrowser(facts: ClaimFacts): ClaimFinding {
  const calls = [
    ...facts.browser.filter((call) => call.ok).map((call) => ({ ...call, what: call.tool })),
    ...facts.commands
      .filter(
        (one) =>
          browserCommand.test(one.detail.command) &&
          one.detail.outcome === "ok" &&
          !/\binstall\b/.test(one.detail.command),
      )
      .map((one) => ({ ...one, what: shortCommand(one.detail.command) })),
  ].sort((a, b) => a.index - b.index);
  const last = calls.at(-1);
  if (last === undefined) {
    const refused = facts.browser.at(-1);
    return refused === undefined
      ? { verdict: "unbacked", why: "No browser was used in the recorded events.", events: [] }
      : {
          verdict: "unbacked",
          why: `${refused.tool} was called and did not succeed${at(refused)}.`,
          events: [refused.ref],
          ground: [groundOf({ event: refused.ref })],
        };
  }
  const after = facts.edits.filter(
    (edit) => edit.index > last.index && !isTestFile(edit.path) && !isDocument(edit.path),
  );
  const edit = after.at(-1);
  const ground = [groundOf({ event: last.ref })];
  if (edit === undefined)
    return {
      verdict: "backed",
      why: `${last.what} was used${at(last)}, after the final edit.`,
      events: [last.ref],
      ground,
    };
  return {
    verdict: "stale",
    why: `${last.what} was last used${at(last)}, before ${counted(after.length, "further edit")}, the last to ${edit.path}${at(edit)}.`,
    events: [last.ref, edit.ref],
    ground: [...ground, groundOf({ event: edit.ref, path: edit.path })],
  };
}

/** "Ran `npm audit`": the command is among those that ran; where it is said to have gone well, its last run did. */
export function judgeCommandRan(stated: StatedClaim, facts: ClaimFacts): ClaimFinding {
  const wanted = squeezed(stated.command ?? "");
  const named = facts.commands.filter((one) => squeezed(one.detail.command).includes(wanted));
  const ran = named.filter((one) => one.detail.outcome !== "denied");
  const last = ran.at(-1);
  if (last === undefined) {
    const refused = named.at(-1);
    if (refused !== undefined)
      return {
        verdict: "contradicted",
        why: `${shortCommand(wanted)} was refused by a person${at(refused)}, and did not run.`,
        events: [refused.ref],
        ground: [commandGround(refused)],
      };
    return { verdict: "unbacked", why: `${shortCommand(wanted)} is not among the recorded commands.`, events: [] };
  }
  const { detail } = last;
  const masked = detail.kind === "check" && detail.masked;
  const failed = !masked && ((detail.exitCode ?? 0) !== 0 || detail.outcome === "failed");
  const code =
    detail.exitCode === null ? (failed ? "failed" : "no exit code recorded") : `exit code ${String(detail.exitCode)}`;
  const finding = { events: [last.ref], ground: [commandGround(last)] };
  const ending = `${shortCommand(detail.command)}: ${masked ? "its exit code is hidden" : code}${at(last)}.`;
  if (detail.outcome === "unanswered")
    return {
      verdict: "unverifiable",
      why: `${shortCommand(detail.command)} was started${at(last)} and has no result.`,
      ...finding,
    };
  if (stated.success && failed) {
    const alone = squeezed(detail.command) === wanted;
    return { verdict: alone ? "contradicted" : "unverifiable", why: ending, ...finding };
  }
  if (stated.success && masked) return { verdict: "unverifiable", why: ending, ...finding };
  return { verdict: "backed", why: `It ran. ${ending}`, ...finding };
}

function squeezed(command: string): string {
  return command.slice(0, 20_000).replace(/\s+/g, " ").trim();
}

function commandGround({ ref, detail }: RanCommand) {
  return groundOf({ event: ref, exitCode: detail.kind === "check" && detail.masked ? null : detail.exitCode });
}
