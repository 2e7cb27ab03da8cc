import { createOAuthDeviceAuth } from "@octokit/auth-oauth-device";
import { Octokit } from "@octokit/rest";
import * as z from "zod";
import { instantSchema } from "../../../shared/model/ids";
import { err, ok, type Result } from "../../../shared/result";
import { signInFetch } from "./sign-in-fetch";

/** What a person does in the browser: open the address, type the code. */
export interface DeviceCode {
  readonly userCode: string;
  readonly address: string;
  readonly expiresAt: string;
}

/** What signing in gave. Tokens of an app that lets them end come with one that renews them. */
export interface SignedIn {
  readonly token: string;
  readonly expiresAt: string | null;
  readonly renewal: { readonly token: string; readonly endsAt: string | null } | null;
}

export interface DeviceSignIn {
  readonly code: DeviceCode;
  /** Ends once the person has allowed it, refused it, or the code's time is over. */
  readonly done: Promise<Result<SignedIn>>;
}

interface DeviceOptions {
  readonly host: string;
  /** Base address of the host's API; the sign-in is beside it. */
  readonly base: string;
  readonly clientId: string;
  readonly version: string;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

const longestMs = 15 * 60_000;

const secret = z.string().min(10).max(1000);
const granted = z.object({
  token: secret,
  expiresAt: instantSchema.optional(),
  refreshToken: secret.optional(),
  refreshTokenExpiresAt: instantSchema.optional(),
});
const refusedForm = z.object({ response: z.object({ data: z.object({ error: z.string().max(100) }) }) });
const silent = () => undefined;

/**
 * Signs in by device code (GitHub documentation, "Device flow"): an app's public client id, no secret on this machine. Out: the code
 * to be typed at the host, and what comes of it. Codes: "github-sign-in".
 */
export async function signInByDevice(options: DeviceOptions): Promise<Result<DeviceSignIn>> {
  const { host, base, clientId, version, now } = options;
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(longestMs)]);
  const octokit = new Octokit({
    baseUrl: base,
    userAgent: `countersign/${version}`,
    log: { debug: silent, info: silent, warn: silent, error: silent },
    request: { fetch: signInFetch(base, signal) },
  });
  return new Promise((resolve) => {
    let isTold = false;
    const auth = createOAuthDeviceAuth({
      clientType: "github-app",
      clientId,
      request: octokit.request,
      onVerification: (given) => {
        isTold = true;
        const address = addressAt(host, base, given.verification_uri);
        const userCode = /^[A-Z0-9-]{4,20}$/.exec(given.user_code)?.[0];
        if (address === null || userCode === undefined) {
          resolve(err(failed(host, "it answered with no code that could be shown")));
          throw new Error("no code");
        }
        const expiresAt = new Date(now().getTime() + Math.min(longestMs, given.expires_in * 1000)).toISOString();
        resolve(ok({ code: { userCode, address, expiresAt }, done }));
      },
    });
    const done = auth({ type: "oauth" }).then(
      (given): Result<SignedIn> => {
        const read = granted.safeParse(given);
        if (!read.success) return err(failed(host, "it answered with no token"));
        const { token, expiresAt = null, refreshToken, refreshTokenExpiresAt: endsAt = null } = read.data;
        const renewal = refreshToken === undefined ? null : { token: refreshToken, endsAt };
        return ok({ token, expiresAt, renewal });
      },
      (error: unknown): Result<SignedIn> => err(failed(host, reasonOf(error, options.signal))),
    );
    void done.then((result) => {
      if (!isTold) resolve(result.ok ? err(failed(host, "it answered out of turn")) : result);
    });
  });
}

function failed(host: string, why: string) {
  return {
    code: "github-sign-in",
    message: `Signing in to ${host} did not come to its end: ${why}.`,
    place: host,
    remedy: "Try again, or sign in with a fine-grained token.",
  };
}

const reasons: Readonly<Record<string, string>> = {
  access_denied: "it was refused in the browser",
  expired_token: "the code's time is over",
  incorrect_client_credentials: "the client id is not known there",
  device_flow_disabled: "the app does not allow signing in by code",
};

function reasonOf(error: unknown, stopped: AbortSignal): string {
  if (stopped.aborted) return "it was stopped";
  const read = refusedForm.safeParse(error);
  if (!read.success) return "it could not be reached, or gave no usable answer";
  const { error: said } = read.data.response.data;
  return reasons[said] ?? `it answered ${said.replace(/[^a-z_]/g, "")}`;
}

/** The address that is shown: of the host itself, whatever the answer says. */
function addressAt(host: string, base: string, given: string): string | null {
  if (!URL.canParse(given)) return null;
  const url = new URL(given);
  const own = url.host === host || url.origin === new URL(base).origin;
  return own && (url.protocol === "https:" || url.origin === new URL(base).origin) ? url.href : null;
}
