/** Something that was said on a pull request, as it was read. */
export interface Said {
  /** Login and GitHub's number of its author; null for an account that is gone. */
  readonly by: { readonly login: string; readonly id: number; readonly type: string } | null;
  /** An instant; GitHub counts whole seconds. */
  readonly at: string;
  /** GitHub's number, which grows; null for a review: those are numbered by themselves. */
  readonly number: number | null;
  readonly text: string;
  readonly url: string;
}

const mostHeard = 10;
const mostText = 20_000;

/** Whether a text bears the mark that Countersign, of whoever, leaves in what it posts. */
const marked = /<!-- countersign:effect:[0-9a-f-]{36} -->\s*$/i;

/**
 * What people said after an escalation was posted: candidates for its answer, which only a person can take as one. Left out is what came
 * before it, what is by the account that posted it, by an app, or posted by a Countersign. In: everything said on a pull request,
 * and what tells the posted comment. Out: the newest first, ten at most.
 */
export function heardAfter(
  said: readonly Said[],
  isPosted: (text: string) => boolean,
): (Said & { readonly by: NonNullable<Said["by"]> })[] {
  const posted = said.find(({ text }) => isPosted(text));
  if (posted === undefined) return [];
  return said
    .flatMap((one) => (one.by === null ? [] : [{ ...one, by: one.by, text: one.text.trim().slice(0, mostText) }]))
    .filter(
      (one) =>
        isAfter(one, posted) &&
        one.by.id !== posted.by?.id &&
        one.by.type !== "Bot" &&
        one.text !== "" &&
        !marked.test(one.text),
    )
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at) || (b.number ?? 0) - (a.number ?? 0))
    .slice(0, mostHeard);
}

function isAfter(one: Said, posted: Said): boolean {
  const later = Date.parse(one.at) - Date.parse(posted.at);
  if (later !== 0) return later > 0;
  return one.number !== null && posted.number !== null && one.number > posted.number;
}
