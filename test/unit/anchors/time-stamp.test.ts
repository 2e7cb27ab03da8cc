import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readTimeAnswer, timeRequest } from "../../../main/anchors/time-stamp";
import { readRoots, verifyTimeToken } from "../../../main/anchors/time-stamp-signature";
import type { Result } from "../../../shared/result";
import { openssl, timeAuthority, type TimeAuthority } from "../../support/time-authority";

const note = Buffer.from("countersign.invalid/x\n3\nAAAA\n\n\u2014 a note\n");

function held(answer: Uint8Array, root: string | null, bytes: Uint8Array = note, nonce: Buffer | null = null) {
  const roots = root === null ? null : readRoots(root);
  if (roots !== null && !roots.ok) throw new Error(roots.error.message);
  const token = readTimeAnswer(answer, bytes, nonce);
  return token.ok ? verifyTimeToken(token.value, roots?.value ?? []) : token;
}

function byOpenssl(authority: TimeAuthority, answer: Uint8Array, bytes: Uint8Array = note): boolean {
  writeFileSync(path.join(authority.folder, "answer.tsr"), answer);
  writeFileSync(path.join(authority.folder, "note"), bytes);
  const args = ["ts", "-verify", "-in", "answer.tsr", "-data", "note", "-CAfile", authority.rootFile];
  return spawnSync("openssl", args, { cwd: authority.folder }).status === 0;
}

function why(result: Result<unknown>): string {
  return result.ok ? "it holds" : result.error.message;
}

describe.each([
  { key: "ec", digest: "sha256" },
  { key: "ec", digest: "sha512" },
  { key: "rsa:2048", digest: "sha256" },
  { key: "rsa:2048", digest: "sha384" },
] as const)("a time-stamp of an authority with $key keys and $digest", (options) => {
  it("holds here as it does for openssl, and says when and who", () => {
    const authority = timeAuthority(options);
    const request = timeRequest(note);
    const answer = authority.reply(request.bytes);
    expect(byOpenssl(authority, answer)).toBe(true);
    expect(held(answer, authority.root, note, request.nonce)).toEqual({
      ok: true,
      value: { name: "Clock One", vouched: true },
    });
    const token = readTimeAnswer(answer, note, request.nonce);
    if (!token.ok) throw new Error(token.error.message);
    expect(Math.abs(token.value.time - Date.now())).toBeLessThan(120_000);
  });
});

it("asks with a number of its own, for certificates, over the digest alone", () => {
  const authority = timeAuthority();
  const first = timeRequest(note);
  writeFileSync(path.join(authority.folder, "q"), first.bytes);
  const text = openssl(authority.folder, "ts", "-query", "-in", "q", "-text").toString();
  expect(text).toMatch(/Hash Algorithm: sha256/);
  expect(text).toMatch(/Certificate required: yes/);
  expect(text).toMatch(/Nonce: 0x[0-9A-F]{24,32}/);
  expect(first.bytes.includes(note)).toBe(false);
  expect(timeRequest(note).nonce.equals(first.nonce)).toBe(false);
});

it("is refused over other bytes, with another request's number, under another root, without a root it vouches for nobody", () => {
  const authority = timeAuthority();
  const request = timeRequest(note);
  const answer = authority.reply(request.bytes);
  expect(why(held(answer, authority.root, Buffer.from("another note")))).toMatch(/over other bytes/);
  expect(why(held(answer, authority.root, note, timeRequest(note).nonce))).toMatch(/does not repeat the number/);
  expect(why(held(answer, timeAuthority().root))).toMatch(/leads to none of the roots/);
  expect(held(answer, null)).toEqual({ ok: true, value: { name: "Clock One", vouched: false } });
});

it("is refused of a certificate that is for something else, and where the authority refuses", () => {
  const authority = timeAuthority();
  const other = timeAuthority({ usage: "server" });
  // openssl itself signs no time-stamp with such a certificate, so the honest one's token is given the other's root.
  expect(() => other.reply(timeRequest(note).bytes)).toThrow();
  const rejected = authority.reply(Buffer.from("3003020101", "hex"));
  expect(why(held(rejected, authority.root))).toMatch(/the authority refused it/);
  for (const bytes of [Buffer.alloc(0), Buffer.from("hello"), Buffer.alloc(60_000, 0x30), Buffer.from("3080", "hex")])
    expect(why(held(bytes, authority.root))).toMatch(/does not hold/);
});

it("holds nowhere where openssl refuses it, whichever byte is changed or cut off", () => {
  const authority = timeAuthority();
  const answer = authority.reply(timeRequest(note).bytes);
  const differences: number[] = [];
  let refusedHere = 0;
  for (let at = 0; at < answer.length; at += 1) {
    const changed = Buffer.from(answer);
    changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
    if (!held(changed, authority.root).ok) refusedHere += 1;
    else if (!byOpenssl(authority, changed)) differences.push(at);
  }
  expect(differences).toEqual([]);
  expect(refusedHere).toBeGreaterThan(answer.length * 0.9);
  for (let cut = 0; cut < answer.length; cut += 7) expect(held(answer.subarray(0, cut), authority.root).ok).toBe(false);
  expect(held(Buffer.concat([answer, Buffer.from([0])]), authority.root).ok).toBe(false);
});
