import { createHash } from "node:crypto";
import type * as z from "zod";
import { policyOverrideSchema, policySchema, type Policy, type PolicyOverride } from "../../shared/model/policy";
import type { PolicyRef } from "../../shared/model/tier";
import { err, ok, type Result } from "../../shared/result";
import { knownKeys, locatedProblems } from "../yaml/located-problems";
import { openYaml, valuesOf, type OpenYaml, type YamlFile } from "../yaml/open-yaml";
import { problemsInside } from "./policy-advice";
import { policyNotes } from "./policy-notes";
import { placed, type PolicyProblemFound } from "./policy-place";
import { tighten } from "./tighten-policy";

/** Larger policies are not read: a policy is written by people. */
const maxPolicyCharacters = 262_144;
const policyKeys = knownKeys(policySchema);
const overrideKeys = knownKeys(policyOverrideSchema);

/** A file with everything that is wrong with it. `value` is null as soon as there is one problem. */
export interface PolicyReading<T> {
  readonly value: T | null;
  /** For the places of what is found later; null where the text is no YAML. */
  readonly opened: OpenYaml | null;
  /** In the order of the file, each with `place` as `path:line:column`, and the key it is about where it is about one. */
  readonly problems: readonly PolicyProblemFound[];
}

/** A policy as it counts, and what names it. */
export interface LoadedPolicy {
  readonly policy: Policy;
  readonly ref: PolicyRef;
}

/** A policy file's text and where it was read. */
export interface PolicyText {
  readonly place: string;
  readonly text: string;
}

/** The policy of this machine, and its own file where it could not be taken. */
export interface MachinePolicy extends LoadedPolicy {
  readonly file: PolicyText;
  readonly refused: (PolicyText & { readonly problems: readonly PolicyProblemFound[] }) | null;
}

/**
 * The policy of this machine: its own file, where there is one without a problem, else the one that ships with the program.
 * In: both texts, the ids of the rules there are. Error: the shipped one has a problem.
 */
export function machinePolicy(
  shipped: PolicyText,
  own: PolicyText | null,
  rules: readonly string[],
): Result<MachinePolicy> {
  const base = readPolicy(shipped.text, shipped.place, null);
  if (base.value === null)
    return err(base.problems[0] ?? { code: "policy-invalid", message: "The policy could not be read." });
  const taken = own === null ? null : readPolicy(own.text, own.place, rules);
  if (own !== null && taken !== null && taken.value !== null)
    return ok({ policy: taken.value, ref: refOf(taken.value, "user", own.text), file: own, refused: null });
  return ok({
    policy: base.value,
    ref: refOf(base.value, "default", shipped.text),
    file: shipped,
    refused: own === null ? null : { ...own, problems: taken?.problems ?? [] },
  });
}

/** The policy of this machine with what a repository adds to it. Without a valid file, or without any, the machine's alone. */
export interface RepositoryPolicy extends LoadedPolicy {
  /** Everything that is wrong with the file, and everything in it that was refused because it loosens. */
  readonly problems: readonly PolicyProblemFound[];
  /** False: the file could not be read, and nothing of it counts. */
  readonly taken: boolean;
}

/** In: this machine's policy, the repository's file as its base commit holds it, the ids of the rules there are. */
export function repositoryPolicy(machine: MachinePolicy, own: PolicyText, rules: readonly string[]): RepositoryPolicy {
  const { value, opened, problems } = readOverride(own.text, own.place, rules);
  const { policy, ref, file } = machine;
  if (value === null || opened === null) return { policy, ref, problems, taken: false };
  const tightened = tighten(policy, value);
  return {
    policy: tightened.policy,
    ref: refOf(value, "repository", file.text, own.text),
    problems: tightened.refused.map((flaw) => placed(flaw, opened, own.place)),
    taken: true,
  };
}

/** What names a policy. The digest is over its text; of a repository's over the machine's and its own. */
export function refOf(
  { id, revision }: Pick<Policy, "id" | "revision">,
  source: PolicyRef["source"],
  ...texts: readonly string[]
): PolicyRef {
  return { id, version: revision, digest: policyDigest(...texts), source };
}

/**
 * Reads a whole policy and names all its problems. In: the text, the path to name in places, and the ids of the
 * rules there are (null: they are not looked at).
 * Codes: "policy-too-large", "policy-yaml", "policy-invalid".
 */
export function readPolicy(text: string, path: string, rules: readonly string[] | null): PolicyReading<Policy> {
  return read(text, path, { schema: policySchema, known: policyKeys, rules });
}

/** Reads what a repository adds to the policy, like `readPolicy`; whether it loosens anything is for `tighten` to say. */
function readOverride(text: string, path: string, rules: readonly string[]): PolicyReading<PolicyOverride> {
  return read(text, path, { schema: policyOverrideSchema, known: overrideKeys, rules });
}

function read<T extends Policy | PolicyOverride>(
  text: string,
  path: string,
  of: {
    readonly schema: z.ZodType<T>;
    readonly known: ReturnType<typeof knownKeys>;
    readonly rules: readonly string[] | null;
  },
): PolicyReading<T> {
  const file: YamlFile = { what: "policy", path, maxCharacters: maxPolicyCharacters };
  const opened = openYaml(text, file);
  if (!opened.ok) return { value: null, opened: null, problems: opened.error };
  const values = valuesOf(opened.value, file);
  if (!values.ok) return { value: null, opened: null, problems: [values.error] };
  const checked = of.schema.safeParse(values.value);
  if (!checked.success) {
    const { document, lines } = opened.value;
    const source = { document, lines, path, code: "policy-invalid", known: of.known, notes: policyNotes };
    return { value: null, opened: opened.value, problems: locatedProblems(checked.error.issues, source) };
  }
  const problems = problemsInside(checked.data, of.rules).map((found) => placed(found, opened.value, path));
  return { value: problems.length === 0 ? checked.data : null, opened: opened.value, problems };
}

/** SHA-256 of a policy's text as it is stored, in UTF-8. */
function policyDigest(...texts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const [index, text] of texts.entries()) hash.update(index === 0 ? text : `\n${text}`);
  return hash.digest("hex");
}
