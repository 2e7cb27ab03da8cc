import type { Contact, Rota } from "../../shared/model/rota";

/** A person or team of the rota by its key; null where there is none. */
export function contactOf(rota: Rota, kind: Contact["kind"], key: string): Contact | null {
  const one = kind === "person" ? rota.people[key] : rota.teams[key];
  if (one === undefined) return null;
  const members = kind === "team" ? (rota.teams[key]?.members ?? []) : [];
  return {
    kind,
    key,
    name: one.name,
    github: one.github?.replace(/^@/, "") ?? null,
    email: one.email ?? null,
    members: [...members],
  };
}

/** Everybody of the rota: teams first, each in the order of the file. */
export function contactsOf(rota: Rota): Contact[] {
  const all = (kind: Contact["kind"], keys: readonly string[]): Contact[] =>
    keys.flatMap((key) => contactOf(rota, kind, key) ?? []);
  return [...all("team", Object.keys(rota.teams)), ...all("person", Object.keys(rota.people))];
}

/**
 * Who of the rota a text names: `@org/team`, `@login`, an e-mail address, a key, a name or another one of theirs. Upper and lower
 * case are the same. Null: nobody, or several, of whom none is guessed.
 */
export function findContact(rota: Rota, text: string): Contact | null {
  const wanted = folded(text);
  if (wanted === "") return null;
  const handle = wanted.startsWith("@") ? wanted.slice(1) : null;
  const mail = /^.*<([^<>\s]+@[^<>\s]+)>$/.exec(wanted)?.[1] ?? wanted;
  const all = contactsOf(rota);
  const ways: ((one: Contact) => boolean)[] = [
    (one) => handle !== null && one.github?.toLowerCase() === handle,
    (one) => handle === null && one.email?.toLowerCase() === mail,
    (one) => handle === null && one.key === wanted,
    (one) => handle === null && folded(one.name) === wanted,
    (one) => handle === null && akaOf(rota, one).some((name) => folded(name) === wanted),
    (one) => handle === null && one.github?.toLowerCase() === wanted,
  ];
  for (const way of ways) {
    const found = all.filter(way);
    if (found.length > 0) return found.length === 1 ? (found[0] ?? null) : null;
  }
  return null;
}

function akaOf(rota: Rota, { kind, key }: Contact): readonly string[] {
  return (kind === "person" ? rota.people[key]?.aka : rota.teams[key]?.aka) ?? [];
}

function folded(text: string): string {
  return text.normalize("NFKC").trim().replace(/\s+/g, " ").toLowerCase();
}
