import type { Command } from "commander";
import { ok } from "../../shared/result";
import { counted } from "../../shared/review/counted";
import { placeOf } from "./identity-session";
import { newCommand, type Terminal } from "./terminal";

/** `audit erase SEQ --reason TEXT` */
export function eraseCommand(terminal: Terminal): Command {
  return newCommand("erase", "Erase what was typed with a decision: its reason and the comments it carries.")
    .argument("<seq>", "the decision's entry")
    .requiredOption("--reason <text>", "why; it stands in the log, so name nothing that is to be erased")
    .addHelpText(
      "after",
      `
The decision stays, with a commitment in place of the text, and an entry says that it was erased: the log still holds. The text
is overwritten in the data folder. Backups, bundles and reports made before are not reached: delete them where they are.`,
    )
    .action(async (given: string, options: { reason: string }, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const seq = placeOf(given);
        if (!seq.ok) return seq;
        const done = await ask("audit.erase", { seq: seq.value, reason: options.reason });
        if (!done.ok) return done;
        if (json) screen.json(done.value);
        else {
          const comments = done.value.comments === 0 ? "" : ` with ${counted(done.value.comments, "comment")}`;
          screen.line(`The text of entry ${given}${comments} is erased; entry ${String(done.value.seq)} says so.`);
          screen.line("What stays:");
          for (const line of done.value.stays) screen.line(`  ${line}`);
        }
        return ok(undefined);
      });
    });
}
