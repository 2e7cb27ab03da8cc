import { InvalidArgumentError, Option, type Command } from "commander";
import type { Output } from "../../shared/contract/api";
import type { InboxRow } from "../../shared/contract/inbox";
import { err, ok } from "../../shared/result";
import { groupRows, inboxGroupings, type InboxGrouping } from "../../shared/review/inbox-groups";
import { asksForState } from "../../shared/review/inbox-query";
import { inboxTermNames, inboxTerms } from "../../shared/review/inbox-terms";
import { plain, type Screen } from "./screen";
import { newCommand, type Terminal } from "./terminal";

/** `5 h 02`, `35 min`, `3 d`: how long something has waited. */
function waited(since: string | null, now: string): string {
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

function verdictOf({ verdict, waitingOn, until }: InboxRow): string {
  const on = waitingOn === null || verdict.label.includes(waitingOn) ? "" : `, waiting on ${waitingOn}`;
  const time = until === null ? "" : `, until ${until.slice(0, 16).replace("T", " ")} UTC`;
  return `${verdict.label}${verdict.cause === "" ? "" : `: ${verdict.cause}`}${on}${verdict.word === "decided" ? time : ""}`;
}

interface Options {
  readonly group: InboxGrouping;
  readonly limit?: number;
  readonly why: boolean;
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("a whole number of 1 or more");
  return value;
}

const terms = inboxTermNames
  .map((name) => `  ${inboxTerms[name].example.padEnd(24)}${inboxTerms[name].says}${valuesOf(name)}`)
  .join("\n");

function valuesOf(name: (typeof inboxTermNames)[number]): string {
  const { values } = inboxTerms[name];
  return values === null ? "" : `: ${values.join(", ")}`;
}

/** `inbox [FILTER]` */
export function inboxCommand(terminal: Terminal): Command {
  return (
    newCommand(
      "inbox",
      "What needs you, in triage order: contradicted or blocked, stale decisions, unverified, ready; then the longest wait.",
    )
      .argument("[filter...]", "words and terms, as below; all must hold", [])
      // A term with a minus is no option.
      .allowUnknownOption()
      .addOption(new Option("--group <by>", "put the tasks under headings").choices(inboxGroupings).default("turn"))
      .addOption(new Option("--limit <n>", "at most this many tasks of each group").argParser(positive))
      .addOption(new Option("--why", "say of each why it is where it is").default(false))
      .addHelpText(
        "after",
        `
Terms of a filter:
${terms}

Values with commas between them are alternatives: tier:high,critical. A minus leaves out: -is:new. Words and
"phrases" are looked for in title, reference, repository, verdict and who asked. The window has the same filters.

  countersign inbox 'state:open tier:>=high'       what needs you and is risky
  countersign inbox owner:none -state:done         nobody answers for it
  countersign inbox --group repository --json      for a script

Evidence is T B S C (tests, build, static analysis, coverage): ! failed, ~ stale, - missing.`,
      )
      .action(async (filter: string[], options: Options, command: Command) => {
        await terminal.run(command, async ({ ask, json, screen }) => {
          const option = filter.find((part) => part.startsWith("--"));
          if (option !== undefined)
            return err({
              code: "unknown-option",
              message: `There is no option ${plain(option)}.`,
              remedy: "countersign inbox --help lists options and terms.",
            });
          const query = filter.join(" ");
          const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
          const inbox = await ask("inbox.list", { filter: query, zone });
          if (!inbox.ok) return inbox;
          const groups = groupRows(
            inbox.value.groups.flatMap((group) => group.rows),
            options.group,
          );
          if (json) {
            screen.json(options.group === "turn" ? inbox.value : { ...inbox.value, groups });
            return ok(undefined);
          }
          const status = await ask("app.status", {});
          if (!status.ok) return status;
          printInbox(screen, inbox.value, groups, status.value.now, options);
          if (inbox.value.doneBefore > 0 && query !== "" && !asksForState(query))
            screen.line("state:open leaves out what is done.");
          return ok(undefined);
        });
      })
  );
}

function printInbox(
  screen: Screen,
  inbox: Output<"inbox.list">,
  groups: ReturnType<typeof groupRows<InboxRow>>,
  now: string,
  options: Options,
): void {
  for (const { message } of inbox.problems) screen.line(plain(message));
  for (const { name, rows } of groups) {
    const shown = rows.slice(0, options.limit);
    screen.line(`${plain(name)} (${String(rows.length)})`);
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
        ...(options.why ? [{ head: "Why here", most: 120 }] : []),
      ],
      shown.map((row) => [
        row.tier.slice(0, 1).toUpperCase(),
        row.ref ?? row.taskId,
        row.title,
        verdictOf(row),
        String(row.attempts),
        `+${String(row.added)} −${String(row.removed)}`,
        slotsOf(row),
        row.owner ?? "no owner",
        waited(row.waitingSince, now),
        ...(options.why ? [row.why] : []),
      ]),
    );
    if (shown.length < rows.length)
      screen.line(`${String(shown.length)} of ${String(rows.length)}; --limit shows more.`);
    screen.line();
  }
  if (inbox.total === 0)
    screen.line(
      "Nothing was read yet. countersign ingest PATH reads sessions; countersign sample open opens the sample night.",
    );
  else if (groups.length === 0) screen.line(`No task matches. ${String(inbox.total)} in the inbox.`);
  const { undo } = inbox;
  if (undo !== null)
    screen.line(
      `${plain(undo.what)}: countersign decide ${undo.tasks[0] ?? "TASK"} withdraw takes it back until ${undo.until.slice(11, 16)} UTC.`,
    );
  for (const sentence of inbox.behind) screen.line(plain(sentence));
}
