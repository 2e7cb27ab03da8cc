import { sighting, type FindingRule } from "../rule";

export const unowned: FindingRule = {
  id: "unowned",
  title: "Unowned",
  rationale: "Work without an owner has nobody who answers for it after the merge.",
  looksAt: ["files"],
  run({ ownership }) {
    return ownership.ground === "none" || ownership.owner === null
      ? [sighting("warning", "No owner: neither the contract nor a decision names one.")]
      : [];
  },
};
