import type { AnswerStep } from "../../shared/contract/owners";
import type { Contact, Turn } from "../../shared/model/rota";

/** Who is to be asked, before anybody was looked up in the rota. */
export interface Asked {
  readonly name: string;
  readonly source: AnswerStep["source"];
  /** Whether they are named as on call, not as the owner. */
  readonly onCall: boolean;
  /** What the rota knows under this name; null where it knows nobody, or there is no rota. */
  readonly contact: Contact | null;
  /** Who is on call for it, where it is a team. */
  readonly turns: readonly Turn[];
}

/** Who answers, in a form to be shown. */
export interface Answer {
  readonly people: { name: string; contact: Contact | null; until: string | null }[];
  readonly team: Contact | null;
  readonly source: AnswerStep["source"] | null;
  readonly sentence: string;
}

const sources: Readonly<Record<AnswerStep["source"], string>> = {
  decision: "by a decision",
  contract: "by the contract",
  codeowners: "by CODEOWNERS",
  rota: "by the rota, for what nobody owns",
};

/** Who answers at a time. In: who is to be asked, null for nobody; whether a rota could be read. */
export function answerOf(asked: Asked | null, hasRota: boolean): Answer {
  if (asked === null)
    return {
      people: [],
      team: null,
      source: null,
      sentence: `Nobody answers for it: no decision, no contract and no CODEOWNERS that is known names anybody${hasRota ? ", and the rota names no team for what nobody owns" : ""}.`,
    };
  const { name, source, onCall, contact, turns } = asked;
  const ground = sources[source];
  if (contact?.kind === "team") {
    const people = turns.map(({ person, to }) => ({ name: person.name, contact: person, until: to }));
    const who = listed(people.map((one) => one.name));
    return {
      people,
      team: contact,
      source,
      sentence:
        people.length === 0
          ? `${contact.name} answers for it, ${ground}; nobody is on call for the team now.`
          : `${who} ${people.length === 1 ? "is" : "are"} on call for ${contact.name}, which answers for it ${ground}.`,
    };
  }
  return {
    people: [{ name: contact?.name ?? name, contact, until: null }],
    team: null,
    source,
    sentence: `${contact?.name ?? name} ${onCall ? "is on call" : "answers for it"}, ${ground}${contact === null && hasRota ? "; the rota does not know the name" : ""}.`,
  };
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;
}
