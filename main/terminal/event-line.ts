import type { Event } from "../../shared/model/event";

/** An event in one line. */
export function eventLine(event: Event): string {
  const { detail } = event;
  switch (detail.kind) {
    case "message":
      return `${detail.role}: ${detail.text}`;
    case "reasoning":
      return detail.text ?? `reasoning withheld by the runner, ${String(detail.withheldBytes)} bytes`;
    case "tool-call":
      return `${detail.tool} ${detail.input}`;
    case "tool-result":
    case "error":
    case "compaction":
    case "note":
      return detail.text;
    case "file-edit":
      return `${detail.newPath ?? detail.path} +${String(detail.added)} −${String(detail.removed)}${detail.outcome === "ok" ? "" : ` (${detail.outcome})`}`;
    case "command":
    case "check":
      return `${detail.command}  ${detail.exitCode === null ? detail.outcome : `exit ${String(detail.exitCode)}`}${detail.kind === "check" && detail.counts !== null ? `, ${detail.counts.line}` : ""}`;
  }
}
