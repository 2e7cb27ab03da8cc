import type { Event } from "../../../shared/model/event";
import { allowedHosts } from "../allowed-hosts";
import { textMatcher } from "../glob-list";
import { sighting, type FindingRule } from "../rule";

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[?::1\]?)$/;
const inUrl = /\b(?:https?|wss?|ftp|ssh|git):\/\/(?:[^\s/"'@]*@)?(\[[0-9a-f:]+\]|[A-Za-z0-9.-]+)/gi;
const inRemote = /(?:^|\s)(?:[\w.-]+)@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+):/g;

export const hostBreach: FindingRule = {
  id: "host-breach",
  title: "Host outside the allowlist",
  rationale:
    "The contract lists the hosts that commands may name. Another host can receive data or serve code that nobody reviewed.",
  looksAt: ["contract", "commands"],
  run({ task, events }) {
    const hosts = task.contract === null ? undefined : allowedHosts(task.contract);
    if (hosts === undefined) return [];
    const allowed = textMatcher(hosts.map((host) => host.toLowerCase()));
    const told = new Set<string>();
    return events.flatMap(({ sessionId, event }) =>
      named(event).flatMap((host) => {
        if (loopback.test(host) || allowed(host) || told.has(host)) return [];
        told.add(host);
        return [
          sighting("serious", `${host} is outside the contract's hosts: ${hosts.join(", ") || "none"}.`, {
            event: { sessionId, seq: event.seq },
          }),
        ];
      }),
    );
  },
};

function named(event: Event): string[] {
  const detail = event.detail;
  if (detail.kind === "command" || detail.kind === "check")
    return detail.outcome === "denied" ? [] : hostsIn(detail.command);
  // Tools that fetch name the address in their input; other tools' inputs are prose and code.
  if (detail.kind === "tool-call" && /fetch|browse|navigate|http|web/i.test(detail.tool))
    return detail.outcome === "denied" ? [] : hostsIn(detail.input);
  return [];
}

function hostsIn(text: string): string[] {
  return [...text.matchAll(inUrl), ...text.matchAll(inRemote)]
    .map((match) => (match[1] ?? "").toLowerCase().replace(/\.$/, ""))
    .filter((host) => host !== "");
}
