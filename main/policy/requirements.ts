import type { Contract } from "../../shared/model/contract";
import type { Requirement } from "../../shared/model/conformance";
import { allowedHosts } from "./allowed-hosts";
import { kindNames } from "./evidence-for";

/** A bound of the contract and the rule whose findings are breaches of it. */
interface BoundRule {
  readonly rule: string;
  /** What was looked for and not found, as the beginning of a sentence. */
  readonly kept: string;
}

/** Bounds by their place in the contract, in its order. */
export const boundRules: ReadonlyMap<string, BoundRule> = new Map([
  ["allow.paths", { rule: "scope-breach", kept: "No other path changed" }],
  ["allow.tools", { rule: "tool-breach", kept: "No other tool" }],
  ["allow.commands", { rule: "command-breach", kept: "No other command" }],
  ["allow.hosts", { rule: "host-breach", kept: "No command names another host" }],
]);

/** Everything a contract asks for, one by one, in its own order. What it leaves open is not asked for. */
export function requirementsOf(contract: Contract): Requirement[] {
  const { allow, constraints, acceptance, evidence, isolation, objective } = contract;
  const hosts = allowedHosts(contract);
  return [
    { field: "objective", group: "objective", title: "Objective", text: objective },
    ...constraints.map((text, index): Requirement => ({
      field: `constraints[${String(index)}]`,
      group: "constraint",
      title: text,
      text,
    })),
    ...acceptance.map((check, index): Requirement => ({
      field: `acceptance[${String(index)}]`,
      group: "acceptance",
      title: check.name,
      text:
        check.expect.exitCode === 0
          ? check.command
          : `${check.command} (expected exit code ${String(check.expect.exitCode)})`,
    })),
    ...[...new Set(evidence)].map((kind): Requirement => ({
      field: `evidence.${kind}`,
      group: "evidence",
      title: `Required evidence: ${kindNames[kind]}`,
      text: `Required evidence: ${kindNames[kind]}`,
    })),
    ...bound("allow.paths", "Paths", allow.paths),
    ...bound("allow.tools", "Tools", allow.tools),
    ...bound("allow.commands", "Commands", allow.commands),
    ...bound("allow.hosts", "Hosts", hosts),
    ...(isolation === "none"
      ? []
      : [
          {
            field: "isolation",
            group: "bound" as const,
            title: `Isolation: ${isolation}`,
            text: `Isolation: ${isolation}`,
          },
        ]),
  ];
}

function bound(field: string, name: string, allowed: readonly string[] | undefined): Requirement[] {
  if (allowed === undefined) return [];
  const list = allowed.length === 0 ? "none" : allowed.join(", ");
  return [{ field, group: "bound", title: name, text: list }];
}
