/** The ways a person is written: a name, an address, or both. */
interface Written {
  readonly addresses: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
}

/**
 * Whether two texts name the same person as far as spelling tells: "Ilse Vogt", "ilse.vogt", "Vogt, Ilse" and
 * "Ilse Vogt <ilse.vogt@example.org>" do. A first name alone is not taken for a full one.
 */
export function samePerson(a: string, b: string): boolean {
  const one = written(a);
  const other = written(b);
  const shares = (some: ReadonlySet<string>, more: ReadonlySet<string>) => [...some].some((key) => more.has(key));
  if (shares(one.addresses, other.addresses)) return true;
  // Two addresses that differ are two people, whatever their first parts are.
  if (one.addresses.size > 0 && other.addresses.size > 0 && one.names.size + other.names.size === 0) return false;
  return shares(namesOf(one), namesOf(other));
}

/** How many different people a list of names holds. */
export function distinctPeople(people: readonly string[]): string[] {
  return people.filter((person, index) => people.findIndex((other) => samePerson(person, other)) === index);
}

/** Names, and what an address gives as one: ilse.vogt@example.org is signed as ilse.vogt. */
function namesOf({ names, addresses }: Written): ReadonlySet<string> {
  return names.size > 0 ? names : new Set([...addresses].map((address) => nameKey(address.split("@")[0] ?? "")));
}

const address = /<?\s*([^\s<>()@,;]+@[^\s<>()@,;]+)\s*>?/g;

function written(text: string): Written {
  const plain = text.normalize("NFKC").trim();
  const addresses = [...plain.matchAll(address)].map((found) => addressKey(found[1] ?? ""));
  const name = nameKey(plain.replace(address, " "));
  return { addresses: new Set(addresses), names: new Set(name === "" ? [] : [name]) };
}

/** Without what is behind a plus sign, and without the number that code hosts put before a name. */
function addressKey(text: string): string {
  const [local = "", host = ""] = text.toLowerCase().split("@");
  const user = host.startsWith("users.noreply.") ? local.replace(/^\d+\+/, "") : local.replace(/\+.*$/, "");
  return `${user}@${host}`;
}

/** The words of a name without accents, in one order. */
function nameKey(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "")
    .sort()
    .join(" ");
}
