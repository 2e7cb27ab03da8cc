import { Command, Option } from "commander";
import { ok } from "../../shared/result";
import { newCommand, type Terminal } from "./terminal";

/** `audit list`, `audit verify` */
export function auditCommands(terminal: Terminal): Command[] {
  const list = newCommand("list", "The entries of the audit log, newest first, with how each decision stands now.")
    .addOption(new Option("--filter <terms>", "words, or person:x kind:approve standing:stale").default(""))
    .action(async (options: { filter: string }, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const page = await ask("audit.list", { filter: options.filter, before: null, limit: 500 });
        if (!page.ok) return page;
        if (json) screen.json(page.value);
        else {
          screen.table(
            [
              { head: "Entry", right: true },
              { head: "Time" },
              { head: "Person", most: 20 },
              { head: "Kind" },
              { head: "Standing" },
              { head: "Hash" },
              { head: "On", most: 90 },
            ],
            page.value.rows.map((row) => [
              String(row.seq),
              row.recordedAt.slice(0, 19).replace("T", " "),
              row.person,
              row.kind,
              row.standing ?? "-",
              row.leafHash.slice(0, 8),
              row.on,
            ]),
          );
          if (page.value.rows.length < page.value.total && options.filter === "")
            screen.line(`The newest ${String(page.value.rows.length)} of ${String(page.value.total)} entries.`);
        }
        return ok(undefined);
      });
    });
  const verify = newCommand(
    "verify",
    "Check the whole log from its stored bytes: order, form, every hash, the root. Exit code 1 if anything does not hold.",
  ).action(async (_options, command: Command) => {
    await terminal.run(command, async ({ ask, json, screen }) => {
      const state = await ask("audit.verify", {});
      if (!state.ok) return state;
      if (json) screen.json(state.value);
      else if (state.value.verified) {
        screen.line(`${String(state.value.entries)} entries verified, root ${state.value.root}.`);
        screen.line(
          "This shows that no entry was changed, removed or reordered inside the file. It does not show that none was cut off at the end: compare the root with one kept elsewhere.",
        );
      } else screen.line(`The log does not hold: ${state.value.problem ?? "unknown"}`);
      return ok(state.value.verified ? 0 : 1);
    });
  });
  const audit = new Command("audit").description("The audit log.");
  audit.addCommand(list);
  audit.addCommand(verify);
  return [audit];
}
