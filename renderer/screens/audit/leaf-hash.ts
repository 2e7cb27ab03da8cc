/**
 * Hash of a leaf of the log as RFC 9162 section 2.1.1 has it: SHA-256 over a zero byte and the entry's canonical bytes.
 * In: the canonical text. Out: lower-case hex. The page computes it itself, so that Verify does not repeat what the core said.
 */
export async function hashLeaf(canonical: string): Promise<string> {
  const body = new TextEncoder().encode(canonical);
  const leaf = new Uint8Array(body.length + 1);
  leaf.set(body, 1);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", leaf));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
