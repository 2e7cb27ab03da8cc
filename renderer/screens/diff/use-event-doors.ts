import { useCallback } from "react";
import { fileOfRow, type PatchRows } from "../../../shared/diff/rows";
import type { EventRef } from "../../../shared/model/evidence";
import { go, replace } from "../../state/route";
import { lastEditOf } from "./find-event";
import type { DiffPair } from "./interdiff-pair";
import type { RowOrigins } from "./line-origins";

interface Given {
  readonly taskId: string;
  readonly attemptId: string;
  readonly rows: PatchRows;
  readonly origins: RowOrigins;
  readonly pair: DiffPair | null;
  /** What could not be found, for the line above the code. */
  readonly say: (message: string) => void;
}

export interface EventDoors {
  /** Opens an event; coming back, the diff opens at this row. */
  readonly from: (row: number, event: EventRef) => void;
  /** Opens the event that wrote a row, or says why none is known. */
  readonly ofRow: (row: number) => void;
  /** Opens the event that edited a file last. */
  readonly ofFile: (path: string) => void;
}

/** The ways from the code to the events of its session. */
export function useEventDoors({ taskId, attemptId, rows, origins, pair, say }: Given): EventDoors {
  const from = useCallback(
    (row: number, event: EventRef) => {
      const path = rows.files[fileOfRow(rows.files, row)]?.path;
      const line = rows.newNo[row] ?? 0;
      replace({ screen: "diff", taskId, attemptId, ...pair?.route, at: { path, ...(line === 0 ? {} : { line }) } });
      go({ screen: "timeline", taskId, attemptId: origins.attemptOf?.(row) ?? attemptId, at: { ...event } });
    },
    [origins, rows, taskId, attemptId, pair],
  );
  const ofRow = useCallback(
    (row: number) => {
      const origin = origins.of(row);
      if (origin === null) return;
      if (origin.event === null) say(origin.why);
      else from(row, origin.event);
    },
    [origins, from, say],
  );
  const ofFile = (path: string): void => {
    say(`Looking for the event that edited ${path}.`);
    void lastEditOf(attemptId, path).then((result) => {
      if (!result.ok) say(`Could not look for the event: ${result.error.message}`);
      else if (result.value === null) say(`No recorded edit names ${path}.`);
      else go({ screen: "timeline", taskId, attemptId, at: { ...result.value } });
    });
  };
  return { from, ofRow, ofFile };
}
