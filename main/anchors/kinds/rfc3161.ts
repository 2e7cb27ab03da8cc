import { err, ok, type Problem } from "../../../shared/result";
import { post, type PostFailure, type PostTimes } from "../../platform/http-post";
import { checkAuthority } from "../authority";
import { mostReceiptBytes, type AnchorKind, type Found, type Head, type KeptAnchor, type Means } from "../port";
import { readTimeAnswer, timeRequest } from "../time-stamp";
import { readRoots, verifyTimeToken } from "../time-stamp-signature";

/*
 * A time-stamp over the checkpoint's note. The authority is sent a digest: it learns neither the log's name nor its size. What
 * comes back is the only time that this machine does not state itself.
 */

const times: PostTimes = { answer: 15_000, idle: 10_000, whole: 30_000 };

function failed({ why, problem }: PostFailure): Problem {
  const code = why === "refused" ? "time-stamp-refused" : why === "busy" ? "anchor-busy" : "anchor-unreachable";
  return {
    ...problem,
    code: problem.code === "runner-timeout" ? "anchor-timeout" : code,
    remedy: why === "refused" ? problem.remedy : "Nothing waits for it: it is tried again.",
  };
}

async function make(head: Head, means: Means) {
  const { time } = means.settings;
  if (time === null)
    return err({
      code: "not-configured",
      message: "No time-stamping authority is named.",
      remedy: "Name one under Settings, Anchors, or with countersign anchor time --url URL --root FILE.",
    });
  const url = checkAuthority(time.url, time.root !== null);
  if (!url.ok) return url;
  const roots = time.root === null ? ok([]) : readRoots(time.root);
  if (!roots.ok) return roots;
  const stamped = Buffer.from(head.note, "utf8");
  const request = timeRequest(stamped);
  const answer = await post({
    url: url.value,
    body: request.bytes,
    sends: "application/timestamp-query",
    takes: "application/timestamp-reply",
    agent: `Countersign/${means.version}`,
    limit: mostReceiptBytes,
    times,
    signal: means.signal,
  });
  if (!answer.ok) return err(failed(answer.error));
  const token = readTimeAnswer(answer.value, stamped, request.nonce);
  if (!token.ok) return token;
  const signer = verifyTimeToken(token.value, roots.value);
  if (!signer.ok) return signer;
  const { name, vouched } = signer.value;
  const at = new Date(token.value.time).toISOString();
  return ok({
    bytes: answer.value,
    detail: `Time-stamp of ${at} by ${name.slice(0, 200)}, ${new URL(url.value).host}${vouched ? "" : "; its root was not pinned"}`,
  });
}

function checkOne({ seq, size, receipt }: KeptAnchor, means: Means): Found {
  const found = (outcome: Found["outcome"], message: string, time: number | null = null): Found => ({
    ...{ seq, size, outcome, message },
    time: time === null ? null : new Date(time).toISOString(),
  });
  const note = means.log.noteAt(size);
  if (note === null) return found("diverged", `This log keeps no checkpoint of ${String(size)} entries any more.`);
  const token = readTimeAnswer(receipt, Buffer.from(note, "utf8"), null);
  if (!token.ok) return found("diverged", token.error.message);
  const pem = means.settings.time?.root ?? null;
  const roots = pem === null ? ok([]) : readRoots(pem);
  const signer = verifyTimeToken(token.value, roots.ok ? roots.value : []);
  if (!signer.ok) return found("diverged", signer.error.message);
  const { name, vouched } = signer.value;
  const at = new Date(token.value.time).toISOString();
  return found(
    "holds",
    `${name} stamped the checkpoint of ${String(size)} entries at ${at}${vouched ? "" : "; nobody here vouches for it, since no root certificate is given"}.`,
    token.value.time,
  );
}

export const rfc3161: AnchorKind = {
  type: "rfc3161",
  name: "Time-stamp",
  make,
  // Receipts are kept whole: nobody is asked again.
  check: (anchors, means) => Promise.resolve(anchors.map((one) => checkOne(one, means))),
};
