import { Option, type Command } from "commander";
import { err, ok } from "../../shared/result";
import { findAttempt, findSubject } from "./find-subject";
import { readyToSign } from "./ready-to-sign";
import { plain } from "./screen";
import { newCommand, type Terminal } from "./terminal";

interface Options {
  readonly to?: string;
  readonly own: boolean;
  readonly reason: string;
}

/** `regroup ATTEMPT... --to TASK | --own` */
export function regroupCommand(terminal: Terminal): Command {
  return newCommand("regroup", "Move attempts to another task, or to a task of their own: a decision for each of them.")
    .argument("<attempts...>", "attempts: A-4M8PW, PAY-118/B")
    .addOption(new Option("--to <task>", "the task they belong to: T-7KQ2A, PAY-118").conflicts("own"))
    .addOption(new Option("--own", "a task of their own").default(false))
    .requiredOption("--reason <text>", "why")
    .addHelpText(
      "after",
      "\nA move is taken back by another one. Decisions recorded on an attempt stay with it and name the task they were made under.",
    )
    .action(async (names: string[], options: Options, command: Command) => {
      await terminal.run(command, async (session) => {
        const { ask, json, screen } = session;
        if ((options.to === undefined) === !options.own)
          return err({
            code: "target-missing",
            message: "Say where they are moved to.",
            remedy: "Use --to TASK, or --own for a task of their own.",
          });
        let target: string | null = null;
        if (options.to !== undefined) {
          const found = await findSubject(ask, options.to);
          if (!found.ok) return found;
          target = found.value.task.task.id;
        }
        const receipts: unknown[] = [];
        for (const name of names) {
          const found = await findAttempt(ask, name);
          if (!found.ok) return found;
          const { attempt } = found.value.attempt;
          const subject = { kind: "regroup" as const, taskId: found.value.task.task.id, attemptId: attempt.id };
          const sheet = await ask("decision.sheet", subject);
          if (!sheet.ok) return sheet;
          const ready = await readyToSign(session);
          if (!ready.ok) return ready;
          const receipt = await ask("decision.record", {
            ...subject,
            nonce: sheet.value.nonce,
            reason: options.reason,
            person: null,
            until: null,
            confirm: null,
            target,
          });
          if (!receipt.ok) return receipt;
          const now = await findAttempt(ask, attempt.id);
          const task = now.ok ? now.value.task.task : null;
          // The rest of them follow the first into its own task.
          target ??= task?.id ?? null;
          receipts.push({ ...receipt.value, attemptId: attempt.id, taskId: task?.id ?? null });
          if (!json)
            screen.line(
              `${attempt.id} is in ${task === null ? "its task" : `${task.id}, ${plain(task.title)}`} now. Entry ${String(receipt.value.seq)}, ${receipt.value.leafHash.slice(0, 12)}.`,
            );
        }
        if (json) screen.json(receipts);
        return ok(undefined);
      });
    });
}
