import path from "node:path";
import { err, ok, type Result } from "../../shared/result";
import { readSmall } from "../platform/read-small";
import { machinePolicy, type MachinePolicy, type PolicyText } from "../policy/policy-file";

const maxBytes = 1024 * 1024;
/** The policy of this machine, in its data folder; without one the program's own holds. */
const ownName = "policy.yaml";

/**
 * Reads the policy that holds on this machine. In: the program's resources, the data folder, the ids of the rules there are.
 * Error: the program's own policy is not there or broken. The data folder's own, where it is broken, is kept as refused.
 */
export function loadPolicy(resources: string, home: string, rules: readonly string[]): Result<MachinePolicy> {
  const place = path.join(resources, "policy", "default.yaml");
  const shipped = readText(place);
  if (shipped === null || shipped === "not-text")
    return err({
      code: "policy-missing",
      message: "The program's own policy is not there.",
      place,
      remedy: "Install the program anew.",
    });
  const ownPlace = path.join(home, ownName);
  const own = readText(ownPlace);
  if (own !== "not-text") return machinePolicy(shipped, own, rules);
  const machine = machinePolicy(shipped, null, rules);
  const problem = {
    code: "policy-unreadable",
    message: `${ownName} is no text file that could be read.`,
    place: ownPlace,
    remedy: "Save it as UTF-8, as a file of at most 1 MB.",
  };
  return machine.ok ? ok({ ...machine.value, refused: { place: ownPlace, text: "", problems: [problem] } }) : machine;
}

function readText(place: string): PolicyText | "not-text" | null {
  try {
    const file = readSmall(place, maxBytes);
    if (file === null) return "not-text";
    try {
      return { place, text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(file.bytes) };
    } finally {
      file.release();
    }
  } catch (error) {
    const absent = error instanceof Error && "code" in error && error.code === "ENOENT";
    return absent ? null : "not-text";
  }
}
