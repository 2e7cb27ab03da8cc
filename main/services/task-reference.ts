/** An issue, a pull request or a ticket that work is about, found in what a session says. */
export interface TaskReference {
  /** The same for every way to write it. */
  readonly key: string;
  /** As shown: `PAY-118`, `demo/ledger#12`. */
  readonly ref: string;
  /** Where it was found, in words. */
  readonly ground: string;
}

export interface ReferenceSource {
  readonly taskRef: string | null;
  readonly prompt: string | null;
  readonly branch: string | null;
  /** The repository's short name: a bare number counts in it. */
  readonly repository: string;
}

const linesRead = 3;
const charactersRead = 2000;

const link = /\bhttps?:\/\/[\w.-]+\/([\w.-]+\/[\w.-]+?)\/(?:-\/)?(?:issues|pull|pulls|merge_requests)\/(\d{1,9})\b/gi;
const ticketLink = /\bhttps?:\/\/[\w.-]+\/browse\/([A-Z][A-Z0-9]{1,9}-\d{1,7})\b/g;
const named = /(?<![\w./#-])([A-Za-z0-9][\w-]*\/[\w.-]*\w)#(\d{1,9})\b/g;
/** A bare number is a reference only behind a word that says so: "#1 priority" is none. */
const numbered =
  /\b(?:issues?|pr|pull request|merge request|bug|ticket|gh|fix(?:e[sd])?|close[sd]?|resolve[sd]?|implement(?:s|ed)?|address(?:es)?)[:\s]+\(?#(\d{1,9})\b/gi;
const leading = /^\s*#(\d{1,9})[:\s]/;
const ticket = /(?<![\w/.#-])([A-Z][A-Z0-9]{1,9})-(\d{1,6})(?![\w.]*\w|-\d)/g;
/** Names that only look like a tracker's: standards, algorithms, models, advisories. */
const noTracker = new Set(
  "UTF ISO SHA MD RFC CVE CWE GHSA HTTP HTTPS TLS SSL AES RSA ECMA ES PEP WCAG ANSI IEEE RFC GPT LLAMA CLAUDE OPUS SONNET HAIKU GEMINI COVID WIN X ARM PY NODE IPV UCS UTC GMT BASE CP KOI EUC Q V H".split(
    " ",
  ),
);

interface Found {
  readonly key: string;
  readonly ref: string;
}

function numberIn(repository: string, number: string): Found {
  // The same key as the pull request's own reading has: an issue and a pull request share one row of numbers.
  return { key: `pull:${repository}#${number}`, ref: `${repository}#${number}` };
}

function ticketIn(repository: string, id: string): Found {
  // The same key as a contract of that id has.
  return { key: `contract:${repository}:${id}`, ref: id };
}

/** Every reference a text makes, each once. */
function referencesIn(text: string, repository: string): Found[] {
  const found = new Map<string, Found>();
  const add = (one: Found) => found.set(one.key, one);
  let rest = text.replace(link, (_, where: string, number: string) => {
    add(numberIn(where, number));
    return " ";
  });
  rest = rest.replace(ticketLink, (_, id: string) => {
    add(ticketIn(repository, id));
    return " ";
  });
  rest = rest.replace(named, (_, where: string, number: string) => {
    add(numberIn(where, number));
    return " ";
  });
  for (const [, number] of rest.matchAll(numbered)) if (number !== undefined) add(numberIn(repository, number));
  const first = leading.exec(rest)?.[1];
  if (first !== undefined) add(numberIn(repository, first));
  for (const [whole, project = ""] of rest.matchAll(ticket))
    if (!noTracker.has(project)) add(ticketIn(repository, whole));
  return [...found.values()];
}

/** The one reference of a text; null where it makes none, or several. */
function oneOf(found: readonly Found[]): Found | null {
  return found.length === 1 ? (found[0] ?? null) : null;
}

function inBranch(branch: string, repository: string): Found | null {
  const tickets = [...branch.matchAll(/(?:^|[/_-])([A-Z][A-Z0-9]{1,9})-(\d{1,6})(?=$|[/_-])/g)].flatMap(
    ([, project = "", number = ""]) => (noTracker.has(project) ? [] : [ticketIn(repository, `${project}-${number}`)]),
  );
  const numbers = [...branch.matchAll(/(?:^|[/_-])(?:issue|gh|pr|bug|ticket)[-_/]?(\d{1,9})(?=$|[/_-])/gi)].flatMap(
    ([, number]) => (number === undefined ? [] : [numberIn(repository, number)]),
  );
  return oneOf([...new Map([...tickets, ...numbers].map((one) => [one.key, one])).values()]);
}

/**
 * What a session's work is about, where it says so without doubt. In order: the issue or benchmark task that the transcript
 * itself names, the one reference in the first lines of its prompt, the one in its branch's name, a pull request that the
 * transcript names. Two different references in one place are none.
 */
export function referenceOf({ taskRef, prompt, branch, repository }: ReferenceSource): TaskReference | null {
  const stated = taskRef?.trim() ?? "";
  const isPull = /\/(?:pull|pulls|merge_requests)\/\d+/.test(stated);
  const fromRecord = stated === "" ? null : (oneOf(referencesIn(stated, repository)) ?? plainRef(stated, repository));
  if (fromRecord !== null && !isPull) return { ...fromRecord, ground: `the session names ${fromRecord.ref}` };
  const lines = (prompt ?? "")
    .slice(0, charactersRead)
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(0, linesRead)
    .join("\n");
  const asked = oneOf(referencesIn(lines, repository));
  if (asked !== null) return { ...asked, ground: `the prompt names ${asked.ref}` };
  const branched = branch === null ? null : inBranch(branch, repository);
  if (branched !== null) return { ...branched, ground: `the branch names ${branched.ref}` };
  return fromRecord === null ? null : { ...fromRecord, ground: `the session names ${fromRecord.ref}` };
}

/** A reference that is no link: a number in the repository, a ticket, or a benchmark's name for a task. */
function plainRef(stated: string, repository: string): Found {
  const number = /^#?(\d{1,9})$/.exec(stated)?.[1];
  if (number !== undefined) return numberIn(repository, number);
  if (/^[A-Z][A-Z0-9]{1,9}-\d{1,6}$/.test(stated)) return ticketIn(repository, stated);
  const ref = stated.replace(/\s+/g, " ").slice(0, 200);
  return { key: `ref:${ref}`, ref };
}
