import type { Command } from "commander";
import { Option } from "commander";
import type { ForegroundSheet, MadeForeground } from "../../shared/contract/foreground";
import { err, ok, type Result } from "../../shared/result";
import { counted } from "../../shared/review/counted";
import { changeEditor } from "../services/foreground-folders";
import { takeToForeground } from "../services/take-to-foreground";
import { editorOf } from "../views/foreground";
import { attemptOf, findSubject } from "./find-subject";
import { readyToSign } from "./ready-to-sign";
import { plain } from "./screen";
import { newCommand, type Session, type Terminal } from "./terminal";

interface TakeOptions {
  readonly folder?: string;
  readonly repository?: string;
  readonly reason: string;
  readonly open: boolean;
  readonly resume: boolean;
}

/** `foreground ID`, `foreground list|open|remove|editor` */
export function foregroundCommand(terminal: Terminal): Command {
  const foreground = newCommand(
    "foreground",
    "Take an attempt over: its files in a folder, and how to go on with its session.",
  )
    .argument("<id>", "a task or an attempt: PAY-118, PAY-118/B")
    .option("--folder <folder>", "an empty or new folder; without it one in the data folder")
    .option("--repository <folder>", "a clone that has its commits, where the one it worked in is gone")
    .addOption(new Option("--reason <text>", "why, for the entry").default(""))
    .addOption(new Option("--open", "open the folder with your editor, or the system's file manager").default(false))
    .addOption(
      new Option("--resume", "only show how its sessions are gone on with; nothing is made or recorded").default(false),
    )
    .addHelpText(
      "after",
      `
The files are those of the attempt's commit, or of its base with the patch as one commit on top. Git makes them from a store of
Countersign's own: no hook, filter or submodule runs, links stand as files. The entry says who took what over, never the path.
Opening the folder in an editor can run what the repository brings (tasks, dev containers): open it untrusted first.

  countersign foreground PAY-118/B --folder ~/work/pay-118 --reason "I finish the retry myself."
  countersign foreground PAY-118/B --resume
  countersign foreground editor -- code --new-window {folder}`,
    )
    .action(async (id: string, options: TakeOptions, command: Command) => {
      await terminal.run(command, (session) => take(session, id, options));
    });
  for (const command of [
    listCommand(terminal),
    openCommand(terminal),
    removeCommand(terminal),
    editorCommand(terminal),
  ])
    foreground.addCommand(command);
  return foreground;
}

async function take(session: Session, id: string, options: TakeOptions): Promise<Result<undefined>> {
  const { app, ask, json, screen } = session;
  const found = await findSubject(ask, id);
  if (!found.ok) return found;
  const attempt = attemptOf(found.value);
  if (!attempt.ok) return attempt;
  const subject = { taskId: found.value.task.task.id, attemptId: attempt.value.attempt.id };
  const sheet = await ask("foreground.sheet", subject);
  if (!sheet.ok) return sheet;
  if (options.resume) {
    if (json) screen.json({ resume: sheet.value.resume });
    else for (const line of resumeLines(sheet.value)) screen.line(line);
    return ok(undefined);
  }
  const ready = await readyToSign(session);
  if (!ready.ok) return ready;
  const taken = await takeToForeground(
    app.core,
    { ...subject, reason: options.reason, folder: options.folder ?? null, repository: options.repository ?? null },
    () => false,
  );
  if (!taken.ok) return taken;
  const { made, files, notes, seq } = taken.value;
  if (json) screen.json({ ...taken.value, resume: sheet.value.resume });
  else {
    screen.line(`${plain(made.name)} is in the foreground: ${counted(files, "file")}, entry ${String(seq)}.`);
    screen.line(`  ${plain(made.folder)}`);
    for (const note of notes) screen.line(`  ${note}`);
    for (const warning of sheet.value.warnings) screen.line(`  ${warning}`);
    for (const line of resumeLines(sheet.value)) screen.line(line);
  }
  if (!options.open) return ok(undefined);
  const opened = await ask("foreground.open", { id: made.id });
  return opened.ok ? ok(undefined) : opened;
}

function resumeLines({ resume }: ForegroundSheet): string[] {
  if (resume.length === 0) return ["No session of it is here: there is nothing to go on with."];
  return resume.flatMap(({ runner, title, line, why, folder, source }) => [
    `${plain(runner)}${title === null ? "" : `, ${plain(title).slice(0, 80)}`}:`,
    ...(line === null
      ? [`  ${plain(why ?? "No resume command is known.")}`]
      : [
          `  ${line}`,
          `  in ${folder === null ? "the folder the session worked in, which is not recorded" : plain(folder)}`,
          `  (${source})`,
        ]),
  ]);
}

/** A checkout by the beginning of its id, or its folder. */
async function find({ ask }: Session, given: string): Promise<Result<MadeForeground>> {
  const listed = await ask("foreground.list", {});
  if (!listed.ok) return listed;
  const found = listed.value.made.filter(
    ({ id, folder }) => folder === given || (given.length >= 4 && id.startsWith(given.toLowerCase())),
  );
  const [one, ...more] = found;
  return one !== undefined && more.length === 0
    ? ok(one)
    : err({
        code: one === undefined ? "not-found" : "ambiguous",
        message: `${plain(given)} names ${one === undefined ? "no checkout" : counted(found.length, "checkout")}.`,
        remedy: "countersign foreground list names them.",
      });
}

function listCommand(terminal: Terminal): Command {
  return newCommand("list", "The folders that attempts were put into.").action(async (_options, command: Command) => {
    await terminal.run(command, async ({ ask, json, screen }) => {
      const listed = await ask("foreground.list", {});
      if (!listed.ok) return listed;
      if (json) screen.json(listed.value);
      else if (listed.value.made.length === 0) screen.line("No attempt was taken to the foreground.");
      else
        screen.table(
          [{ head: "Id" }, { head: "Attempt" }, { head: "Since" }, { head: "State" }, { head: "Folder", most: 200 }],
          listed.value.made.map((one) => [
            one.id.slice(0, 8),
            one.name,
            one.madeAt.slice(0, 16),
            one.state,
            one.folder,
          ]),
        );
      return ok(undefined);
    });
  });
}

function openCommand(terminal: Terminal): Command {
  return newCommand("open", "Open a folder with your editor, or the system's file manager.")
    .argument("<folder>", "the beginning of its id, or its path")
    .action(async (given: string, _options, command: Command) => {
      await terminal.run(command, async (session) => {
        const one = await find(session, given);
        if (!one.ok) return one;
        const opened = await session.ask("foreground.open", { id: one.value.id });
        if (!opened.ok) return opened;
        if (session.json) session.screen.json(opened.value);
        else session.screen.line(`Started: ${opened.value.argv.map(plain).join(" ")}`);
        return ok(undefined);
      });
    });
}

function removeCommand(terminal: Terminal): Command {
  return newCommand("remove", "Delete a folder that was made. Refused while there is work in it that is nowhere else.")
    .argument("<folder>", "the beginning of its id, or its path")
    .addOption(new Option("--force", "delete the work in it too").default(false))
    .action(async (given: string, { force }: { readonly force: boolean }, command: Command) => {
      await terminal.run(command, async (session) => {
        const one = await find(session, given);
        if (!one.ok) return one;
        const removed = await session.ask("foreground.remove", { id: one.value.id, force });
        if (!removed.ok) return removed;
        if (session.json) session.screen.json(removed.value);
        else
          session.screen.line(
            removed.value.deleted
              ? `${plain(removed.value.folder)} is deleted.`
              : `${plain(removed.value.folder)} is forgotten; it is not the folder that was made, and was left alone.`,
          );
        return ok(undefined);
      });
    });
}

function editorCommand(terminal: Terminal): Command {
  return newCommand("editor", "What opens a folder: a program and its arguments, {folder} among them.")
    .argument("[command...]", "e.g. -- code --new-window {folder}")
    .addOption(new Option("--system", "the system's own file manager").default(false))
    .addHelpText("after", "\nIt is started as it stands, by no shell. The window shows it and cannot change it.")
    .action(async (argv: readonly string[], { system }: { readonly system: boolean }, command: Command) => {
      await terminal.run(command, async ({ app, json, screen }) => {
        const { core } = app;
        const changed = await Promise.resolve(
          system ? changeEditor(core, null) : argv.length > 0 ? changeEditor(core, argv) : ok(editorOf(core)),
        );
        if (!changed.ok) return changed;
        if (json) screen.json(changed.value);
        else
          screen.line(
            `${changed.value.argv.map(plain).join(" ")}${changed.value.named ? "" : " (the system's own; nothing was named)"}`,
          );
        return ok(undefined);
      });
    });
}
