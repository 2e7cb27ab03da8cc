import type { RedactionRule } from "../../shared/model/report-choice";

/** Finds secrets in one line, given the next. Out: the texts to leave out; null where the whole line is one. */
export type FindSecrets = (line: string, next: string | null) => readonly string[] | null;

/** Counts what each rule left out, and gives the same stand-in for the same thing within one report. */
export class Redactor {
  readonly #rules: ReadonlySet<RedactionRule>;
  readonly #counts = new Map<RedactionRule, number>();
  readonly #people: string[] = [];
  readonly #paths = new Map<string, string>();
  readonly #hosts = new Set<string>();
  readonly #samePerson: (a: string, b: string) => boolean;
  readonly #findSecrets: FindSecrets;
  #names: RegExp | null = null;

  constructor(
    rules: readonly RedactionRule[],
    samePerson: (a: string, b: string) => boolean,
    findSecrets: FindSecrets,
  ) {
    this.#rules = new Set(rules);
    this.#samePerson = samePerson;
    this.#findSecrets = findSecrets;
    for (const rule of rules) this.#counts.set(rule, 0);
  }

  has(rule: RedactionRule): boolean {
    return this.#rules.has(rule);
  }

  /** How often each rule left something out, in the order the rules were given. */
  counts(): { rule: RedactionRule; count: number }[] {
    return [...this.#counts].map(([rule, count]) => ({ rule, count }));
  }

  note(rule: RedactionRule, times = 1): void {
    this.#counts.set(rule, (this.#counts.get(rule) ?? 0) + times);
  }

  /** Gets a name, so that it is found wherever it stands in a text. */
  meetName(name: string): void {
    if (!this.has("names") || name.trim() === "") return;
    if (!this.#people.some((known) => known === name)) this.#people.push(name);
    this.#names = null;
  }

  /** Gets a path, so that it is found wherever it stands in a text. */
  meetPath(path: string): void {
    if (this.has("paths") && path !== "" && !this.#paths.has(path))
      this.#paths.set(path, `path-${String(this.#paths.size + 1)}`);
  }

  /** Gets a text that may name hosts in addresses, so that they are found also without one. */
  meetHosts(text: string): void {
    if (!this.has("hosts") || !text.includes("://")) return;
    for (const [, host] of text.matchAll(/[a-z][a-z0-9+.-]{1,20}:\/\/(?:[^\s/@]{1,200}@)?([a-z0-9.-]{3,200})/gi))
      if (host?.includes(".") === true) this.#hosts.add(host.toLowerCase());
  }

  /** A field that is a name: the same person gets the same stand-in, however the name is written. */
  name(value: string): string {
    if (!this.has("names") || value.trim() === "") return value;
    this.note("names");
    return this.#personOf(value);
  }

  /** A field that is a path. */
  path(value: string): string {
    if (!this.has("paths") || value === "") return this.text(value);
    this.meetPath(value);
    this.note("paths");
    return this.#paths.get(value) ?? "path";
  }

  /** Any other text: secrets, addresses, hosts, paths and names inside it. */
  text(value: string): string {
    let text = value;
    if (this.has("secrets")) text = this.#withoutSecrets(text);
    if (this.has("emails") && text.includes("@")) text = this.#replace("emails", text, emailPattern, () => "[e-mail]");
    if (this.has("hosts")) text = this.#withoutHosts(text);
    if (this.has("paths")) text = this.#withoutPaths(text);
    if (this.has("names")) text = this.#withoutNames(text);
    return text;
  }

  #personOf(name: string): string {
    const index = this.#people.findIndex((known) => known === name || this.#samePerson(known, name));
    if (index >= 0) return `Person ${String(this.#first(index) + 1)}`;
    this.#people.push(name);
    this.#names = null;
    return `Person ${String(this.#people.length)}`;
  }

  /** Index of the first way this person was written. */
  #first(index: number): number {
    const name = this.#people[index] ?? "";
    return this.#people.findIndex((known) => known === name || this.#samePerson(known, name));
  }

  #replace(rule: RedactionRule, text: string, pattern: RegExp, stand: (found: string) => string): string {
    return text.replace(pattern, (found) => {
      const put = stand(found);
      if (put !== found) this.note(rule);
      return put;
    });
  }

  #withoutSecrets(text: string): string {
    const lines = text.split("\n");
    let inKey = false;
    return lines
      .map((line, index) => {
        if (inKey) {
          inKey = !line.includes("-----END");
          return "[secret]";
        }
        const found = this.#findSecrets(line, lines[index + 1] ?? null);
        if (found === null) {
          this.note("secrets");
          inKey = !line.includes("-----END");
          return "[secret]";
        }
        return found.reduce((rest, secret) => {
          if (secret === "" || !rest.includes(secret)) return rest;
          this.note("secrets");
          return rest.replaceAll(secret, "[secret]");
        }, line);
      })
      .join("\n");
  }

  #withoutHosts(text: string): string {
    let rest = text;
    if (rest.includes("://") || rest.includes("@"))
      rest = this.#replace("hosts", rest, addressPattern, () => "[address]");
    if (/\d\.\d/.test(rest)) rest = this.#replace("hosts", rest, numericHost, () => "[host]");
    if (rest.includes("."))
      rest = this.#replace("hosts", rest, dottedName, (found) =>
        this.#hosts.has(found.toLowerCase()) || commonHost.test(found) ? "[host]" : found,
      );
    return rest;
  }

  #withoutPaths(text: string): string {
    if (!/[/\\.]/.test(text) && !this.#paths.has(text)) return text;
    return this.#replace("paths", text, pathLike, (found) => {
      // A patch writes a/ or b/ before a path, a sentence a full stop behind it.
      const before = /^[ab]\/(?=.)/.exec(found)?.[0] ?? "";
      const bare = found.slice(before.length).replace(/[.+~-]+$/, "");
      const after = found.slice(before.length + bare.length);
      const whole = this.#paths.get(found);
      if (whole !== undefined) return whole;
      const known = this.#paths.get(bare);
      if (known === undefined && !looksLikePath(bare)) return found;
      this.meetPath(bare);
      return `${before}${this.#paths.get(bare) ?? "path"}${after}`;
    });
  }

  #withoutNames(text: string): string {
    if (this.#people.length === 0) return text;
    this.#names ??= new RegExp(
      `(?<![\\p{L}\\p{N}_])(?:${this.#people
        .filter((name) => name.length >= 3)
        .toSorted((a, b) => b.length - a.length)
        .map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
        .join("|")})(?![\\p{L}\\p{N}_])`,
      "giu",
    );
    if (this.#names.source.includes("(?:)")) return text;
    return this.#replace("names", text, this.#names, (found) => {
      const known = this.#people.find((name) => name.toLowerCase() === found.toLowerCase());
      return this.#personOf(known ?? found);
    });
  }
}

const emailPattern = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/gu;
/** Addresses with a scheme, and git's own `user@host:path`. */
const addressPattern =
  /\b(?:[a-z][a-z0-9+.-]{1,20}:\/\/[^\s"'<>()[\]]{1,2000}|[\w.-]{1,64}@[\w.-]{1,200}:[^\s"'<>()]{1,500})/gi;
const numericHost = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g;
const dottedName = /(?<![\w@/.-])[a-z0-9](?:[a-z0-9-]{0,62}\.){1,8}[a-z]{2,24}(?![\w/-]|\.\w)/gi;
/** Names that are hosts more often than files. */
const commonHost =
  /\.(?:com|org|net|edu|gov|int|info|biz|cloud|internal|local|localdomain|lan|corp|home|intranet|example|invalid|onion|eu|de|uk|fr|nl|ch|at|it|es|se|no|dk|fi|jp|cn|in|au|br|ca|us)$/i;
const pathLike = /(?:[A-Za-z]:\\|~?\/)?[\p{L}\p{N}_@.~][\p{L}\p{N}_@.+~-]*(?:[/\\][\p{L}\p{N}_@.+~-]+)*/gu;

/** From the root or the home folder, or with a folder and an ending. */
function looksLikePath(text: string): boolean {
  return text.length > 2 && (/^(?:~?\/|[A-Za-z]:\\)/.test(text) || /[/\\][^/\\]*\.[A-Za-z0-9]{1,8}$/.test(text));
}
