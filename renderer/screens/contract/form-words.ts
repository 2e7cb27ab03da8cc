import { entryPointSchema, evidenceKindSchema, isolationSchema, networkSchema } from "../../../shared/model/contract";
import type { ContractForm, ContractProblem } from "../../../shared/contract/contracts";
import { tierLevelSchema } from "../../../shared/model/tier";
import { evidenceNames } from "../../../shared/review/evidence-names";

export type BoundName = keyof ContractForm["allow"];

const riskNames = { low: "Low", medium: "Medium", high: "High", critical: "Critical" } as const;
const isolationNames = {
  none: "None",
  worktree: "Own worktree",
  container: "Container",
  vm: "Virtual machine",
} as const;
const networkNames = { none: "No host at all", listed: "Listed hosts alone", open: "Any host" } as const;
const entryNames = {
  slack: "Slack",
  issue: "Issue",
  web: "Web",
  terminal: "Terminal",
  schedule: "Schedule",
  other: "Other",
} as const;

interface Option {
  readonly value: string;
  readonly name: string;
}

const notSaid: Option = { value: "", name: "Not said" };

export const evidenceOptions: readonly Option[] = evidenceKindSchema.options.map((value) => ({
  value,
  name: evidenceNames[value],
}));
export const riskOptions: readonly Option[] = [
  notSaid,
  ...tierLevelSchema.options.map((value) => ({ value, name: riskNames[value] })),
];
export const isolationOptions: readonly Option[] = [
  notSaid,
  ...isolationSchema.options.map((value) => ({ value, name: isolationNames[value] })),
];
export const networkOptions: readonly Option[] = [
  notSaid,
  ...networkSchema.options.map((value) => ({ value, name: networkNames[value] })),
];
export const entryOptions: readonly Option[] = [
  notSaid,
  ...entryPointSchema.options.map((value) => ({ value, name: entryNames[value] })),
];

/** The bounds in the order the form shows them. */
export const boundFields: readonly { readonly key: BoundName; readonly name: string; readonly note: string }[] = [
  { key: "paths", name: "Paths", note: "Repository paths it may change, as globs: src/refunds/**" },
  { key: "tools", name: "Tools", note: "Tools of the runner it may call" },
  { key: "commands", name: "Commands", note: "Every simple command must match one: npm test*" },
  { key: "hosts", name: "Hosts", note: "Host names that commands may name" },
];

/** Problems about a key, or about anything under it. */
export function problemsOf(problems: readonly ContractProblem[], field: string): ContractProblem[] {
  return problems.filter(
    (problem) =>
      problem.field === field ||
      problem.field?.startsWith(`${field}.`) === true ||
      problem.field?.startsWith(`${field}[`) === true,
  );
}

/** A number as typed, or the text itself where it is none: then the problem is shown beside it. Nothing takes the key away. */
export function numberOrText(text: string): number | string | null {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  return /^\d{1,6}$/.test(trimmed) ? Number(trimmed) : trimmed;
}
