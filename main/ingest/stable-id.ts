import { createHash } from "node:crypto";

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * A short id that is the same on every machine: the first characters of the SHA-256 of `key` in Crockford's base 32
 * (no I, L, O, U), five unless `length` (5 to 16) says otherwise. Two keys may share an id: whoever stores it asks for a longer one.
 */
export function stableId(prefix: "T" | "A" | "S", key: string, length = 5): string {
  if (!Number.isInteger(length) || length < 5 || length > 16) throw new RangeError("An id has 5 to 16 characters.");
  const digest = createHash("sha256").update(key, "utf8").digest();
  let bits = 0n;
  for (const byte of digest.subarray(0, 10)) bits = (bits << 8n) | BigInt(byte);
  let id = "";
  for (let index = 0; index < length; index += 1) {
    id += crockford.charAt(Number((bits >> BigInt(75 - index * 5)) & 31n));
  }
  return `${prefix}-${id}`;
}

/** What a session's id is derived from. */
interface SessionIdentity {
  readonly runner: string;
  readonly runnerSessionId: string;
  readonly parentRunnerSessionId: string | null;
  readonly kind: string;
}

/**
 * The key of a session for `stableId`. Claude Code's ids of sub-agents are short and only unique within their session,
 * so there the parent is part of the key.
 */
export function sessionKey(session: SessionIdentity): string {
  const parent = session.runner === "claude-code" && session.kind !== "main" ? session.parentRunnerSessionId : null;
  return JSON.stringify(
    parent === null ? [session.runner, session.runnerSessionId] : [session.runner, parent, session.runnerSessionId],
  );
}
