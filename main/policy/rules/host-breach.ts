import { allowedHosts } from "../allowed-hosts";
import { contacts } from "../contacted-hosts";
import { textMatcher } from "../glob-list";
import { sighting, type FindingRule } from "../rule";

export const hostBreach: FindingRule = {
  id: "host-breach",
  title: "Host outside the allowlist",
  rationale:
    "The contract lists the hosts that commands may name. Another host can receive data or serve code that nobody reviewed.",
  looksAt: ["contract", "commands"],
  run(facts) {
    const { task } = facts;
    const hosts = task.contract === null ? undefined : allowedHosts(task.contract);
    if (hosts === undefined) return [];
    const allowed = textMatcher(hosts.map((host) => host.toLowerCase()));
    const told = new Set<string>();
    return contacts(facts).flatMap(({ host, ref }) => {
      if (allowed(host) || told.has(host)) return [];
      told.add(host);
      return [
        sighting("serious", `${host} is outside the contract's hosts: ${hosts.join(", ") || "none"}.`, { event: ref }),
      ];
    });
  },
};
