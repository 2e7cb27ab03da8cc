import type { InboxFacts } from "../../shared/contract/inbox";
import type { Contact } from "../../shared/model/rota";
import { samePerson } from "../policy/same-person";
import type { Core } from "./core";
import { contactNamed, onCallFor } from "./oncall";

const mostOwners = 200;

/**
 * Owners whose tasks come to a person at a time, and why: the person's own names, and teams of the rota for which they are the first on call
 * then, or one of all where nobody is. In: owners as rows name them; the person; milliseconds since the epoch.
 */
export function comingTo(core: Core, owners: ReadonlySet<string>, person: string, at: number): InboxFacts["mine"] {
  const me = contactNamed(core, person);
  const found: InboxFacts["mine"] = [];
  for (const owner of owners) {
    if (found.length === mostOwners) break;
    const because = samePerson(person, owner) ? "you" : me === null ? null : throughRota(core, me, owner, at);
    if (because !== null) found.push({ owner, because });
  }
  return found;
}

function throughRota(core: Core, me: Contact, owner: string, at: number): string | null {
  const named = contactNamed(core, owner);
  if (named === null) return null;
  if (named.kind === "person") return named.key === me.key ? "you, by the rota" : null;
  const [first] = onCallFor(core, named.key, at);
  if (first === undefined)
    return named.members.includes(me.key) ? "you are in this team, and nobody is on call for it now" : null;
  if (first.person.key !== me.key) return null;
  return `you are on call for it${first.to === null ? "" : ` until ${first.to}`}`;
}
