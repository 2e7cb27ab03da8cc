import type { EffectPayload } from "../../shared/model/effect";
import { codeSpan } from "../../shared/review/fenced-text";
import { githubName, ownWords } from "./effect-text";
import { endedWords, isOwn, onPull, pullName } from "./github-effects";
import { placeComments } from "./inline-comments";
import type { DraftEffect, EffectAttempt, EffectSource, EffectSubject, PullPlace } from "./port";

/** What a verdict is called on GitHub, and how its body begins. */
const verdicts = {
  approve: { event: "APPROVE", verb: "Approve", begins: "Approved" },
  "request-changes": { event: "REQUEST_CHANGES", verb: "Request changes on", begins: "Changes requested" },
} as const;

/** The effects of verdicts, choices and owners on the pull requests that attempts are. */
export const decisionEffects: EffectSource = {
  name: "decisions",
  plan: (subject) => {
    switch (subject.kind) {
      case "approve":
      case "request-changes":
        return verdict(subject, subject.kind);
      case "reject":
        return rejection(subject);
      case "choose-attempt":
        return choice(subject);
      case "assign-owner":
      case "accept-owner":
      case "hand-over":
        return owner(subject);
      default:
        return [];
    }
  },
};

function verdict(subject: EffectSubject, kind: keyof typeof verdicts): DraftEffect[] {
  const { attempt } = subject;
  const pull = attempt?.pull ?? null;
  if (attempt === null || pull === null) return [];
  const { event, verb, begins } = verdicts[kind];
  const { inline, inBody } = placeComments(subject.comments, subject.patch);
  const body = paragraphs([`**${begins}** at ${at(attempt)}.`, ownWords(subject.reason), ...inBody]);
  const own = isOwn(pull)
    ? `${pull.author ?? "This account"} opened it: GitHub lets nobody ${kind === "approve" ? "approve" : "request changes on"} their own pull request`
    : null;
  const refused = noHead(attempt) ?? own ?? endedWords(pull);
  const review: EffectPayload = {
    operation: "review",
    commit_id: attempt.head ?? "",
    event,
    body,
    comments: [...inline],
  };
  return [
    onPull(pull, {
      title: `${verb} ${pullName(pull)} at ${short(attempt.head)}`,
      payload: review,
      head: attempt.head,
      wanted: true,
      refused,
    }),
    // What GitHub does not take as a verdict can still be said.
    ...(own === null && endedWords(pull) === null
      ? []
      : [
          onPull(pull, {
            title: `Comment on ${pullName(pull)} at ${short(attempt.head)}, without a verdict`,
            payload: { ...review, event: "COMMENT" },
            head: attempt.head,
            wanted: false,
            refused: noHead(attempt),
          }),
        ]),
    ...labelled(subject, pull, kind === "approve" ? "approved" : "changes-requested", attempt.head),
  ];
}

function rejection(subject: EffectSubject): DraftEffect[] {
  const { attempt } = subject;
  const pull = attempt?.pull ?? null;
  if (attempt === null || pull === null) return [];
  const { inBody } = placeComments(subject.comments, null);
  const body = paragraphs([`**Rejected** at ${at(attempt)}.`, ownWords(subject.reason), ...inBody]);
  return [
    onPull(pull, {
      title: `Comment on ${pullName(pull)} that it is rejected`,
      payload: { operation: "comment", body },
      head: attempt.head,
      wanted: true,
    }),
    closing(pull, attempt),
    ...labelled(subject, pull, "rejected", attempt.head),
  ];
}

/** The attempts that were not chosen are told which was, and closed where the reviewer says so. */
function choice(subject: EffectSubject): DraftEffect[] {
  const { attempt, attempts } = subject;
  if (attempt === null) return [];
  const chosen = attempt.pull === null ? `attempt ${attempt.letter}` : pullName(attempt.pull);
  const others = attempts.filter(({ id, pull }) => id !== attempt.id && pull !== null && endedWords(pull) === null);
  return others.flatMap((other) => {
    const { pull } = other;
    if (pull === null) return [];
    const body = paragraphs([
      `**Not chosen**: of ${String(attempts.length)} attempts, ${chosen} was chosen at ${at(attempt)}. This one was looked at at ${at(other)}.`,
      ownWords(subject.reason),
    ]);
    return [
      onPull(pull, {
        title: `Comment on ${pullName(pull)} that ${chosen} was chosen`,
        payload: { operation: "comment", body },
        head: other.head,
        wanted: true,
      }),
      closing(pull, other),
      ...labelled(subject, pull, "not-chosen", other.head),
    ];
  });
}

function owner({ attempts, person, personOnGitHub }: EffectSubject): DraftEffect[] {
  const said = (person ?? "").trim();
  if (said === "") return [];
  const name = githubName(personOnGitHub ?? said);
  const login = name !== null && "login" in name ? name.login : null;
  const refused =
    login !== null
      ? null
      : name === null
        ? `${said} is not a GitHub login, and nothing here says which one it has`
        : "GitHub assigns people, not teams";
  return attempts.flatMap(({ pull }) =>
    pull === null || endedWords(pull) !== null
      ? []
      : [
          onPull(pull, {
            title: `Assign ${pullName(pull)} to ${login ?? said}`,
            payload: { operation: "assignees", assignees: login === null ? [] : [login] },
            // A bare name is not yet a login: the reviewer says whether it is.
            wanted: personOnGitHub !== null || said.startsWith("@"),
            refused,
          }),
        ],
  );
}

function closing(pull: PullPlace, attempt: EffectAttempt): DraftEffect {
  return onPull(pull, {
    title: `Close ${pullName(pull)}`,
    payload: { operation: "close" },
    head: attempt.head,
    // Closing takes something away from others: it is asked for, never assumed.
    wanted: false,
    refused: endedWords(pull),
  });
}

function labelled(subject: EffectSubject, pull: PullPlace, word: string, head: string | null): DraftEffect[] {
  if (!subject.labels) return [];
  return [
    onPull(pull, {
      title: `Label ${pullName(pull)} countersign:${word}`,
      payload: { operation: "labels", labels: [`countersign:${word}`] },
      head,
      wanted: true,
    }),
  ];
}

function at({ head }: EffectAttempt): string {
  return head === null ? "a head that is not known" : `commit ${codeSpan(head)}`;
}

function short(head: string | null): string {
  return head === null ? "no known head" : head.slice(0, 7);
}

function noHead({ head }: EffectAttempt): string | null {
  return head === null ? "The attempt's head is not known: a review must name the commit that was judged" : null;
}

function paragraphs(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("\n\n");
}
