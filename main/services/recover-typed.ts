import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Input } from "../../shared/contract/api";
import type { Problem, Result } from "../../shared/result";
import { decisionRule } from "../../shared/review/decision-catalog";
import { keepText, unrecordedFolder } from "../store/unrecorded";
import type { Core } from "../views/core";

/** Problems of the disk or the log, after which what was typed may be all there is. */
const kept = new Set(["disk-full", "disk-error", "store-damaged", "log-write-failed", "store-busy", "log-closed"]);

type Typed = Pick<Input<"decision.record">, "kind" | "reason"> & Partial<Input<"decision.record">>;

/**
 * Keeps what was typed for a decision that the disk did not take, as a plain file in the data folder, or in the system's temporary
 * folder where that is full too. In: what was asked for, what came of it. Out: the same, with where the text is.
 */
export function keepTyped<T>(core: Core, asked: Typed, result: Result<T>): Result<T> {
  if (result.ok || !kept.has(result.error.code) || asked.reason.trim() === "") return result;
  const at = core.platform.clock.now().toISOString();
  const text = [
    "A decision that Countersign could not record. It is not in the audit log; record it again.",
    "",
    `Time: ${at}`,
    `Decision: ${decisionRule(asked.kind).verb}`,
    `Task: ${asked.taskId ?? "several"}`,
    ...line("Attempt", asked.attemptId),
    ...line("Person", asked.person),
    ...line("Until", asked.until),
    `Why it was not recorded: ${result.error.message}`,
    "",
    "Reason as typed:",
    asked.reason,
    "",
  ].join("\n");
  const name = `${at.replace(/[:.]/g, "-")}-${randomUUID().slice(0, 8)}.txt`;
  const file = keepText([unrecordedFolder(core.home), path.join(tmpdir(), "countersign-unrecorded")], name, text);
  const remedy =
    file === null
      ? "No disk took what you typed: copy it before you close this."
      : `What you typed is kept in ${file}.`;
  const error: Problem = { ...result.error, remedy: [result.error.remedy, remedy].filter(Boolean).join(" ") };
  return { ok: false, error };
}

function line(name: string, value: string | null | undefined): string[] {
  return value === null || value === undefined ? [] : [`${name}: ${value}`];
}
