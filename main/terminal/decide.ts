import { Option, type Command } from "commander";
import { decisionKindSchema } from "../../shared/model/decision";
import { err, ok, type Result } from "../../shared/result";
import { decisionCatalog, decisionRule } from "../../shared/review/decision-catalog";
import { counted } from "../../shared/review/counted";
import type { TierLevel } from "../../shared/model/tier";
import { tierOrder } from "../../shared/review/effective-tier";
import { draftsOn } from "./comments";
import { chooseEffects, effectLine, sendUntil } from "./effects";
import { attemptOf, findSubject } from "./find-subject";
import { readyToSign } from "./ready-to-sign";
import { plain } from "./screen";
import { newCommand, type Session, type Terminal } from "./terminal";

interface Options {
  reason: string;
  to?: string;
  until?: string;
  confirm?: string;
  level?: TierLevel;
  gate?: string;
  comments: boolean;
  post?: boolean;
  effect: string[];
  later: boolean;
}

/** So long the command waits for what it posts, in milliseconds; the queue keeps what is not sent by then. */
const postMs = 30_000;

/** `decide ID KIND` */
export function decideCommand(terminal: Terminal): Command {
  const kinds = decisionCatalog
    .filter((rule) => !rule.needsTarget && rule.kind !== "withdraw")
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
    .addOption(
      new Option("--comments", "take the drafts on the attempt along: they become part of the entry").default(false),
    )
    .option("--post", "send what the decision does on GitHub: countersign outbox preview shows it")
    .option("--no-post", "send nothing, which is so without --post too")
    .addOption(
      new Option("--effect <operation...>", "send these only: review, comment, labels, assignees, reviewers, close")
        .default([])
        .implies({ post: true }),
    )
    .addOption(
      new Option("--later", "leave what is sent in the queue: a window or countersign outbox send sends it").default(
        false,
      ),
    )
    .option(
      "--confirm <start>",
      "to approve, lower the tier or override a gate at high or critical: the first 7 characters of the head",
    )
    .addHelpText(
      "after",
      `\nKinds and what they need:\n${kinds.join("\n")}\n\n  withdraw         takes your last decision on the task back, within 10 minutes; --reason may be given. Nothing is
                   removed: an entry of its own names what it takes back, and what that had replaced stands again. Of a
                   decision on several tasks all is taken back.

An approval is refused while a gate is neither met nor overridden; countersign show ID lists the gates.

Nothing leaves this machine unless --post or --effect says so; what is sent has its exact text in countersign outbox preview.

  countersign decide PAY-118/B approve --reason "Smallest of the three, tests re-run."
  countersign decide PAY-118/B approve --reason "Smallest of the three, tests re-run." --post
  countersign decide PAY-118 snooze --until 2026-11-23T08:00:00Z
  countersign decide PAY-118 withdraw`,
    )
    .action(async (id: string, kindText: string, options: Options, command: Command) => {
      await terminal.run(command, async (session) => {
        const { ask, json, screen } = session;
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
        if (kind.data === "withdraw") return withdraw(session, found.value.task.task.id, options.reason);
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
        const along = options.comments ? await draftsOn(ask, subject.taskId, attemptId) : ok([]);
        if (!along.ok) return along;
        const effects = await chooseEffects(
          ask,
          {
            ...subject,
            reason: options.reason,
            person: options.to ?? null,
            until: until?.toISOString() ?? null,
            comments: along.value.map((comment) => comment.id),
          },
          { post: options.post === true, only: options.effect },
        );
        if (!effects.ok) return effects;
        const ready = await readyToSign(session);
        if (!ready.ok) return ready;
        const receipt = await ask("decision.record", {
          ...subject,
          nonce: sheet.value.nonce,
          reason: options.reason,
          person: options.to ?? null,
          until: until?.toISOString() ?? null,
          confirm: options.confirm ?? null,
          ...(options.level === undefined ? {} : { level: options.level }),
          ...(options.gate === undefined ? {} : { gate: options.gate }),
          ...(along.value.length === 0 ? {} : { comments: along.value }),
          ...(effects.value.length === 0 ? {} : { effects: effects.value.map((effect) => effect.id) }),
        });
        if (!receipt.ok) return receipt;
        const sent = effects.value.length > 0 && !options.later ? await sendUntil(ask, postMs) : ok(null);
        if (!sent.ok) return sent;
        const queued =
          effects.value.length === 0 ? ok({ effects: [] }) : await ask("outbox.task", { taskId: subject.taskId });
        if (!queued.ok) return queued;
        const mine = queued.value.effects.filter((effect) => effect.decision === receipt.value.seq);
        if (json) screen.json(effects.value.length === 0 ? receipt.value : { ...receipt.value, effects: mine });
        else {
          screen.line(
            `Recorded as entry ${String(receipt.value.seq)}, ${receipt.value.leafHash.slice(0, 12)}; log root ${receipt.value.root.slice(0, 12)}.`,
          );
          if (along.value.length > 0) screen.line(`The entry carries ${counted(along.value.length, "comment")}.`);
          if (sheet.value.notOpened.length > 0)
            screen.line(
              `The entry says that ${String(sheet.value.notOpened.length)} of ${String(sheet.value.patchStat.files)} changed files were not marked read.`,
            );
        }
        if (!json) for (const effect of mine) screen.line(effectLine(effect));
        return ok(undefined);
      });
    });
}

/** Takes the reviewer's last act on a task back. */
async function withdraw(session: Session, taskId: string, reason: string): Promise<Result<undefined>> {
  const { ask, json, screen } = session;
  const last = await ask("decision.last", { taskId });
  if (!last.ok) return last;
  const { undo } = last.value;
  if (undo === null)
    return err({
      code: "nothing-to-withdraw",
      message: `There is no decision of yours on ${taskId} to withdraw: the last one is older than 10 minutes, withdrawn already, or followed by another.`,
      remedy: "Record another decision: it takes the place of the last one.",
    });
  const ready = await readyToSign(session);
  if (!ready.ok) return ready;
  const done = await ask("decision.withdraw", { entries: undo.entries, reason });
  if (!done.ok) return done;
  if (json) screen.json({ withdrew: undo.entries, receipts: done.value.receipts });
  else
    for (const [at, receipt] of done.value.receipts.entries())
      screen.line(
        `Withdrew entry ${String(undo.entries[at] ?? "")}: entry ${String(receipt.seq)}, ${receipt.leafHash.slice(0, 12)}; log root ${receipt.root.slice(0, 12)}.`,
      );
  return ok(undefined);
}
