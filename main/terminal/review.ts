import { InvalidArgumentError, Option, type Command } from "commander";
import type { Invoke, Output } from "../../shared/contract/api";
import type { InboxRow, ShownTier } from "../../shared/contract/review";
import type { Event } from "../../shared/model/event";
import type { Gate } from "../../shared/model/gate";
import type { Tier } from "../../shared/model/tier";
import type { TimelineFilter, TimelineRow } from "../../shared/contract/timeline";
import { err, ok, type Result } from "../../shared/result";
import { evidenceLines } from "./evidence-line";
import { attemptOf, findSubject } from "./find-subject";
import { freshnessLine } from "./freshness-line";
import { plain, type Screen } from "./screen";
import { newCommand, type Terminal } from "./terminal";

const groupNames = { "your-turn": "Your turn", waiting: "Waiting on others", done: "Done" } as const;

/** `5 h 02`, `35 min`, `3 d`: how long something has waited. */
export function waited(since: string | null, now: string): string {
  if (since === null) return "-";
  const minutes = Math.max(0, Math.floor((Date.parse(now) - Date.parse(since)) / 60_000));
  if (minutes < 60) return `${String(minutes)} min`;
  if (minutes < 48 * 60) return `${String(Math.floor(minutes / 60))} h ${String(minutes % 60).padStart(2, "0")}`;
  return `${String(Math.floor(minutes / 1440))} d`;
}

function slotsOf(row: InboxRow): string {
  return row.evidence
    .map((slot) =>
      slot.state === "missing"
        ? "-"
        : slot.result === "failed"
          ? `${slot.slot}!`
          : slot.stale
            ? `${slot.slot}~`
            : slot.slot,
    )
    .join(" ");
}

/** `inbox [FILTER]` */
export function inboxCommand(terminal: Terminal): Command {
  return newCommand(
    "inbox",
    "What needs you, in triage order: contradicted first, then findings, stale, unverifiable, ready; then longest wait.",
  )
    .argument("[filter...]", "words, or tier:high owner:none repo:x runner:codex verdict:contradicted is:new", [])
    .addHelpText(
      "after",
      "\nEvidence is T B S C (tests, build, static analysis, coverage): ! failed, ~ stale, - missing.",
    )
    .action(async (filter: string[], _options, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const inbox = await ask("inbox.list", { filter: filter.join(" ") });
        if (!inbox.ok) return inbox;
        if (json) {
          screen.json(inbox.value);
          return ok(undefined);
        }
        const status = await ask("app.status", {});
        if (!status.ok) return status;
        printInbox(screen, inbox.value, status.value.now);
        return ok(undefined);
      });
    });
}

function printInbox(screen: Screen, inbox: Output<"inbox.list">, now: string): void {
  if (inbox.filterProblem !== null) screen.line(plain(inbox.filterProblem));
  for (const { group, rows } of inbox.groups) {
    if (rows.length === 0) continue;
    screen.line(`${groupNames[group]} (${String(rows.length)})`);
    screen.table(
      [
        { head: "Risk" },
        { head: "Task", most: 12 },
        { head: "Title", most: 44 },
        { head: "Verdict", most: 70 },
        { head: "Attempts", right: true },
        { head: "Size", right: true },
        { head: "Evidence" },
        { head: "Owner", most: 20 },
        { head: "Waiting", right: true },
      ],
      rows.map((row) => [
        row.tier.slice(0, 1).toUpperCase(),
        row.ref ?? row.taskId,
        row.title,
        `${row.verdict.label}: ${row.verdict.cause}`,
        String(row.attempts),
        `+${String(row.added)} −${String(row.removed)}`,
        slotsOf(row),
        row.owner ?? "no owner",
        waited(row.waitingSince, now),
      ]),
    );
    screen.line();
  }
  if (inbox.total === 0)
    screen.line(
      "Nothing was read yet. countersign ingest PATH reads sessions; countersign sample open opens the sample night.",
    );
  for (const sentence of inbox.behind) screen.line(plain(sentence));
}

/** `show ID` */
export function showCommand(terminal: Terminal): Command {
  return newCommand(
    "show",
    "A task: what was asked, what each attempt claims and which claims hold, findings, evidence, gates, decisions.",
  )
    .argument("<id>", "a task (T-7KQ2A or PAY-118), or one attempt of it (PAY-118/B)")
    .action(async (id: string, _options, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
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
        `entry ${String(row.seq)}  ${row.recordedAt}  ${row.decision.kind}${row.decision.attemptLetter === null ? "" : ` ${row.decision.attemptLetter}`}  ${row.standing}${row.decision.taskId === task.id ? "" : `, made under ${row.decision.taskId}`}  ${plain(row.decision.reviewer.name)}: ${plain(row.decision.reason)}`,
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

function oneLine(event: Event): string {
  const { detail } = event;
  switch (detail.kind) {
    case "message":
      return `${detail.role}: ${detail.text}`;
    case "reasoning":
      return detail.text ?? `reasoning withheld by the runner, ${String(detail.withheldBytes)} bytes`;
    case "tool-call":
      return `${detail.tool} ${detail.input}`;
    case "tool-result":
    case "error":
    case "compaction":
    case "note":
      return detail.text;
    case "file-edit":
      return `${detail.newPath ?? detail.path} +${String(detail.added)} −${String(detail.removed)}${detail.outcome === "ok" ? "" : ` (${detail.outcome})`}`;
    case "command":
    case "check":
      return `${detail.command}  ${detail.exitCode === null ? detail.outcome : `exit ${String(detail.exitCode)}`}${detail.kind === "check" && detail.counts !== null ? `, ${detail.counts.line}` : ""}`;
  }
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("a whole number of 1 or more");
  return value;
}

/** `S-7K2QH:12` */
function eventPlace(text: string): { sessionId: string; seq: number } {
  const found = /^(S-[0-9A-Z]{5,16}):([1-9]\d{0,8})$/i.exec(text);
  if (found === null) throw new InvalidArgumentError("a session and a number, such as S-7K2QH:12");
  return { sessionId: (found[1] ?? "").toUpperCase(), seq: Number(found[2]) };
}

interface TimelineOptions {
  readonly search: string;
  readonly failed: boolean;
  readonly limit: number;
  readonly at?: { readonly sessionId: string; readonly seq: number };
}

/** Events shown around the one that was asked for, and how many of them before it. */
const around = 25;
const before = 8;

type At = NonNullable<TimelineOptions["at"]>;

function isAt(row: TimelineRow, at: At | undefined): boolean {
  return row.sessionId === at?.sessionId && row.event.seq === at.seq;
}

/** Where to begin, so that an event stands among those before and after it. */
async function placeOf(ask: Invoke, attemptId: string, filter: TimelineFilter, at: At): Promise<Result<number>> {
  const found = await ask("timeline.locate", { attemptId, filter, ...at });
  if (!found.ok) return found;
  if (found.value.index !== null) return ok(Math.max(0, found.value.index - before));
  return err({
    code: "not-found",
    message: `The timeline has no event ${at.sessionId}:${String(at.seq)} that passes.`,
    remedy: "Leave --search and --failed away, or name the attempt that the search named.",
  });
}

/** `timeline ID` */
export function timelineCommand(terminal: Terminal): Command {
  return newCommand("timeline", "What an attempt did, event by event, in time order.")
    .argument("<id>", "an attempt: PAY-118/B, or a task that has one")
    .addOption(new Option("--search <text>", "only events that match, as in countersign search").default(""))
    .addOption(new Option("--failed", "only what failed").default(false))
    .addOption(new Option("--at <place>", "around one event, as search names it: S-7K2QH:12").argParser(eventPlace))
    .addOption(new Option("--limit <n>", "at most this many").argParser(positive).default(500))
    .action(async (id: string, options: TimelineOptions, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const found = await findSubject(ask, id);
        if (!found.ok) return found;
        const attempt = attemptOf(found.value);
        if (!attempt.ok) return attempt;
        const filter = { text: options.search, kinds: [], failedOnly: options.failed };
        const rows: Output<"timeline.page">["rows"] = [];
        let total = 0;
        const { attempt: of } = attempt.value;
        const start = options.at === undefined ? ok(0) : await placeOf(ask, of.id, filter, options.at);
        if (!start.ok) return start;
        const most = options.at === undefined ? options.limit : Math.min(options.limit, around);
        do {
          const page = await ask("timeline.page", {
            attemptId: of.id,
            filter,
            offset: start.value + rows.length,
            limit: Math.min(200, most - rows.length),
          });
          if (!page.ok) return page;
          total = page.value.total;
          rows.push(...page.value.rows);
          if (page.value.rows.length === 0) break;
        } while (rows.length < Math.min(total - start.value, most));
        if (json) {
          screen.json({ total, rows });
          return ok(undefined);
        }
        screen.table(
          [
            { head: "Time" },
            { head: "Lane", most: 14 },
            { head: "Kind" },
            { head: "What", most: 120 },
            { head: "#", right: true },
          ],
          rows.map((row) => [
            row.event.at?.slice(11, 19) ?? "-",
            row.event.lane,
            row.event.detail.kind,
            oneLine(row.event),
            `${isAt(row, options.at) ? "> " : ""}${String(row.event.seq)}`,
          ]),
        );
        if (rows.length < total) screen.line(`${String(rows.length)} of ${String(total)} events; --limit shows more.`);
        return ok(undefined);
      });
    });
}
