import type { Freshness, FreshnessStep } from "../../shared/model/attempt";
import { counted } from "../../shared/review/counted";
import { plain } from "./screen";

/** Steps named in one line; those before are counted. */
const mostNamed = 8;

const resultWords = {
  passed: "passed",
  failed: "FAILED",
  masked: "result hidden",
  "no-result": "no result",
  unknown: "result not shown",
} as const;

function named(step: FreshnessStep): string {
  switch (step.kind) {
    case "edits":
      return `${counted(step.edits, "edit")}${step.files === 1 && step.paths[0] !== undefined ? ` of ${plain(step.paths[0])}` : ` of ${counted(step.files, "file")}`}`;
    case "check": {
      const at = step.at === null ? "" : ` ${step.at.slice(11, 16)}`;
      const command = step.command.length > 40 ? `${step.command.slice(0, 39)}…` : step.command;
      return `${plain(command)} ${resultWords[step.result]}${at}`;
    }
    case "commands":
      return `${plain(step.how)} may have changed files`;
  }
}

/** Edits and checks in their order in one line, with a bar after the last check that passed; null where there is none. */
export function freshnessLine({ steps, earlier, lastPass }: Freshness): string | null {
  if (steps.length === 0) return null;
  const shown = steps.slice(-mostNamed);
  const pass = shown.findLastIndex(
    (step) =>
      step.kind === "check" && step.to.seq === lastPass?.event.seq && step.to.sessionId === lastPass.event.sessionId,
  );
  const left = steps.length - shown.length;
  const before = left + (earlier === null ? 0 : earlier.edits + earlier.checks + earlier.commands);
  const parts = shown.map(
    (step, index) => `${named(step)}${index < shown.length - 1 ? (index === pass ? " | " : ", ") : ""}`,
  );
  return `${before === 0 ? "" : `… ${counted(before, "earlier step")}, `}${parts.join("")}`;
}
