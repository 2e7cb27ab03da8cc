import { isNode } from "yaml";
import type { Contract } from "../../shared/model/contract";
import type { OpenContract } from "./contract-file";
import { dotted, placeOf, type LocatedProblem } from "../yaml/located-problems";

type Path = readonly (string | number)[];

/**
 * What a valid contract says that is unlikely to be meant, each with its place, message and remedy. None of it makes the contract
 * invalid. In: the contract, its opened YAML and the path to name in places.
 */
export function adviceFor(contract: Contract, { document, lines }: OpenContract, path: string): LocatedProblem[] {
  const found: { readonly at: Path; readonly message: string; readonly remedy: string }[] = [];
  const { acceptance, allow, evidence, network } = contract;

  acceptance.forEach((check, index) => {
    const first = acceptance.findIndex((other) => other.id === check.id);
    if (first !== index)
      found.push({
        at: ["acceptance", index, "id"],
        message: `Two acceptance checks are called ${JSON.stringify(check.id)}: their results would be taken for each other's.`,
        remedy: "Give each its own id.",
      });
  });
  if (acceptance.length === 0)
    found.push({
      at: [],
      message: "No acceptance check: nothing will show whether the objective is met.",
      remedy: "Add a command that fails as long as it is not.",
    });
  for (const [index, kind] of evidence.entries())
    if (kind !== "check-run" && kind !== "attestation" && !acceptance.some((check) => makes(check, kind)))
      found.push({
        at: ["evidence", index],
        message: `${kind} is required, and no acceptance check makes it.`,
        remedy: `Add a check that shows ${kind}, or a file it writes under artifacts.`,
      });
  for (const [index, glob] of (allow.paths ?? []).entries())
    if (/^(?:\/|~|[A-Za-z]:|\.\.(?:\/|$))/.test(glob) || glob.includes("\\"))
      found.push({
        at: ["allow", "paths", index],
        message: `${JSON.stringify(glob)} matches no path of a repository.`,
        remedy: "Write it from the repository's root with forward slashes, e.g. src/**.",
      });
  for (const [index, host] of (allow.hosts ?? []).entries())
    if (/[/@\s]/.test(host))
      found.push({
        at: ["allow", "hosts", index],
        message: `${JSON.stringify(host)} is no host name.`,
        remedy: "Write the name alone, e.g. registry.example.org or *.example.org.",
      });
  if (network === "none" && (allow.hosts ?? []).length > 0)
    found.push({
      at: ["allow", "hosts"],
      message: "Hosts are listed, but the network is none: no host is allowed.",
      remedy: "Say network: listed, or leave the hosts out.",
    });
  if (network === "listed" && allow.hosts === undefined)
    found.push({
      at: ["network"],
      message: "The network is listed, but no hosts are: no host is allowed.",
      remedy: "Add allow.hosts.",
    });
  if (network === "open" && allow.hosts !== undefined)
    found.push({
      at: ["network"],
      message: "The network is open, but hosts are listed: the list stands.",
      remedy: "Say network: listed, or leave the hosts out.",
    });

  const offsetOf = (at: Path): number => {
    const node: unknown = at.length === 0 ? document.contents : document.getIn(at, true);
    return isNode(node) ? (node.range?.[0] ?? 0) : 0;
  };
  return found
    .map(({ at, message, remedy }) => ({
      code: "contract-advice",
      message,
      remedy,
      field: dotted(at),
      offset: offsetOf(at),
    }))
    .sort((a, b) => a.offset - b.offset)
    .map(({ offset, ...advice }) => ({ ...advice, place: placeOf(offset, { lines, path }) }));
}

function makes({ shows, artifacts }: Contract["acceptance"][number], kind: Contract["evidence"][number]): boolean {
  if (shows === kind) return true;
  // What an artifact turns out to be is known when it is read; here it is enough that there is one.
  return artifacts !== undefined && artifacts.length > 0;
}
