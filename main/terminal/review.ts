import { shownReason } from "../../shared/review/shown-reason";
import type { Command } from "commander";
import type { Output } from "../../shared/contract/api";
import type { ShownTier } from "../../shared/contract/review";
import type { Gate } from "../../shared/model/gate";
import type { Tier } from "../../shared/model/tier";
import { ok } from "../../shared/result";
import { evidenceLines } from "./evidence-line";
import { findSubject } from "./find-subject";
import { freshnessLine } from "./freshness-line";
import { plain, type Screen } from "./screen";
import { parsePlace } from "../../shared/review/place-link";
import { showPlace } from "./show-place";
import { newCommand, type Terminal } from "./terminal";

/** `show ID` */
export function showCommand(terminal: Terminal): Command {
  return newCommand(
    "show",
    "A task: what was asked, what each attempt claims and which claims hold, findings, evidence, gates, decisions.",
  )
    .argument("<id>", "a task (T-7KQ2A or PAY-118), one attempt of it (PAY-118/B), or a link to an event or a line")
    .action(async (id: string, _options, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const place = parsePlace(id);
        if (place !== null) return showPlace({ ask, json, screen }, place);
        const found = await findSubject(ask, id);
        if (!found.ok) return found;
        const { task, attempt } = found.value;
        if (json) screen.json(id.includes("/") && attempt !== null ? attempt : task);
        else printTask(screen, task, id.includes("/") ? attempt : null);
        return ok(undefined);
      });
    });
}

type TaskView = Output<"task.get">;

function printTask(screen: Screen, view: TaskView, only: TaskView["attempts"][number] | null): void {
  const { task, ownership } = view;
  screen.line(`${task.ref ?? task.id}  ${plain(task.title)}`);
  screen.line(
    `${task.id}, ${plain(task.repository)}, ${view.tier} risk, ${ownership.owner === null ? "no owner" : `owner ${plain(ownership.owner)} (from ${ownership.ground})`}`,
  );
  if (task.ground.text !== "") screen.line(`Grouped: ${plain(task.ground.text)}`);
  if (task.requester !== null) screen.line(`Asked by ${plain(task.requester.name)}, ${task.requester.entryPoint}`);
  if (task.contract !== null) screen.line(`Asked: ${plain(task.contract.objective)}`);
  screen.line(`${view.verdict.label}: ${plain(view.verdict.cause)}`);
  screen.line(`Next: ${view.next.label}`);
  for (const { attempt, judgement, effective, gates, ingestNote } of only === null ? view.attempts : [only]) {
    screen.line();
    const added = attempt.files.reduce((sum, file) => sum + file.added, 0);
    const removed = attempt.files.reduce((sum, file) => sum + file.removed, 0);
    screen.line(
      `Attempt ${attempt.letter}  ${attempt.id}  ${plain(attempt.runnerName)}${attempt.model === null ? "" : `, ${plain(attempt.model)}`}, ${String(attempt.files.length)} files +${String(added)} −${String(removed)}, patch: ${attempt.patchSource}`,
    );
    if (attempt.ground !== null) screen.line(`  Here: ${plain(attempt.ground.text)}`);
    if (attempt.patchNote !== null) screen.line(`  Patch: ${plain(attempt.patchNote)}`);
    screen.line(`  ${plain(judgement.freshness.sentence)}`);
    const steps = freshnessLine(judgement.freshness);
    if (steps !== null) screen.line(`  steps    ${steps}`);
    for (const claim of judgement.claims)
      screen.line(`  claim    ${claim.verdict.padEnd(13)} “${plain(claim.sentence)}” ${plain(claim.why)}`);
    if (judgement.claims.length === 0) screen.line("  claim    none that can be checked");
    for (const finding of judgement.findings)
      screen.line(
        `  finding  ${finding.severity.padEnd(13)} ${plain(finding.title)}: ${plain(finding.message)}${finding.path === null ? "" : ` (${plain(finding.path)}${finding.line === null ? "" : `:${String(finding.line)}`})`}`,
      );
    if (judgement.findings.length === 0) screen.line(`  finding  none, ${String(judgement.rulesRun)} rules ran`);
    for (const item of judgement.evidence) for (const line of evidenceLines(item)) screen.line(line);
    if (judgement.escalation !== null) screen.line(`  agent asks: ${plain(judgement.escalation.text)}`);
    for (const line of tierLines(judgement.tier, effective)) screen.line(line);
    for (const gate of gates) for (const line of gateLines(gate)) screen.line(line);
    if (ingestNote !== null) screen.line(`  ingest   ${plain(ingestNote)}`);
  }
  if (view.decisions.length > 0) {
    screen.line();
    for (const row of view.decisions)
      screen.line(
        `entry ${String(row.seq)}  ${row.recordedAt}  ${row.decision.kind}${row.decision.attemptLetter === null ? "" : ` ${row.decision.attemptLetter}`}  ${row.standing}${row.decision.taskId === task.id ? "" : `, made under ${row.decision.taskId}`}  ${plain(row.decision.reviewer.name)}: ${plain(shownReason(row))}`,
      );
  }
}

/** The tier with the decision that lowers it, and every match with its weight. */
function tierLines({ points, policy, matched }: Tier, { level, machine, lowered, limit }: ShownTier): string[] {
  const lines = [
    `  tier     ${level.padEnd(13)} ${String(points)} points, policy ${plain(policy.id)} ${String(policy.version)} (${policy.source})`,
  ];
  if (lowered !== null)
    lines.push(
      `           lowered from ${machine} by ${plain(lowered.person)}, entry ${String(lowered.seq)}: ${plain(lowered.reason)}`,
    );
  if (limit !== null) lines.push(`           ${plain(limit)}`);
  for (const match of matched)
    lines.push(
      `           ${match.level.padEnd(8)} +${String(match.weight).padEnd(4)} ${match.rule}: ${plain(match.why)}`,
    );
  return lines;
}

/** A gate with its id, which `decide ID override-gate --gate` asks for where it is not met. */
function gateLines({ id, title, met, why, remedy, overridden }: Gate): string[] {
  const state = met ? "met" : overridden === null ? "not met" : "overridden";
  const lines = [`  gate     ${state.padEnd(13)} ${plain(title)}${met ? "" : ` [${plain(id)}]`}: ${plain(why)}`];
  if (overridden !== null)
    lines.push(
      `           overridden by ${plain(overridden.person)}, entry ${String(overridden.seq)}: ${plain(overridden.reason)}`,
    );
  else if (remedy !== null) lines.push(`           ${plain(remedy)}`);
  return lines;
}
