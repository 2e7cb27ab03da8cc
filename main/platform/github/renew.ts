import * as z from "zod";
import { silenceProblem } from "./problems";
import { signInFetch, signInOrigin } from "./sign-in-fetch";

interface RenewOptions {
  readonly host: string;
  /** Base address of the host's API; the sign-in is beside it. */
  readonly base: string;
  /** Of the app that was signed in through. No secret of it is needed after a sign-in by device code. */
  readonly clientId: string;
  readonly refreshToken: string;
  readonly version: string;
  readonly now: () => Date;
}

/** What asking for another token came to. */
export type Renewed =
  | {
      readonly came: "renewed";
      readonly token: string;
      readonly expiresAt: string | null;
      readonly refreshToken: string;
      readonly refreshEndsAt: string | null;
    }
  /** GitHub does not take the refresh token, or not from this app: it never will. */
  | { readonly came: "refused" }
  /** Nothing was done: it may be asked again. */
  | { readonly came: "not-now"; readonly why: string }
  /** It may have been done and its answer is lost: the refresh token may be used up. */
  | { readonly came: "lost"; readonly why: string };

const secret = z.string().min(10).max(1000);
// Numbers came as text once ("28800"), so that both are taken.
const seconds = z.coerce.number().positive().max(10_000_000_000);
const grantedForm = z.object({
  access_token: secret,
  expires_in: seconds.optional(),
  refresh_token: secret,
  refresh_token_expires_in: seconds.optional(),
});
const refusedForm = z.object({ error: z.string().max(100) });
const final = new Set(["bad_refresh_token", "incorrect_client_credentials", "unsupported_grant_type"]);

/**
 * Asks for another token by the one that renews (GitHub documentation, "Refreshing user access tokens"): POST
 * /login/oauth/access_token with client_id, grant_type "refresh_token" and refresh_token, and with a client secret only where the
 * token did not come by device code. Both old tokens are void once it is answered.
 */
export async function renew(options: RenewOptions): Promise<Renewed> {
  const { host, base, clientId, refreshToken, version, now } = options;
  const failure = { place: host, host, isWrite: true, hasToken: false, scrub: (text: string) => text };
  let status: number;
  let text: string;
  try {
    const response = await signInFetch(base, new AbortController().signal)(
      `${signInOrigin(base)}/login/oauth/access_token`,
      {
        method: "POST",
        headers: {
          accept: "application/json",
          "content-type": "application/json",
          "user-agent": `countersign/${version}`,
        },
        body: JSON.stringify({ client_id: clientId, grant_type: "refresh_token", refresh_token: refreshToken }),
      },
    );
    status = response.status;
    text = await response.text();
  } catch (error) {
    const { code, message } = silenceProblem(error, failure);
    return { came: code === "github-lost" ? "lost" : "not-now", why: message };
  }
  const why = `${host} answered ${String(status)}.`;
  if (status >= 500 || status === 408) return { came: "lost", why };
  const said = parsed(text);
  const refused = refusedForm.safeParse(said);
  if (refused.success)
    return final.has(refused.data.error)
      ? { came: "refused" }
      : { came: "not-now", why: `${host} answered ${refused.data.error.replace(/[^a-z_]/g, "")}.` };
  const granted = grantedForm.safeParse(said);
  if (!granted.success) return status === 200 ? { came: "lost", why } : { came: "not-now", why };
  const { access_token, expires_in, refresh_token, refresh_token_expires_in } = granted.data;
  const after = (given: number | undefined): string | null =>
    given === undefined ? null : new Date(now().getTime() + given * 1000).toISOString();
  return {
    came: "renewed",
    token: access_token,
    expiresAt: after(expires_in),
    refreshToken: refresh_token,
    refreshEndsAt: after(refresh_token_expires_in),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
