import * as z from "zod";
import { Command, InvalidArgumentError, Option } from "commander";
import type { QueuedEffect } from "../../shared/model/effect";
import { decisionKindSchema } from "../../shared/model/decision";
import { err, ok, type Result } from "../../shared/result";
import { counted } from "../../shared/review/counted";
import { decisionRule } from "../../shared/review/decision-catalog";
import { effectLine, printPlanned, printText, sendUntil } from "./effects";
import { attemptOf, findSubject } from "./find-subject";
import { plain } from "./screen";
import { newCommand, type Session, type Terminal } from "./terminal";

/** `outbox list|show|preview|send|cancel|retry|labels` */
export function outboxCommand(terminal: Terminal): Command {
  const outbox = new Command("outbox")
    .description("What decisions do on GitHub and elsewhere: what waits to be sent, what is held, what was sent.")
    .addHelpText(
      "after",
      `
Nothing is sent that was not asked for with its decision, and each effect is sent once: what may have been done is looked
for before anything is sent again. A review is pinned to the commit that was judged; where the head moved it is held.
  outbox preview PAY-118/B approve --reason "..."     the exact texts, nothing is recorded
  decide PAY-118/B approve --reason "..." --post      records, and sends
  outbox                                              what waits and why
  outbox send                                         send what is due, now
  outbox retry 1f00c2d4 · outbox cancel 1f00c2d4      of what is held
While a window is open on the data folder, it sends by itself.`,
    );
  for (const command of [
    listCommand(terminal),
    showCommand(terminal),
    previewCommand(terminal),
    sendCommand(terminal),
    actCommand(terminal, "cancel", "Take an effect out of the queue that was not sent."),
    actCommand(
      terminal,
      "retry",
      "Put a held or refused effect back into the queue: the same text, for the same commit.",
    ),
    labelsCommand(terminal),
  ])
    outbox.addCommand(command, command.name() === "list" ? { isDefault: true } : {});
  return outbox;
}

function listCommand(terminal: Terminal): Command {
  return newCommand("list", "What waits, in the order it is sent in, and what was sent last.").action(
    async (_options, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const list = await ask("outbox.list", {});
        if (!list.ok) return list;
        if (json) {
          screen.json(list.value);
          return ok(undefined);
        }
        const { queue, queueTotal, settled, settledTotal, count } = list.value;
        const rows = [...queue, ...settled.slice(0, 20)];
        if (rows.length === 0) {
          screen.line("Nothing waits to be sent, and nothing was sent yet.");
          return ok(undefined);
        }
        screen.table(
          [
            { head: "Id" },
            { head: "State" },
            { head: "Effect", most: 70 },
            { head: "As" },
            { head: "Planned" },
            { head: "Why", most: 110 },
          ],
          rows.map((one) => [
            one.id.slice(-8),
            one.state,
            one.title,
            one.account ?? "-",
            one.plannedAt.slice(0, 16).replace("T", " "),
            one.before > 0 && one.state === "planned" && !one.detail.startsWith("Waits")
              ? `${counted(one.before, "effect")} before it`
              : one.detail,
          ]),
        );
        if (queueTotal > queue.length)
          screen.line(`${String(queueTotal - queue.length)} more wait behind the first ${String(queue.length)}.`);
        screen.line(
          `${String(count.toSend)} to send, ${String(count.held)} held or refused, ${String(settledTotal)} done or cancelled.`,
        );
        return ok(undefined);
      });
    },
  );
}

/** The effect that a beginning or end of an id means. */
async function findEffect({ ask }: Session, text: string): Promise<Result<QueuedEffect>> {
  const list = await ask("outbox.list", {});
  if (!list.ok) return list;
  const wanted = text.toLowerCase();
  // A whole id is known wherever it stands, also behind what is listed.
  const whole = z.uuid().safeParse(wanted);
  const exact = whole.success ? await ask("outbox.get", { id: whole.data }) : null;
  if (exact?.ok === true) return ok(exact.value.effect);
  const found = [...list.value.queue, ...list.value.settled].filter(
    ({ id }) => wanted.length >= 4 && (id.startsWith(wanted) || id.endsWith(wanted)),
  );
  const [only] = found;
  if (only !== undefined && found.length === 1) return ok(only);
  return err({
    code: only === undefined ? "not-found" : "ambiguous",
    message:
      only === undefined
        ? `There is no effect ${plain(text)}.`
        : `${plain(text)} could be ${found.map(({ id }) => id).join(", ")}.`,
    remedy:
      "countersign outbox lists them; 4 characters of an id's beginning or end are enough where no other has them.",
  });
}

function showCommand(terminal: Terminal): Command {
  return newCommand("show", "One effect with its exact text.")
    .argument("<id>", "the effect: the end of its id, as countersign outbox lists it")
    .action(async (text: string, _options, command: Command) => {
      await terminal.run(command, async (session) => {
        const { ask, json, screen } = session;
        const found = await findEffect(session, text);
        if (!found.ok) return found;
        const got = await ask("outbox.get", { id: found.value.id });
        if (!got.ok) return got;
        if (json) {
          screen.json(got.value);
          return ok(undefined);
        }
        const { effect, text: body, inline, digest, erased } = got.value;
        screen.line(effectLine(effect));
        screen.line(
          [
            `on ${plain(effect.target)}`,
            effect.account === null ? null : `as ${plain(effect.account)}`,
            effect.head === null ? null : `commit ${effect.head.slice(0, 12)}`,
            effect.decision === null ? null : `decision: entry ${String(effect.decision)}`,
            effect.entry === null ? null : `told by entry ${String(effect.entry)}`,
            `tried ${String(effect.tries)} times`,
          ]
            .filter((part) => part !== null)
            .join(", "),
        );
        if (effect.link !== null) screen.line(plain(effect.link));
        if (erased) screen.line("Its text was erased with that of its decision.");
        printText(screen, body);
        for (const one of inline) {
          screen.line(`  on ${plain(one.place)}`);
          printText(screen, one.text);
        }
        screen.line(`sha256 of the request: ${digest}`);
        return ok(undefined);
      });
    });
}

interface PreviewOptions {
  readonly reason: string;
  readonly to?: string;
  readonly until?: string;
}

function previewCommand(terminal: Terminal): Command {
  return newCommand("preview", "What a decision would do elsewhere, word for word. Nothing is recorded or sent.")
    .argument("<id>", "a task or an attempt: PAY-118, PAY-118/B")
    .argument("<kind>", "approve, request-changes, reject, choose-attempt, assign-owner, escalate, ...")
    .addOption(new Option("--reason <text>", "why").default(""))
    .option("--to <person>", "whom to escalate to, or the new owner")
    .option("--until <time>", "until when, as 2026-11-23T09:00:00Z")
    .action(async (id: string, kindText: string, options: PreviewOptions, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const kind = decisionKindSchema.safeParse(kindText);
        if (!kind.success) return err({ code: "unknown-kind", message: `There is no decision ${plain(kindText)}.` });
        const found = await findSubject(ask, id);
        if (!found.ok) return found;
        const attempt = decisionRule(kind.data).subject === "attempt" ? attemptOf(found.value) : null;
        if (attempt?.ok === false) return attempt;
        const until = options.until === undefined ? null : new Date(options.until);
        if (until !== null && Number.isNaN(until.getTime()))
          return err({ code: "bad-time", message: `${plain(options.until ?? "")} is not a time.` });
        const planned = await ask("outbox.plan", {
          kind: kind.data,
          taskId: found.value.task.task.id,
          attemptId: attempt?.value.attempt.id ?? null,
          reason: options.reason,
          person: options.to ?? null,
          until: until?.toISOString() ?? null,
          comments: [],
        });
        if (!planned.ok) return planned;
        if (json) screen.json(planned.value);
        else if (planned.value.effects.length === 0)
          screen.line("This decision does nothing elsewhere: no attempt of the task is a pull request it concerns.");
        else for (const effect of planned.value.effects) printPlanned(screen, effect);
        return ok(undefined);
      });
    });
}

function seconds(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0 || value > 3600) throw new InvalidArgumentError("0 to 3600 seconds");
  return value;
}

function sendCommand(terminal: Terminal): Command {
  return newCommand("send", "Send what is due now, and wait for what was lost to be looked for.")
    .addOption(
      new Option("--wait <seconds>", "longest wait for what cannot be sent at once").default(60).argParser(seconds),
    )
    .addHelpText("after", "\nExit code 0: nothing is left to send. 2: something waits, is held or was refused.")
    .action(async ({ wait }: { readonly wait: number }, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const sent = await sendUntil(ask, wait * 1000);
        if (!sent.ok) return sent;
        const { worked, count } = sent.value;
        const list = await ask("outbox.list", {});
        if (!list.ok) return list;
        if (json) screen.json({ worked, count, queue: list.value.queue });
        else {
          screen.line(
            `${counted(worked, "effect")} worked on; ${String(count.toSend)} to send, ${String(count.held)} held or refused.`,
          );
          for (const effect of list.value.queue) screen.line(effectLine(effect));
        }
        return ok(count.toSend + count.held > 0 ? 2 : undefined);
      });
    });
}

function actCommand(terminal: Terminal, act: "cancel" | "retry", description: string): Command {
  return newCommand(act, description)
    .argument("<id>", "the effect: the end of its id, as countersign outbox lists it")
    .action(async (text: string, _options, command: Command) => {
      await terminal.run(command, async (session) => {
        const { ask, json, screen } = session;
        const found = await findEffect(session, text);
        if (!found.ok) return found;
        const done = await ask(`outbox.${act}`, { id: found.value.id });
        if (!done.ok) return done;
        if (json) screen.json(done.value);
        else screen.line(effectLine(done.value));
        return ok(undefined);
      });
    });
}

function labelsCommand(terminal: Terminal): Command {
  return newCommand(
    "labels",
    "Whether decisions offer labels countersign:approved, changes-requested, rejected, not-chosen.",
  )
    .argument("[choice]", "on or off; without it says which")
    .action(async (choice: string | undefined, _options, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        if (choice !== undefined && choice !== "on" && choice !== "off")
          return err({ code: "bad-choice", message: `${plain(choice)} is neither on nor off.` });
        const settings = await ask("outbox.settings", choice === undefined ? {} : { labels: choice === "on" });
        if (!settings.ok) return settings;
        if (json) screen.json(settings.value);
        else screen.line(settings.value.labels ? "Decisions offer labels." : "Decisions offer no labels.");
        return ok(undefined);
      });
    });
}
