import { createHash, randomUUID } from "node:crypto";
import type { Input, Output } from "../../shared/contract/api";
import { err, ok, type Result } from "../../shared/result";
import { mailbox, prepareEscalationMail } from "../escalation/mail";
import type { Core } from "../views/core";
import { escalationsOn } from "../views/escalations";
import { contactNamed } from "../views/oncall";
import { messageOf } from "./escalation-message";

/**
 * Prepares an e-mail about an escalation, as an address and as a file, and records that it was prepared. Nothing here knows whether it is
 * sent. Codes: "not-found", "mailbox-refused".
 */
export function prepareMail(
  core: Core,
  { taskId, entry, to }: Input<"escalations.mail">,
): Result<Output<"escalations.mail">> {
  const on = escalationsOn(core, taskId);
  if (!on.ok) return on;
  const escalation = on.value.escalations.find(({ seq }) => seq === entry);
  if (escalation === undefined)
    return err({
      code: "not-found",
      message: `Entry ${String(entry)} is no escalation of this task.`,
      remedy: "countersign escalations --all lists them with their entries.",
    });
  if (to.trim() !== "" && mailbox(to) === "")
    return err({
      code: "mailbox-refused",
      message: "This is no address of an e-mail.",
      remedy: "Write it as name@example.org, or leave it empty and fill it in in the mail program.",
    });
  const known = to.trim() === "" ? (contactNamed(core, escalation.to)?.email ?? "") : to;
  const mail = prepareEscalationMail(messageOf(core, escalation), known);
  const recorded = core.ledger.append([
    {
      kind: "effect",
      effect: randomUUID(),
      decision: escalation.seq,
      via: "mail",
      operation: "mail",
      target: escalation.to.slice(0, 300),
      state: "confirmed",
      head: null,
      remote: null,
      detail: "Prepared for the mail program. Whether it was sent is not known here.",
      digest: createHash("sha256").update(mail.eml).digest("hex"),
    },
  ]);
  if (!recorded.ok) return recorded;
  core.publish("changed", { scopes: ["task", "audit"] });
  return ok({ ...mail, entry: recorded.value[0]?.seq ?? 0 });
}
