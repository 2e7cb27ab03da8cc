import { headMentions } from "../head-mentions";
import { isObject, textField } from "../json-fields";
import type { Framing, SourceHead, TranscriptAdapter } from "../port";
import { headDocument, isRecordPerLine } from "../source-head";
import { MiniSweAgentReader } from "../mini-swe-agent/reader";

/** What only the prompts of mini-swe-agent say: the older files are nothing but a list of messages. */
const telling = /mswea_bash_command|COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT|MINI_SWE_AGENT_FINAL_OUTPUT/;

/** One of these stands at the beginning of every file of it. */
const words = [
  "mini_version",
  "model_stats",
  "mini-swe-agent",
  "mswea_bash_command",
  "COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT",
  "MINI_SWE_AGENT_FINAL_OUTPUT",
];

/** mini-swe-agent: the `.traj.json` files of formats 1, 1.0 and 1.1, and the bare lists of messages before them. */
export const miniSweAgent: TranscriptAdapter = {
  id: "mini-swe-agent",
  name: "mini-swe-agent",
  recognises(head) {
    if (isRecordPerLine(head) || !headMentions(head, words)) return false;
    const document = headDocument(head, [["messages"]]);
    if (document === null) return false;
    if (document.root === "array") {
      const opening = document.records.slice(0, 2);
      return opening.some(
        ({ record }) => typeof record.role === "string" && telling.test(textField(record, "content") ?? ""),
      );
    }
    if (document.keys.has("trajectory") || !document.keys.has("messages")) return false;
    return document.records.some(({ record, path }) => {
      if (path.length > 0) return false;
      if (textField(record, "trajectory_format")?.startsWith("mini-swe-agent") === true) return true;
      const { info } = record;
      if (!isObject(info)) return false;
      return typeof info.mini_version === "string" || (isObject(info.model_stats) && "exit_status" in info);
    });
  },
  framing,
  open: (fileName) => new MiniSweAgentReader(fileName),
};

function framing(head: SourceHead): Framing {
  return { descend: headDocument(head)?.root === "array" ? [[]] : [["messages"]] };
}
