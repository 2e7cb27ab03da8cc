import { headMentions } from "../head-mentions";
import type { TranscriptAdapter } from "../port";
import { headDocument, headText, isRecordPerLine } from "../source-head";
import { isStep, SweAgentReader } from "../swe-agent/reader";

const descend = [["trajectory"], ["history"]];

/** SWE-agent: the `.traj` files of 0.x and 1.x, one JSON document per task. */
export const sweAgent: TranscriptAdapter = {
  id: "swe-agent",
  name: "SWE-agent",
  recognises(head) {
    if (isRecordPerLine(head) || !headMentions(head, ['"trajectory"'])) return false;
    if (/^\s*\{\s*"attempts"\s*:\s*\[\s*\{\s*"trajectory"\s*:\s*\[/.test(headText(head).slice(0, 1000))) return true;
    const document = headDocument(head, descend);
    if (document?.root !== "object" || !document.keys.has("trajectory")) return false;
    if (document.records.some(({ record, path }) => path[0] === "trajectory" && isStep(record))) return true;
    // A run that ended before its first step, or a first step longer than the head.
    if (document.keys.has("history") && document.keys.has("info")) return true;
    return /"trajectory"\s*:\s*\[\s*\{\s*"(?:action|response)"\s*:\s*"/.test(headText(head));
  },
  framing: () => ({ descend }),
  open: (fileName) => new SweAgentReader(fileName),
};
