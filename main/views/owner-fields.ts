import type { Input } from "../../shared/contract/api";
import type { Decision, DecisionKind } from "../../shared/model/decision";
import type { Task } from "../../shared/model/task";
import { isOwnerKind } from "../../shared/review/owner-kinds";
import { err, ok, type Result } from "../../shared/result";
import { samePerson } from "../policy/same-person";
import type { Core } from "./core";
import { isOneOf } from "./oncall";
import { ownershipOf } from "./ownership";
import { currentSettings } from "./settings";

/**
 * What a decision about the owner carries beyond what was typed. `accept-owner` names who accepts: the reviewer, who has to be the
 * one that was named, or a member of the team that was; both it and `hand-over` keep who answered until then.
 * Empty for every other kind.
 */
export function ownerFields(
  core: Core,
  asked: Pick<Input<"decision.record">, "kind" | "person">,
  task: Task,
): Result<Pick<Partial<Decision>, "person" | "from">> {
  if (!isOwnerKind(asked.kind) || asked.kind === "assign-owner") return ok({});
  const { owner } = ownershipOf(core, task);
  const from = owner === null ? {} : { from: owner.slice(0, 200) };
  const { reviewerName } = currentSettings(core);
  if (asked.kind === "accept-owner") {
    if (owner !== null && !isOneOf(core, reviewerName, owner))
      return err({
        code: "owner-is-another",
        message: `${owner} answers for it; you are ${reviewerName}.`,
        remedy: "Assign it to yourself, or have it handed over.",
      });
    return ok({ person: reviewerName, ...from });
  }
  const to = (asked.person ?? "").trim();
  if (owner === null)
    return err({
      code: "owner-missing",
      message: "Nobody answers for it: there is nobody to hand it over.",
      remedy: "Assign an owner.",
    });
  if (to !== "" && samePerson(owner, to))
    return err({ code: "owner-same", message: `${owner} answers for it already.`, remedy: "Name another person." });
  return ok(from);
}

/** Why a decision about the owner cannot be recorded whatever is filled in, without a full stop; null when it can. */
export function ownerBlocked(core: Core, kind: DecisionKind, task: Task): string | null {
  const fields = ownerFields(core, { kind, person: null }, task);
  return fields.ok ? null : fields.error.message.replace(/\.$/, "");
}
