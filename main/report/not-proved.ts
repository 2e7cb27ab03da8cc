import type { ReportDecision } from "./document";
import type { ReportFacts } from "./facts";

/** What a report, as far as this log goes, leaves unproved. Each sentence is there only where it is so. */
export function notProved({ log }: ReportFacts, decisions: readonly ReportDecision[]): string[] {
  const unsigned = decisions.filter(({ signed }) => signed === null).length;
  const asserted = log.keys.some(({ role, binding }) => role === "reviewer" && binding === "self-asserted");
  const weak = log.keys.filter(({ protection }) => protection === "file" || protection === "basic_text").length;
  const outside = log.anchors.filter(({ type }) => type !== "export").length;
  return [
    "This file is a rendering of the log, not the log: nothing in it is signed, and it can be edited like any file. Export the bundle and verify it, or compare root and entry hashes with the log this report names.",
    log.anchors.length === 0
      ? "No checkpoint of this log is anchored elsewhere: removing its newest entries, or replacing the whole log together with its mark, would not show here."
      : outside === 0
        ? "Checkpoints of this log left this machine only in exports: they show a change only to someone who kept one."
        : "Entries newer than the last anchor can be rewritten by whoever controls this account and its keys.",
    ...(unsigned === 0
      ? []
      : [
          `${counted(unsigned, "decision was", "decisions were")} recorded before decisions were signed: no key stands for them.`,
        ]),
    ...(asserted || log.keys.length === 0
      ? ["Names of reviewers that are marked self-asserted were typed by whoever used the key. Nobody checked them."]
      : []),
    ...(weak === 0
      ? []
      : [
          `${counted(weak, "key is", "keys are")} kept by nothing but the rights of a file: whoever reads it can sign.`,
        ]),
    "Times of entries are this machine's wall clock, recorded and not proved, unless an RFC 3161 token bounds them. Times of sessions are the runners' own.",
    "Claims, findings and tiers were computed when this report was made, from transcripts and packs as they were found. A transcript can leave things out or be written by whoever ran the agent.",
    "Observed evidence was seen in a transcript or a pack. It was not run again by Countersign, and a check can be made to pass by the change it checks.",
    "Opened files, shown hunks and seconds say what was on the screen. They do not show that it was read or understood.",
  ];
}

function counted(value: number, one: string, many: string): string {
  return `${value.toLocaleString("en-US")} ${value === 1 ? one : many}`;
}
