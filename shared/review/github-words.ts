interface SignIn {
  readonly expiresAt: string | null;
  readonly state: "ready" | "locked" | "expired";
  readonly renewal: { readonly until: string | null; readonly begunAt: string | null } | null;
  readonly ended: { readonly at: string; readonly why: "refused" | "cut-short" | "too-late" } | null;
}

/** Why a sign-in could not be renewed any more: after "over", as part of a sentence. */
export const endedWords: Readonly<Record<NonNullable<SignIn["ended"]>["why"], string>> = {
  refused: "GitHub does not renew it; it was revoked, or the app was changed",
  "cut-short": "renewing it was cut off, and GitHub takes what renews it only once",
  "too-late": "nothing was asked for so long that what renews it has ended",
};

/** Until when a sign-in lasts, and what has to be done for it, in sentences. In: how an instant is written. */
export function signInWords(signIn: SignIn, day: (instant: string) => string): string {
  const { expiresAt, state, renewal, ended } = signIn;
  if (ended !== null) return `It is over since ${day(ended.at)}: ${endedWords[ended.why]}. Sign in again.`;
  if (renewal === null) {
    if (expiresAt === null) return "GitHub names no day on which it ends.";
    return state === "expired" ? `It ended ${day(expiresAt)}. Sign in again.` : `It ends ${day(expiresAt)}.`;
  }
  const { until, begunAt } = renewal;
  if (state === "expired" && until !== null)
    return `It ended ${day(until)}: nothing was asked of GitHub for too long. Sign in again.`;
  const lasts = until === null ? "" : ` The sign-in lasts until ${day(until)}, and longer each time it is renewed.`;
  const begun =
    begunAt === null
      ? ""
      : ` Renewing it began ${day(begunAt)} and has brought nothing yet: it is tried again when GitHub is asked next.`;
  return `Its token is renewed by itself.${lasts}${begun}`;
}
