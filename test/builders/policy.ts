import { readFileSync } from "node:fs";
import path from "node:path";
import { machinePolicy, type MachinePolicy } from "../../main/policy/policy-file";
import { projectRoot } from "../support/temp-home";

const place = path.join(projectRoot, "resources", "policy", "default.yaml");

/** The policy that ships with the program. */
export function defaultPolicy(): MachinePolicy {
  const read = machinePolicy({ place, text: readFileSync(place, "utf8") }, null, []);
  if (!read.ok) throw new Error(`${read.error.place ?? ""} ${read.error.message}`);
  return read.value;
}
