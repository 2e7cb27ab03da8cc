import { createHmac } from "node:crypto";
import { err, ok, type Result } from "../../shared/result";
import { networkProblem } from "./http-problem";

/** A message for a webhook. */
export interface WebhookMessage {
  /** A secret: it is in no problem and no log. */
  readonly url: string;
  /** Signs the message as Standard Webhooks has it; null for a form that knows no signature. */
  readonly key: string | null;
  /** Stays the same however often the message is sent. */
  readonly id: string;
  readonly body: string;
  readonly contentType: string;
  readonly agent: string;
  /** Seconds since the epoch. */
  readonly now: number;
  readonly timeoutMs: number;
}

/** What became of it. `lost`: it may have arrived, nobody knows; `later`: it has not; `refused`: the far side will not have it. */
export type WebhookAnswer =
  | { readonly outcome: "done"; readonly status: number }
  | { readonly outcome: "lost" | "refused"; readonly detail: string }
  | { readonly outcome: "later"; readonly detail: string; readonly waitMs: number | null };

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/u;

/**
 * Reads the address of a webhook: https, or http on this machine alone; no name or password in it. Out: the host as it may be shown.
 * Codes: "webhook-address". What was given is not quoted: it is a secret.
 */
export function webhookHost(address: string): Result<string> {
  const refuse = (why: string): Result<never> =>
    err({
      code: "webhook-address",
      message: `The webhook's address was not taken: ${why}.`,
      remedy: "Copy it whole from where the webhook was made: it begins with https://.",
    });
  if (address.length > 2000 || /[\s\u0000-\u001f\u007f]/u.test(address))
    return refuse("it holds white space or is too long");
  if (!URL.canParse(address)) return refuse("it is no web address");
  const url = new URL(address);
  if (url.username !== "" || url.password !== "") return refuse("it puts a name or password in front of the host");
  if (url.protocol !== "https:" && !(url.protocol === "http:" && loopback.test(url.hostname)))
    return refuse("it is not https");
  return ok(url.host);
}

/** The signature of a message: HMAC-SHA256 over id, time and body, base64 (Standard Webhooks, v1). In: the key as it was given, "whsec_" and base64 or any text. */
export function webhookSignature(key: string, id: string, seconds: number, body: string): string {
  const encoded = /^whsec_([A-Za-z0-9+/=]+)$/u.exec(key)?.[1];
  const bytes = encoded === undefined ? Buffer.from(key, "utf8") : Buffer.from(encoded, "base64");
  return `v1,${createHmac("sha256", bytes)
    .update(`${id}.${String(seconds)}.${body}`)
    .digest("base64")}`;
}

/** Posts a message once. Redirects are not followed, and nothing of the answer but its status is looked at. */
export async function postWebhook(message: WebhookMessage): Promise<WebhookAnswer> {
  const { url, key, id, body, contentType, agent, now, timeoutMs } = message;
  const host = webhookHost(url);
  if (!host.ok) return { outcome: "refused", detail: host.error.message };
  const late = AbortSignal.timeout(timeoutMs);
  let response: Response;
  try {
    response = await fetch(url, {
      method: "POST",
      redirect: "manual",
      body,
      signal: late,
      headers: {
        "content-type": contentType,
        "user-agent": agent,
        ...(key === null
          ? {}
          : {
              "webhook-id": id,
              "webhook-timestamp": String(now),
              "webhook-signature": webhookSignature(key, id, now, body),
            }),
      },
    });
  } catch (error) {
    const at = { host: host.value, place: host.value, tokenEnv: null };
    const problem = networkProblem(at, late.aborted ? { code: "ETIMEDOUT" } : error);
    // Where no connection came about, nothing was sent; else it may have been taken before the answer was lost.
    return notSent.has(problem.code)
      ? { outcome: "later", detail: problem.message, waitMs: null }
      : { outcome: "lost", detail: `${problem.message} It may have arrived all the same.` };
  }
  await response.body?.cancel().catch(() => undefined);
  const { status } = response;
  if (response.ok) return { outcome: "done", status };
  if (status >= 300 && status < 400)
    return {
      outcome: "refused",
      detail: `${host.value} sends messages on to another address; they are not sent there.`,
    };
  if (status === 429 || status === 503)
    return { outcome: "later", detail: `${host.value} asks to wait (${String(status)}).`, waitMs: waitOf(response) };
  if (status === 408 || status >= 500)
    return {
      outcome: "lost",
      detail: `${host.value} failed (${String(status)}). It may have taken the message all the same.`,
    };
  return {
    outcome: "refused",
    detail:
      status === 404 || status === 410
        ? `${host.value} knows no such webhook (${String(status)}): it may have been removed there.`
        : `${host.value} refused the message (${String(status)}).`,
  };
}

const notSent: ReadonlySet<string> = new Set(["runner-name", "runner-unreachable", "runner-tls"]);
const longestWaitMs = 3_600_000;

function waitOf(response: Response): number | null {
  const asked = response.headers.get("retry-after") ?? "";
  return /^\d{1,6}$/u.test(asked) ? Math.min(Number(asked) * 1000, longestWaitMs) : null;
}
