import { samePerson } from "./same-person";

/** An approval on record. */
export interface Approval {
  readonly person: string;
  readonly seq: number;
  /** By what else whoever made it is known: keys, accounts, the desk. Two that share one are one person's, whatever their names. */
  readonly identities?: readonly string[];
  /** Other names of theirs: an account's, and what they call themselves elsewhere. */
  readonly names?: readonly string[];
  /** What the name rests on, in words; absent where it is only what someone typed about themselves. */
  readonly ground?: string;
}

function namesOf({ person, names = [] }: Approval): readonly string[] {
  return [person, ...names];
}

/** Whether an approval is one of this person's, by any of their names. */
export function isPerson(approval: Approval, name: string): boolean {
  return namesOf(approval).some((own) => samePerson(own, name));
}

/** Whether two approvals are one person's: by a key, an account or a desk they share, or by name. */
export function sameApprover(a: Approval, b: Approval): boolean {
  return (
    (a.identities ?? []).some((one) => b.identities?.includes(one) === true) ||
    namesOf(a).some((name) => isPerson(b, name))
  );
}

/** How many different people approved. Who shares something with two others makes one person of the three. */
export function countApprovers(approvals: readonly Approval[]): number {
  let people: (readonly Approval[])[] = [];
  for (const one of approvals) {
    const own = people.filter((person) => person.some((other) => sameApprover(one, other)));
    people = [...people.filter((person) => !own.includes(person)), [one, ...own.flat()]];
  }
  return people.length;
}
