import type { ReactNode } from "react";
import type { CheckDetail, CommandDetail } from "../../../shared/model/event";
import { formatDuration } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { oneLine } from "./bounded";
import type { RowFacts } from "./event-view";
import { endText, failed } from "./outcome";
import { TextBlock } from "./TextBlock";

/** A command line, how it ended and what it wrote: the frame of commands and checks. */
export function CommandRow({
  detail,
  row,
  children,
}: {
  readonly detail: CommandDetail | CheckDetail;
  readonly row: RowFacts;
  /** What else stands on the line: a check's counts. */
  readonly children?: ReactNode | undefined;
}) {
  const bad = failed(detail);
  // A check says how it ended by its result; without an exit code the runner's word would only repeat it.
  const end = detail.kind === "check" && detail.exitCode === null && bad ? null : endText(detail);
  const facts = [
    ...(end === null ? [] : [end]),
    ...(detail.durationMs === null ? [] : [formatDuration(detail.durationMs)]),
  ].join(", ");
  const folded = row.extent === "folded";
  return (
    <>
      <div className="event-line">
        <span className={folded ? "event-code cut" : "event-code"}>
          <SafeText code lines={!folded} text={folded ? oneLine(detail.command) : detail.command} />
        </span>
        {facts === "" ? null : <span className={bad ? "nowrap red" : "nowrap dim"}>{facts}</span>}
        {children}
      </div>
      {folded ? null : <TextBlock text={detail.output} row={row} part={bad ? "end" : "start"} failed={bad} />}
    </>
  );
}

/** A command in one sentence. */
export function commandSentence(detail: CommandDetail | CheckDetail): string {
  return [oneLine(detail.command, 160), endText(detail)].filter((part) => part !== null).join(", ");
}
