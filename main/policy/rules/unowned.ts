import { isDocumentPath } from "../path-class";
import { sighting, type AttemptFacts, type FindingRule } from "../rule";

export const unowned: FindingRule = {
  id: "unowned",
  title: "Unowned",
  rationale: "Work without an owner has nobody who answers for it after the merge.",
  looksAt: ["files", "contract"],
  run(facts) {
    const { ownership } = facts;
    return (ownership.ground === "none" || ownership.owner === null) && !isLowRisk(facts)
      ? [sighting("warning", "No owner: no decision, no contract and no CODEOWNERS that is known names one.")]
      : [];
  },
};

/** Documents alone, or nothing at all, under a contract that declares no more than low risk. */
function isLowRisk({ task, attempt }: AttemptFacts): boolean {
  const declared = task.contract?.risk;
  return (declared === undefined || declared === "low") && attempt.files.every((file) => isDocumentPath(file.path));
}
