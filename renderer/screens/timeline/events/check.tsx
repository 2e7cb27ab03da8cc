import { FlaskConical } from "lucide-react";
import type { CheckDetail } from "../../../../shared/model/event";
import { countWords } from "../../../parts/evidence-words";
import { VerdictMark, type GlyphKind } from "../../../parts/VerdictMark";
import { CommandRow, commandSentence } from "../CommandRow";
import type { EventView } from "../event-view";
import { checkResult, failed, type CheckResult } from "../outcome";

const glyphs: Readonly<Record<CheckResult, GlyphKind>> = {
  passed: "backed",
  failed: "contradicted",
  unknown: "unverifiable",
};
const words: Readonly<Record<CheckResult, string>> = {
  passed: "passed",
  failed: "failed",
  unknown: "result not shown",
};

function countsOf(detail: CheckDetail): string | null {
  return detail.counts === null ? null : countWords(detail.counts);
}

/** A command that ran tests, a build, static analysis or coverage. */
export const check: EventView<"check"> = {
  icon: FlaskConical,
  name: "check",
  plural: "checks",
  sentence: (detail) => `check ${commandSentence(detail)}, ${countsOf(detail) ?? words[checkResult(detail)]}`,
  startsAs: (detail) => (failed(detail) ? "open" : "folded"),
  unfolds: () => true,
  Body: ({ detail, row }) => {
    const result = checkResult(detail);
    return (
      <CommandRow detail={detail} row={row}>
        {detail.masked ? (
          <span
            className="nowrap amber"
            title="Piped, or followed by another command: the exit code is not the check's."
          >
            exit code masked
          </span>
        ) : null}
        <VerdictMark verdict={glyphs[result]}>{countsOf(detail) ?? words[result]}</VerdictMark>
      </CommandRow>
    );
  },
};
