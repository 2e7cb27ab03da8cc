import type { Command } from "commander";
import type { Claim, ClaimSource, Verdict } from "../../shared/model/claim";
import { ok } from "../../shared/result";
import { counted } from "../../shared/review/counted";
import { findAttempt } from "./find-subject";
import { plain, type Screen } from "./screen";
import { newCommand, type Terminal } from "./terminal";

/** `claims TASK[/ATTEMPT]` */
export function claimsCommand(terminal: Terminal): Command {
  return newCommand(
    "claims",
    "What an attempt says it did, sentence by sentence, and what its events and evidence say to that.",
  )
    .argument("<attempt>", "T-7KQ2A/B, PAY-118/B or A-3M9XQ")
    .option("--only <verdict>", "only claims with this verdict: backed, contradicted, stale, unbacked or unverifiable")
    .addHelpText(
      "after",
      `
Claims are taken from the final message, the summary, pull requests and commit messages. [Square brackets] mark the words of the
sentence that make the claim. Verdicts:
  backed        a recorded event or an evidence file shows it, after the final edit
  contradicted  a recorded event, an evidence file or the patch shows otherwise
  stale         it was checked, and files were edited afterwards
  unbacked      nothing on record shows it
  unverifiable  what is on record cannot settle it: an exit code hidden by a pipe, no patch to look into

Under each claim stands what the verdict rests on: event, exit code, line of output, evidence file, file of the patch.
countersign timeline T-7KQ2A/B --at S-3M9XQ:42 shows such an event. docs/claims.md lists what is matched.`,
    )
    .action(async (given: string, options: { only?: string }, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const found = await findAttempt(ask, given);
        if (!found.ok) return found;
        const { attempt, judgement } = found.value.attempt;
        const { only } = options;
        const claims = judgement.claims.filter((claim) => only === undefined || claim.verdict === only);
        if (json) {
          screen.json({ attempt: attempt.id, statements: attempt.statements, claims });
          return ok(undefined);
        }
        if (claims.length === 0)
          screen.line(only === undefined ? "No claim that can be checked was made." : `No claim is ${plain(only)}.`);
        for (const claim of claims) printClaim(screen, claim);
        if (claims.length > 0) screen.line(tallyOf(claims));
        return ok(undefined);
      });
    });
}

const sourceNames: Readonly<Record<ClaimSource, string>> = {
  "final-message": "final message",
  summary: "summary",
  "pull-request": "pull request",
  commit: "commit",
};

function printClaim(screen: Screen, claim: Claim): void {
  const { sentence, span } = claim;
  const said = claim.saidAt === null ? "" : `, ${claim.saidAt.sessionId}:${String(claim.saidAt.seq)}`;
  const ref = claim.ref === null ? "" : ` ${plain(claim.ref)}`;
  screen.line(`${claim.verdict.padEnd(12)}  ${claim.kind}  (${sourceNames[claim.source]}${ref}${said})`);
  screen.line(
    `  "${plain(sentence.slice(0, span.start))}[${plain(sentence.slice(span.start, span.end))}]${plain(sentence.slice(span.end))}"`,
  );
  screen.line(`  ${plain(claim.why)}`);
  for (const ground of claim.ground) {
    const parts = [
      ground.event === null ? null : `${ground.event.sessionId}:${String(ground.event.seq)}`,
      ground.exitCode === null ? null : `exit code ${String(ground.exitCode)}`,
      ground.evidenceId === null ? null : `evidence ${plain(ground.evidenceId)}`,
      ground.path === null ? null : plain(ground.path),
      ground.line === null ? null : `| ${plain(ground.line)}`,
    ].filter((part) => part !== null);
    if (parts.length > 0) screen.line(`    ${parts.join("  ")}`);
  }
}

const order: readonly Verdict[] = ["contradicted", "stale", "unbacked", "unverifiable", "backed"];

/** "5 claims: 1 contradicted, 4 backed". */
function tallyOf(claims: readonly Claim[]): string {
  const counts = order.flatMap((verdict) => {
    const count = claims.filter((claim) => claim.verdict === verdict).length;
    return count === 0 ? [] : [`${String(count)} ${verdict}`];
  });
  return `${counted(claims.length, "claim")}: ${counts.join(", ")}`;
}
