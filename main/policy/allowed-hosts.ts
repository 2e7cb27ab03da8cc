import type { Contract } from "../../shared/model/contract";

/**
 * The hosts a contract lets commands name: its list, none where the network stance is `none`, none but the listed where it is
 * `listed`. Out: undefined where any host is allowed.
 */
export function allowedHosts(contract: Contract): readonly string[] | undefined {
  if (contract.network === "none") return [];
  return contract.allow.hosts ?? (contract.network === "listed" ? [] : undefined);
}
