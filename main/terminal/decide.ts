import { Option, type Command } from "commander";
import { decisionKindSchema } from "../../shared/model/decision";
import { err, ok } from "../../shared/result";
import { decisionCatalog, decisionRule } from "../../shared/review/decision-catalog";
import type { TierLevel } from "../../shared/model/tier";
import { tierOrder } from "../../shared/review/effective-tier";
import { attemptOf, findSubject } from "./find-subject";
import { plain } from "./screen";
import { newCommand, type Terminal } from "./terminal";

interface Options {
  reason: string;
  to?: string;
  until?: string;
  confirm?: string;
  level?: TierLevel;
  gate?: string;
}

/** `decide ID KIND` */
export function decideCommand(terminal: Terminal): Command {
  const kinds = decisionCatalog
    .filter((rule) => !rule.needsTarget)
    .map(
      (rule) =>
        `  ${rule.kind.padEnd(16)} ${rule.subject === "attempt" ? "on one attempt" : "on the task"}${rule.needsReason ? ", --reason" : ""}${rule.needsPerson ? ", --to PERSON" : ""}${rule.needsUntil ? ", --until TIME" : ""}${rule.needsLevel ? ", --level LEVEL" : ""}${rule.needsGate ? ", --gate GATE" : ""}`,
    );
  return newCommand(
    "decide",
    "Record a decision: one entry in the audit log, bound to the digests of what was decided on.",
  )
    .argument("<id>", "a task or an attempt: PAY-118, PAY-118/B")
    .argument("<kind>", decisionKindSchema.options.join(" | "))
    .addOption(new Option("--reason <text>", "why").default(""))
    .option("--to <person>", "whom to escalate to, or the new owner")
    .option("--until <time>", "until when, as 2026-11-23T09:00:00Z")
    .addOption(new Option("--level <level>", "for lower-tier: the tier it is set to").choices(tierOrder))
    .option("--gate <gate>", "for override-gate: its id, as countersign show names it")
    .option(
      "--confirm <start>",
      "to approve, lower the tier or override a gate at high or critical: the first 7 characters of the head",
    )
    .addHelpText(
      "after",
      `\nKinds and what they need:\n${kinds.join("\n")}\n\nAn approval is refused while a gate is neither met nor overridden; countersign show ID lists the gates.`,
    )
    .action(async (id: string, kindText: string, options: Options, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const kind = decisionKindSchema.safeParse(kindText);
        if (!kind.success)
          return err({
            code: "unknown-kind",
            message: `There is no decision ${plain(kindText)}.`,
            remedy: `Use one of ${decisionKindSchema.options.join(", ")}.`,
          });
        if (decisionRule(kind.data).needsTarget)
          return err({
            code: "target-missing",
            message: `${decisionRule(kind.data).verb} has a command of its own.`,
            remedy: "countersign regroup ATTEMPT --to TASK | --own --reason TEXT",
          });
        const found = await findSubject(ask, id);
        if (!found.ok) return found;
        let attemptId: string | null = null;
        if (decisionRule(kind.data).subject === "attempt") {
          const attempt = attemptOf(found.value);
          if (!attempt.ok) return attempt;
          attemptId = attempt.value.attempt.id;
        }
        const subject = { kind: kind.data, taskId: found.value.task.task.id, attemptId };
        const sheet = await ask("decision.sheet", subject);
        if (!sheet.ok) return sheet;
        const until = options.until === undefined ? null : new Date(options.until);
        if (until !== null && Number.isNaN(until.getTime()))
          return err({
            code: "bad-time",
            message: `${plain(options.until ?? "")} is not a time.`,
            remedy: "Write it as 2026-11-23T09:00:00Z.",
          });
        const receipt = await ask("decision.record", {
          ...subject,
          nonce: sheet.value.nonce,
          reason: options.reason,
          person: options.to ?? null,
          until: until?.toISOString() ?? null,
          confirm: options.confirm ?? null,
          ...(options.level === undefined ? {} : { level: options.level }),
          ...(options.gate === undefined ? {} : { gate: options.gate }),
        });
        if (!receipt.ok) return receipt;
        if (json) screen.json(receipt.value);
        else {
          screen.line(
            `Recorded as entry ${String(receipt.value.seq)}, ${receipt.value.leafHash.slice(0, 12)}; log root ${receipt.value.root.slice(0, 12)}.`,
          );
          if (sheet.value.notOpened.length > 0)
            screen.line(
              `The entry says that ${String(sheet.value.notOpened.length)} of ${String(sheet.value.patchStat.files)} changed files were not marked read.`,
            );
        }
        return ok(undefined);
      });
    });
}
