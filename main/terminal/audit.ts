import { Command, Option } from "commander";
import type { Invoke } from "../../shared/contract/api";
import type { AuditEntryView } from "../../shared/contract/audit";
import { ok } from "../../shared/result";
import { unknownKindsSentence, unknownKindWords } from "../../shared/review/unknown-kinds";
import { auditTable, seqArgument, tellFilterProblems } from "./audit-arguments";
import { bundleCommands } from "./bundle";
import { eraseCommand } from "./erase";
import { plain, type Screen } from "./screen";
import { newCommand, type Terminal } from "./terminal";

/** `audit list|show|keys|checkpoint|verify|export|open|compare`. In: also the folder of the app's resources. */
export function auditCommands(terminal: Terminal, resources: string): Command[] {
  const audit = new Command("audit").description("The audit log: read it, prove it, hand it to others.");
  audit.addHelpText(
    "after",
    `
  audit list --filter "kind:approve since:monday"    entries, newest first
  audit show 1466                                    one entry, with its place in the tree and its signature
  audit keys                                         the newest checkpoint and the keys to give to an auditor
  audit export --out night.tar --tar                 a bundle that a stranger verifies without this program
  audit verify night.tar --log-key "$LOG_KEY"        what the shipped verifier says; the exit code is the verdict
  audit compare last-month.tar                       is what was exported then the beginning of what is here?

docs/audit.md explains the log, docs/audit-format.md every byte of a bundle.`,
  );
  for (const command of [
    listCommand(terminal),
    showCommand(terminal),
    keysCommand(terminal),
    checkpointCommand(terminal),
    ...bundleCommands(terminal, resources),
    eraseCommand(terminal),
  ])
    audit.addCommand(command);
  return [audit];
}

function listCommand(terminal: Terminal): Command {
  return newCommand("list", "The entries of the audit log, newest first, with how each decision stands now.")
    .addOption(
      new Option("--filter <terms>", "words, or kind: person: standing: repo: task: tier: is: since: until:").default(
        "",
      ),
    )
    .addOption(new Option("--before <seq>", "only entries before this one").argParser(seqArgument))
    .addOption(new Option("--limit <n>", "how many").default(100).argParser(seqArgument))
    .action(async (options: { filter: string; before?: number; limit: number }, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const page = await ask("audit.list", {
          filter: options.filter,
          before: options.before ?? null,
          limit: Math.min(500, Math.max(1, options.limit)),
          zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        });
        if (!page.ok) return page;
        const { rows, matched, total, problems } = page.value;
        if (json) screen.json(page.value);
        else {
          auditTable(screen, rows);
          tellFilterProblems(screen, problems);
          if (rows.length < matched)
            screen.line(
              `${String(rows.length)} of ${String(matched)} entries${matched < total ? ` that match, ${String(total)} in all` : ""}. --before ${String(rows.at(-1)?.seq ?? 0)} shows older ones.`,
            );
          await tellBroken(ask, screen);
        }
        return ok(undefined);
      });
    });
}

/** Says below what was printed of the log that it does not hold, or holds what this version does not know. */
async function tellBroken(ask: Invoke, screen: Screen): Promise<void> {
  const status = await ask("app.status", {});
  if (!status.ok) return;
  const { problem, unknown } = status.value.log;
  if (problem !== null) screen.line(`! The log does not hold: ${plain(problem)}`);
  const sentence = unknownKindsSentence(unknown);
  if (sentence !== null) screen.line(`! ${sentence} --filter kind:unknown lists ${unknown === 1 ? "it" : "them"}.`);
}

function showCommand(terminal: Terminal): Command {
  return newCommand("show", "One entry: what it says, its place in the tree with the proof, and who signed it.")
    .argument("<seq>", "number of the entry", seqArgument)
    .option("--bytes", "print exactly the stored bytes, and nothing else", false)
    .option("--proof", "print the proof that it is in the log, as a C2SP tlog-proof", false)
    .addHelpText(
      "after",
      `
  audit show 1466 --bytes | sha256sum     differs from the leaf hash: that one is over a zero byte and these bytes
  audit show 1466 --proof > 1466.tlog-proof`,
    )
    .action(async (seq: number, options: { bytes: boolean; proof: boolean }, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const read = await ask("audit.entry", { seq });
        if (!read.ok) return read;
        const view = read.value;
        if (options.bytes) process.stdout.write(view.canonical);
        else if (options.proof) {
          if (view.place === null) screen.line("No checkpoint was signed yet: there is nothing to prove against.");
          else process.stdout.write(view.place.tlogProof);
          return ok(view.place === null ? 1 : undefined);
        } else if (json) screen.json(view);
        else {
          printEntry(screen, view);
          await tellBroken(ask, screen);
        }
        return ok(undefined);
      });
    });
}

function printEntry(screen: Screen, view: AuditEntryView): void {
  const { entry, place, signatures } = view;
  const { body, decision } = entry;
  screen.line(`Entry ${String(body.seq)} of ${body.origin}`);
  if (body.kind === "unknown")
    screen.line(
      `${plain(unknownKindWords(body))}. It is in the tree as it was recorded; a later Countersign wrote it.`,
    );
  screen.line(
    body.recordedAt === null
      ? "When it was recorded is not told in a form this version knows."
      : `Recorded ${body.recordedAt} by this machine's clock${view.clockSuspect ? ", which was found wrong before" : ""}.`,
  );
  if (decision !== null) {
    screen.line(`${decision.kind} by ${plain(decision.reviewer.name)}, standing ${view.standing ?? "unknown"}`);
    screen.line(plain(`${decision.taskRef ?? decision.taskId} ${decision.taskTitle}`));
    if (decision.reason !== "") screen.line(plain(decision.reason));
    if (entry.texts !== null)
      screen.line(
        entry.texts.state === "kept"
          ? `Its text stands beside the entry, commitment ${entry.texts.commitment}.`
          : `Its text is ${entry.texts.state === "erased" ? "erased" : "not here"}, commitment ${entry.texts.commitment}.`,
      );
  }
  if (view.withdrawnBy !== null) screen.line(`Taken back by entry ${String(view.withdrawnBy)}.`);
  screen.line();
  screen.line(`Leaf hash  ${entry.leafHash}`);
  if (place === null) screen.line("No checkpoint was signed yet.");
  else {
    screen.line(`Place      ${String(body.seq)} in the tree of ${String(place.size)} entries, root ${place.root}`);
    for (const [at, hash] of place.proof.entries()) screen.line(`${at === 0 ? "Proof      " : "           "}${hash}`);
  }
  if (body.kind === "unknown")
    screen.line("Signature  cannot be told: its form is not known here. The checkpoint covers it.");
  if (view.signed === "unsigned") screen.line("Signature  none: it was recorded before decisions were signed.");
  for (const { keyid, person, protection, counts, why } of signatures)
    screen.line(
      `Signature  ${keyid} ${person === null ? "" : `of ${plain(person.name)} (${person.binding}), key kept by ${protection ?? "unknown"}, `}${counts ? "counts" : `does not count: ${why ?? "unknown"}`}`,
    );
  screen.line();
  screen.line(plain(view.canonical));
}

function keysCommand(terminal: Terminal): Command {
  return newCommand(
    "keys",
    "The newest checkpoint, and the keys that an auditor is given by another way than the bundle.",
  ).action(async (_options, command: Command) => {
    await terminal.run(command, async ({ ask, json, screen }) => {
      const bar = await ask("audit.bar", {});
      if (!bar.ok) return bar;
      const { origin, logKey, reviewerKeys, note } = bar.value;
      if (json) screen.json({ origin, logKey, reviewerKeys, checkpoint: note });
      else if (origin === null) screen.line("The log is empty: its key is made with its first entry.");
      else {
        screen.line(`Log ${origin}`);
        screen.line(`Log key (kept by ${logKey?.protection ?? "unknown"}):`);
        screen.line(`  ${logKey?.vkey ?? "none yet"}`);
        for (const { vkey, keyid, person, protection, state } of reviewerKeys) {
          screen.line(
            `Reviewer's key of ${plain(person.name)} (${person.binding}, kept by ${protection}, ${state === "in-use" ? "in use" : state}), ${keyid}:`,
          );
          screen.line(`  ${vkey}`);
        }
        if (note !== null) {
          screen.line("Newest checkpoint:");
          screen.line(note.trimEnd());
        }
      }
      return ok(undefined);
    });
  });
}

function checkpointCommand(terminal: Terminal): Command {
  return newCommand(
    "checkpoint",
    "Print the newest signed checkpoint and nothing else: kept elsewhere, it shows later that the log only grew.",
  ).action(async (_options, command: Command) => {
    await terminal.run(command, async ({ ask, json, screen }) => {
      const bar = await ask("audit.bar", {});
      if (!bar.ok) return bar;
      const { note } = bar.value;
      if (json) screen.json({ checkpoint: note });
      else if (note === null) screen.line("No checkpoint was signed yet.");
      else process.stdout.write(note);
      return ok(note === null ? 1 : undefined);
    });
  });
}
