import { contacts, type Contact } from "../contacted-hosts";
import { sighting, type FindingRule } from "../rule";

export const networkHost: FindingRule = {
  id: "network-host",
  title: "Host contacted",
  rationale: "What left the machine or came in from outside is easier to judge from a list of the hosts.",
  looksAt: ["commands", "tool-results"],
  run(facts) {
    const hosts = new Map<string, { first: Contact; times: number }>();
    for (const contact of contacts(facts)) {
      const seen = hosts.get(contact.host);
      if (seen === undefined) hosts.set(contact.host, { first: contact, times: 1 });
      else seen.times += 1;
    }
    return [...hosts].map(([host, { first, times }]) =>
      sighting(
        "note",
        `${host} was contacted ${times === 1 ? "once" : `${String(times)} times`}, ${times === 1 ? "" : "first "}by ${first.by}.`,
        { event: first.ref },
      ),
    );
  },
};
