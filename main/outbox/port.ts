import type { DecisionComment, Placement } from "../../shared/model/comment";
import type { AboutEscalation, DecisionKind } from "../../shared/model/decision";
import type { EffectOperation, EffectPayload, EffectRemote, EffectVia } from "../../shared/model/effect";

/** The pull request that an attempt is, and what the account may do there. */
export interface PullPlace {
  /** "github.com", or the host of an Enterprise server. */
  readonly host: string;
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
  /** Its page. */
  readonly url: string;
  /** Login of who opened it; null where that is not known. */
  readonly author: string | null;
  readonly state: "draft" | "open" | "closed" | "merged";
  /** As whom it would be written to; null where nobody is signed in for it, and then why. */
  readonly account: { readonly login: string; readonly id: number } | null;
  readonly noAccount: string | null;
  /** What that account may do there, as far as it is known. */
  readonly may: Readonly<
    Partial<Record<EffectOperation, { readonly may: "yes" | "no" | "untried"; readonly why: string }>>
  >;
}

export interface EffectAttempt {
  readonly id: string;
  readonly letter: string;
  /** What was judged. */
  readonly head: string | null;
  readonly pull: PullPlace | null;
}

/** What is decided, as it stands while it is typed. */
export interface EffectSubject {
  readonly kind: DecisionKind;
  readonly task: {
    readonly id: string;
    readonly ref: string | null;
    readonly title: string;
    readonly repository: string;
  };
  /** The attempt decided on; null for a decision on the task. */
  readonly attempt: EffectAttempt | null;
  /** Every attempt of the task, by letter. */
  readonly attempts: readonly EffectAttempt[];
  readonly reason: string;
  readonly person: string | null;
  /** How GitHub knows the person or team that is named: "login" or "org/team"; null where nobody here knows. */
  readonly personOnGitHub: string | null;
  readonly until: string | null;
  /** Of an answer: which escalation or question it is to; null where the only one that waits is meant, and for other kinds. */
  readonly about: AboutEscalation | null;
  /** It was given on GitHub itself. */
  readonly heardThere: boolean;
  /** What it takes along, with where each stands in the attempt as it is now. */
  readonly comments: readonly { readonly comment: DecisionComment; readonly placed: Placement }[];
  /** The patch that was judged, for placing comments; null where there is none. */
  readonly patch: string | null;
  /** Labels are wanted, by the settings. */
  readonly labels: boolean;
}

/** An effect as a source plans it. */
export interface DraftEffect {
  readonly via: EffectVia;
  readonly operation: EffectOperation;
  readonly target: string;
  readonly title: string;
  /** Effects of one lane are sent one after another: "github.com/owner/repo#12". */
  readonly lane: string;
  /** What sends it, and one at a time: "github.com ilse", "webhook ops". */
  readonly channel: string;
  readonly account: string | null;
  readonly head: string | null;
  /** Null where it cannot be offered. */
  readonly payload: EffectPayload | null;
  readonly wanted: boolean;
  readonly refused: string | null;
  readonly link: string | null;
}

/** Says what effects a decision has. Pure: the same subject has the same effects. */
export interface EffectSource {
  readonly name: string;
  readonly plan: (subject: EffectSubject) => readonly DraftEffect[];
}

/** An effect as it is handed to what sends it. */
export interface SendableEffect {
  readonly id: string;
  readonly operation: EffectOperation;
  readonly target: string;
  readonly lane: string;
  readonly channel: string;
  readonly account: string | null;
  readonly head: string | null;
  readonly payload: EffectPayload;
  /** When it was planned: what stands there from before is not it. */
  readonly plannedAt: string;
}

/** What became of an attempt to send or to find an effect. */
export type SendOutcome =
  /** It is there. */
  | { readonly outcome: "done"; readonly remote: EffectRemote; readonly detail: string }
  /** The request may have been done: nobody knows. */
  | { readonly outcome: "lost"; readonly detail: string }
  /** Surely not done; may be tried again at that time. */
  | { readonly outcome: "later"; readonly detail: string; readonly notBefore: string | null }
  /** Surely not done, and not to be done by itself. */
  | { readonly outcome: "held"; readonly detail: string }
  /** Refused for good. */
  | { readonly outcome: "refused"; readonly detail: string };

export type FindOutcome = Extract<SendOutcome, { outcome: "done" | "later" | "held" }> | { readonly outcome: "absent" };

/** Sends the effects of one way out. */
export interface EffectSender {
  readonly via: EffectVia;
  /**
   * Sends it once, never twice by itself. `still` says whether this process may still send it: asked right before the request.
   */
  readonly send: (effect: SendableEffect, still: () => boolean) => Promise<SendOutcome>;
  /** Looks for what may have been done. Absent where the far side cannot be asked: then nothing is ever sent again. */
  readonly find?: (effect: SendableEffect) => Promise<FindOutcome>;
}
