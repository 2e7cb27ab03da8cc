import { createHash, generateKeyPairSync, sign, verify } from "node:crypto";
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { bundleOf, writeFolder } from "./fixture-bundle";
import { mara } from "./fixture-honest";
import { decisionOf, FixtureLog, sha256 } from "./fixture-log";
import type { NodeVerifier } from "./verifiers";

/** A bundle of many entries, with that share of decisions, in a folder. */
export function largeBundle(
  entries: number,
  decisionsPerHundred: number,
): { folder: string; bundle: string; args: string[]; decisions: number } {
  const log = new FixtureLog(`large ${entries} ${decisionsPerHundred}`);
  log.notesFrom = entries;
  log.begin();
  log.reviewerKey("created", mara);
  let decisions = 0;
  while (log.size < entries) {
    if (log.size % 100 < decisionsPerHundred) {
      decisions += 1;
      log.decide([mara.key], decisionOf(log.size), decisions % 3 === 0 ? `Read, number ${decisions}.` : undefined);
    } else log.ingest();
  }
  const folder = mkdtempSync(path.join(os.tmpdir(), "countersign-speed-"));
  const bundle = path.join(folder, "bundle");
  writeFolder(bundle, bundleOf(log));
  const args = ["--log-key", log.logKey!.vkey, "--reviewer-key", mara.key.vkey];
  return { folder, bundle, args, decisions };
}

/** Bytes of entries.bin, and the leaves in it. */
function leavesOf(bundle: string): { bytes: Buffer; leaves: Buffer[] } {
  const bytes = readFileSync(path.join(bundle, "entries.bin"));
  const leaves: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = bytes.readUInt32BE(at);
    leaves.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return { bytes, leaves };
}

/** Milliseconds of processor time that some work takes: a busy neighbour does not count. */
function costOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** The passes that verifying is measured by, in milliseconds of processor time. */
export type Passes = {
  /** Every entry read from the file and hashed for itself (SHA-256 of 0x00 and its bytes): the least any verifier does. */
  perEntry: number;
  /** The file hashed as one stream. */
  stream: number;
};

export function barePasses(bundle: string): Passes {
  const { leaves } = leavesOf(bundle);
  const zero = Buffer.of(0);
  const perEntry = costOf(() => {
    for (const leaf of leaves) sha256(zero, leaf);
  });
  const stream = costOf(() => {
    const fd = openSync(path.join(bundle, "entries.bin"), "r");
    const hash = createHash("sha256");
    const chunk = Buffer.alloc(1 << 20);
    for (let got = readSync(fd, chunk); got > 0; got = readSync(fd, chunk)) hash.update(chunk.subarray(0, got));
    hash.digest();
    closeSync(fd);
  });
  return { perEntry, stream };
}

/**
 * The least that checking so many signatures takes, in milliseconds on the clock, with every core at it (crypto.verify in the thread pool,
 * which has four threads): nothing is read, parsed or compared. In: their number, bytes of a signed message.
 */
async function bareSignatures(count: number, bytes: number): Promise<number> {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const message = Buffer.alloc(bytes, 7);
  const signature = sign(null, message, privateKey);
  const one = () =>
    new Promise<void>((resolve, reject) => {
      verify(null, message, publicKey, signature, (error, holds) => {
        if (error === null && holds) resolve();
        else reject(error ?? new Error("a good signature is refused"));
      });
    });
  const start = performance.now();
  await Promise.all(Array.from({ length: count }, one));
  return performance.now() - start;
}

export type Speed = {
  entries: number;
  decisions: number;
  megabytes: number;
  /** Milliseconds of processor time, and of the clock, that verifying took at best. */
  verify: number;
  clock: number;
  /** Milliseconds of the clock that its signatures alone take on all cores. */
  signatures: number;
  bare: Passes;
  ratio: number;
  exit: number;
  /** How far the memory of this process grew while it verified, in MiB. */
  grown: number;
};

/** Verifies a large bundle and hashes it, in turns; the best of each is compared, for a neighbour only ever adds. */
export async function measure(
  node: NodeVerifier,
  entries: number,
  decisionsPerHundred: number,
  rounds: number,
): Promise<Speed> {
  const { folder, bundle, args, decisions } = largeBundle(entries, decisionsPerHundred);
  try {
    const verifying: number[] = [];
    const clock: number[] = [];
    const signatures: number[] = [];
    const perEntry: number[] = [];
    const stream: number[] = [];
    let exit = 0;
    let grown = 0;
    // One turn to warm up: code, and the files' pages.
    barePasses(bundle);
    node.verifyWith([bundle, ...args]);
    for (let round = 0; round < rounds; round += 1) {
      globalThis.gc?.();
      const before = process.memoryUsage().rss;
      const start = performance.now();
      verifying.push(
        costOf(() => {
          exit = node.verifyWith([bundle, ...args]).exit;
        }),
      );
      clock.push(performance.now() - start);
      signatures.push(await bareSignatures(decisions, 1500));
      grown = Math.max(grown, (process.memoryUsage().rss - before) / 2 ** 20);
      const bare = barePasses(bundle);
      perEntry.push(bare.perEntry);
      stream.push(bare.stream);
    }
    const bare = { perEntry: Math.min(...perEntry), stream: Math.min(...stream) };
    const megabytes = readFileSync(path.join(bundle, "entries.bin")).length / 1e6;
    return {
      entries,
      decisions,
      megabytes,
      verify: Math.min(...verifying),
      clock: Math.min(...clock),
      signatures: Math.min(...signatures),
      bare,
      ratio: Math.min(...verifying) / bare.perEntry,
      exit,
      grown,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
