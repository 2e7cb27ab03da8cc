import { err, ok, type Problem, type Result } from "../../shared/result";
import { networkProblem } from "./http-problem";
import { eachPart } from "./http-request";

export interface PostTimes {
  /** Until the head of an answer is there, in milliseconds. */
  readonly answer: number;
  /** Between two parts of the body. */
  readonly idle: number;
  /** Until all of it is there. */
  readonly whole: number;
}

export interface Post {
  readonly url: string;
  readonly body: Uint8Array;
  /** Media types of what is sent and of what is taken. */
  readonly sends: string;
  readonly takes: string;
  readonly agent: string;
  /** The most bytes of an answer. */
  readonly limit: number;
  readonly times: PostTimes;
  readonly signal: AbortSignal;
}

/** Why a post brought nothing: `busy` and `unreachable` may mend with time, `refused` will not. */
export type PostFailure = { readonly why: "busy" | "unreachable" | "refused"; readonly problem: Problem };

/**
 * Posts bytes once and takes a bounded answer of the one media type. Redirects are not followed: whoever is asked is who the
 * person named.
 */
export async function post(asked: Post): Promise<Result<Uint8Array, PostFailure>> {
  const url = new URL(asked.url);
  const at = { host: url.host, place: `${url.origin}${url.pathname}`, tokenEnv: null };
  const refuse = (why: PostFailure["why"], message: string, remedy: string) =>
    err<PostFailure>({ why, problem: { code: "post-refused", message, place: at.place, remedy } });
  const whole = AbortSignal.timeout(asked.times.whole);
  const late = AbortSignal.any([whole, AbortSignal.timeout(asked.times.answer)]);
  let response: Response;
  try {
    response = await fetch(url, {
      method: "POST",
      redirect: "manual",
      body: Buffer.from(asked.body),
      signal: AbortSignal.any([late, asked.signal]),
      headers: { "content-type": asked.sends, accept: asked.takes, "user-agent": asked.agent },
    });
  } catch (error) {
    return err({ why: "unreachable", problem: networkProblem(at, late.aborted ? { code: "ETIMEDOUT" } : error) });
  }
  const drop = async <T>(result: T): Promise<T> => {
    await response.body?.cancel().catch(() => undefined);
    return result;
  };
  if (response.status >= 300 && response.status < 400)
    return drop(
      refuse("refused", `${at.host} sends requests on to another address.`, "Name that address if you trust it."),
    );
  if (!response.ok) {
    const passing = response.status === 408 || response.status === 429 || response.status >= 500;
    return drop(
      refuse(
        passing ? "busy" : "refused",
        `${at.host} answered ${String(response.status)}.`,
        passing ? "It is asked again later." : "Check the address.",
      ),
    );
  }
  const type = response.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== asked.takes)
    return drop(refuse("refused", `${at.host} answered something else than ${asked.takes}.`, "Check the address."));
  const parts: Uint8Array[] = [];
  const read = await eachPart(response, asked.limit, asked.times.idle, (part) => void parts.push(part));
  if (read.ok) return ok(Buffer.concat(parts));
  if (read.error.code === "too-large")
    return refuse("refused", `${at.host} sends more than ${String(asked.limit)} bytes.`, "Nothing was taken of it.");
  return err({
    why: "unreachable",
    problem: networkProblem(at, whole.aborted ? { code: "ETIMEDOUT" } : read.error.error),
  });
}
