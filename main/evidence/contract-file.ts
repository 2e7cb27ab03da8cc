import { createHash } from "node:crypto";
import { contractSchema } from "../../shared/model/contract";
import type { Contract } from "../../shared/model/contract";
import type { Sha256 } from "../../shared/model/ids";
import { err, ok } from "../../shared/result";
import type { Problem, Result } from "../../shared/result";
import { knownKeys, locatedProblems, type LocatedProblem } from "../yaml/located-problems";
import { openYaml, valuesOf, type OpenYaml, type YamlFile } from "../yaml/open-yaml";
import { contractNotes } from "./schema-notes";

/** Larger contracts are not read: a contract is written by people. */
export const maxContractCharacters = 65_536;
const contractKeys = knownKeys(contractSchema);

/** A contract with everything that is wrong with it. `contract` is null as soon as there is one problem. */
export interface ContractReading {
  readonly contract: Contract | null;
  /** In the order of the file, each with `place` as `path:line:column`, and the key it is about where it is about one. */
  readonly problems: readonly (Problem & Partial<LocatedProblem>)[];
}

function fileAt(path: string): YamlFile {
  return { what: "contract", path, maxCharacters: maxContractCharacters };
}

/**
 * Reads a `contract.yaml` and names all its problems, not only the first. JSON is YAML, so a `contract.json` reads the same.
 * In: the text and the path to name in places. YAML 1.2, one document, string keys, no duplicate keys, no `<<` merges.
 */
export function readContract(text: string, path: string): ContractReading {
  const opened = openContract(text, path);
  if (!opened.ok) return { contract: null, problems: opened.error };
  const { document, lines } = opened.value;
  const value = valuesOf(opened.value, fileAt(path));
  if (!value.ok) return { contract: null, problems: [value.error] };
  const checked = contractSchema.safeParse(value.value);
  if (checked.success) return { contract: checked.data, problems: [] };
  return {
    contract: null,
    problems: locatedProblems(checked.error.issues, {
      document,
      lines,
      path,
      code: "contract-invalid",
      known: contractKeys,
      notes: contractNotes,
    }),
  };
}

/** A contract's YAML with its comments and the places of everything in it. */
export type OpenContract = OpenYaml;

/**
 * Opens the YAML of a contract, whether or not it is a valid contract. In: the text and the path to name in places. Problems: the
 * text is too large or too intricate ("contract-too-large"), or is no YAML ("contract-yaml"), each with its place.
 */
export function openContract(text: string, path: string): Result<OpenContract, readonly Problem[]> {
  return openYaml(text, fileAt(path));
}

/**
 * Reads a `contract.yaml`. The error names the first problem's place and lists all of them in its message;
 * `readContract` gives them one by one. Codes: "contract-too-large", "contract-yaml", "contract-invalid".
 */
export function parseContract(text: string, path: string): Result<Contract> {
  const { contract, problems } = readContract(text, path);
  if (contract !== null) return ok(contract);
  const first = problems[0] ?? { code: "contract-invalid", message: "The contract could not be read.", place: path };
  if (problems.length === 1) return err(first);
  const list = problems.map(
    (problem) =>
      `${(problem.place ?? path).slice(path.length + 1)} ${problem.message}${problem.remedy === undefined ? "" : ` ${problem.remedy}`}`,
  );
  return err({ ...first, message: `${String(problems.length)} problems in the contract. ${list.join(" ")}` });
}

/** SHA-256 of the contract file's bytes exactly as they are: two spellings of the same contract are two digests. */
export function contractDigest(bytes: Uint8Array): Sha256 {
  return createHash("sha256").update(bytes).digest("hex");
}
