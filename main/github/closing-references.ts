/** An issue by its place. */
export interface IssueName {
  /** "owner/repo". */
  readonly repository: string;
  readonly number: number;
}

/** GitHub's nine words ("Linking a pull request to an issue using a keyword"), with or without a colon behind them. */
const closing =
  /(?<![\w-])(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?[ \t]+(?:issue[ \t]+)?(?:https?:\/\/([\w.-]{1,253})\/([\w.-]{1,100}\/[\w.-]{1,100})\/issues\/|([\w-]{1,100}\/[\w.-]{1,100})?#|GH-)(\d{1,9})\b/gi;

const stated =
  /^[ \t]{0,4}(?:[-*][ \t]+)?(?:\*\*|__)?(?:linked |related )?issue(?:\*\*|__)?:(?:\*\*|__)?[ \t]+(?:https?:\/\/([\w.-]{1,253})\/([\w.-]{1,100}\/[\w.-]{1,100})\/issues\/|([\w-]{1,100}\/[\w.-]{1,100})?#)(\d{1,9})\b/gim;

/**
 * The issues that a text closes by GitHub's keywords. What stands in code, in a comment or in a quote closes nothing here.
 * In: the text, and where it stands: bare numbers and addresses count in that place. Out: each once, in order.
 */
export function closingReferences(
  text: string,
  place: { readonly host: string; readonly repository: string },
): IssueName[] {
  const found = new Map<string, IssueName>();
  for (const [, host, path, named, number = ""] of plainProse(text).matchAll(closing)) {
    if (host !== undefined && host.toLowerCase() !== place.host) continue;
    const issue = { repository: path ?? named ?? place.repository, number: Number(number) };
    found.set(issueKey(issue), issue);
  }
  return [...found.values()];
}

/**
 * The one issue that a pull request names as its own without closing it: in a line that begins with the word ("**Issue:** #12"), or in
 * its branch's name ("issue-12"). Null where none is named, or several are.
 */
export function namedIssue(
  body: string,
  branch: string,
  place: { readonly host: string; readonly repository: string },
): IssueName | null {
  const found = new Map<string, IssueName>();
  const add = (issue: IssueName) => found.set(issueKey(issue), issue);
  for (const [, host, path, named, number = ""] of plainProse(body).matchAll(stated))
    if (host === undefined || host.toLowerCase() === place.host)
      add({ repository: path ?? named ?? place.repository, number: Number(number) });
  if (found.size === 0)
    for (const [, number = ""] of branch.matchAll(/(?:^|[/_-])issue[-_/]?(\d{1,9})(?=$|[/_-])/gi))
      add({ repository: place.repository, number: Number(number) });
  const [only] = found.values();
  return found.size === 1 && only !== undefined ? only : null;
}

/** One key for every way to write an issue's place. */
export function issueKey({ repository, number }: IssueName): string {
  return `${repository.toLowerCase()}#${String(number)}`;
}

/** A text without its code, comments and quotes. */
export function plainProse(text: string): string {
  let fence: string | null = null;
  const kept: string[] = [];
  for (const line of withoutComments(text).split(/\r?\n/)) {
    const mark = /^\s{0,3}(`{3,}|~{3,})/.exec(line)?.[1] ?? null;
    if (fence !== null) {
      if (mark?.startsWith(fence) === true) fence = null;
      continue;
    }
    if (mark !== null) {
      fence = mark;
      continue;
    }
    if (!/^\s{0,3}>/.test(line)) kept.push(line.replace(/`[^`\n]{1,300}`/g, " "));
  }
  return kept.join("\n");
}

/** A text without `<!-- … -->`; one that is never closed hides the rest, as on GitHub. */
export function withoutComments(text: string): string {
  let kept = "";
  for (let at = 0; ;) {
    const start = text.indexOf("<!--", at);
    if (start === -1) return kept + text.slice(at);
    kept += text.slice(at, start);
    const end = text.indexOf("-->", start + 4);
    if (end === -1) return kept;
    at = end + 3;
  }
}
