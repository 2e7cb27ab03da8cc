import { eachPart } from "../http-request";

const mostOfAnswer = 64 * 1024;
const answerMs = 30_000;

/** Where the host of an API's base signs in: beside it, and never under the API's own name. */
export function signInOrigin(base: string): string {
  const { origin } = new URL(base);
  return /^https:\/\/api\.(?:github\.com|[^/]+\.ghe\.com)$/.test(origin) ? origin.replace("//api.", "//") : origin;
}

/** Asks a host's sign-in and nothing else, without any token in the headers, within a size and a time. In: the base of its API. */
export function signInFetch(base: string, signal: AbortSignal): typeof fetch {
  return async (input, init) => {
    const url = new URL(typeof input === "string" ? input : input instanceof URL ? input.href : input.url);
    if (url.origin !== signInOrigin(base) || !url.pathname.startsWith("/login/")) throw new Error("not the sign-in");
    const response = await fetch(url, {
      ...init,
      redirect: "error",
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerMs)]),
    });
    const parts: Uint8Array[] = [];
    const read = await eachPart(response, mostOfAnswer, answerMs, (part) => void parts.push(part));
    if (!read.ok) throw new Error("no usable answer");
    const date = response.headers.get("date") ?? new Date().toUTCString();
    const headers = { "content-type": "application/json", date };
    return new Response(Buffer.concat(parts), { status: response.status, headers });
  };
}
