import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { seededRandom } from "../support/seeded-random";
import { bundleOf, tarItems, tarOf } from "./fixture-bundle";
import { canonical, FixtureLog } from "./fixture-log";
import { randomContent, spoilt } from "./random-bodies";
import { keptVectors } from "./vector-files";
import { nodeVerifierFile, pythonVerifierFile, type NodeVerifier, type PythonVerifier } from "./verifiers";

/** What one check found: how many of how many held, and what did not. */
export type Found = { what: string; held: number; of: number; wrong: string[] };

const fixtures = path.join(import.meta.dirname, "../fixtures");

/** A1: what a verifier says of a file of Merkle vectors, as `passed/total`. */
export function merkleSelfTest(verifier: "node" | "python", file = path.join(fixtures, "merkle/classic.json")): string {
  const [command, ...args] =
    verifier === "node" ? [process.execPath, nodeVerifierFile] : ["python3", "-B", pythonVerifierFile];
  try {
    return execFileSync(command, [...args, "--selftest-merkle", file], { encoding: "utf8" }).trim();
  } catch (error) {
    return (error as { stdout?: string }).stdout?.trim() ?? String(error);
  }
}

/** A2: the published pairs. What has fractions is written right and read by no one. */
export function canonicalPairs(node: NodeVerifier): Found {
  const pairs = JSON.parse(readFileSync(path.join(fixtures, "canonical-json/pairs.json"), "utf8")) as {
    name: string;
    input: string;
    output: string;
  }[];
  const wrong: string[] = [];
  for (const { name, input, output } of pairs) {
    if (node.canonicalText(JSON.parse(input)) !== output) wrong.push(`${name}: written otherwise`);
    const reads = readable(node, Buffer.from(output));
    if (reads !== (name !== "values")) wrong.push(`${name}: ${reads ? "read" : "refused"}`);
  }
  return { what: "pairs of canonical JSON", held: pairs.length - wrong.length, of: pairs.length, wrong };
}

function readable(node: NodeVerifier, bytes: Buffer): boolean {
  try {
    node.readCanonical(bytes);
    return true;
  } catch {
    return false;
  }
}

/** A2: random bodies are read, and come out as they went in; each spoilt in one way is refused. */
export function randomBodies(node: NodeVerifier, count: number, seed = 7): Found[] {
  const random = seededRandom(seed);
  const log = new FixtureLog("random");
  const unread: string[] = [];
  const accepted: string[] = [];
  let spoils = 0;
  for (let at = 0; at < count; at += 1) {
    const text = canonical({ ...log.header(1, "ingest"), ...randomContent(random) });
    if (!readable(node, Buffer.from(text)) || node.canonicalText(node.readCanonical(Buffer.from(text))) !== text)
      unread.push(text);
    const change = spoilt(random, text);
    if (change === null) continue;
    spoils += 1;
    if (change.text === text || readable(node, Buffer.from(change.text)))
      accepted.push(`${change.what}: ${change.text}`);
  }
  return [
    { what: "random bodies read, the same when written again", held: count - unread.length, of: count, wrong: unread },
    { what: "spoilt bodies refused", held: spoils - accepted.length, of: spoils, wrong: accepted },
  ];
}

/** A2 for both verifiers: one bundle of random bodies is accepted; bundles with one spoilt entry are refused. */
export async function randomBundles(
  node: NodeVerifier,
  python: PythonVerifier | null,
  sizes: { entries: number; spoilt: number },
): Promise<Found[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "countersign-bodies-"));
  const file = path.join(folder, "bundle.tar");
  const answers = async (log: FixtureLog) => {
    writeFileSync(file, tarOf(tarItems(bundleOf(log))));
    return [node.verifyWith([file]).exit, ...(python === null ? [] : [await python.ask(file, [])])];
  };
  const random = seededRandom(11);
  try {
    const honest = new FixtureLog("random bodies");
    honest.notesFrom = sizes.entries + 1;
    honest.begin();
    while (honest.size <= sizes.entries) honest.append(1, "ingest", randomContent(random));
    const said = await answers(honest);
    const rejected = said.filter((exit) => exit !== 20).map((exit) => `exit ${exit}`);
    const wrong: string[] = [];
    let of = 0;
    while (of < sizes.spoilt) {
      const log = new FixtureLog(`spoilt ${of}`);
      log.begin();
      const change = spoilt(random, canonical({ ...log.header(1, "ingest"), ...randomContent(random) }));
      if (change === null) continue;
      of += 1;
      log.raw(Buffer.from(change.text));
      const exits = await answers(log);
      if (exits.some((exit) => exit !== 40)) wrong.push(`${exits.join(" and ")}: ${change.what}: ${change.text}`);
    }
    return [
      {
        what: `verifiers that accept a bundle of ${sizes.entries} random bodies`,
        held: said.length - rejected.length,
        of: said.length,
        wrong: rejected,
      },
      { what: "bundles with one spoilt entry refused by all", held: of - wrong.length, of, wrong },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The example of the first implementation of signed notes. */
const noteExample = {
  vkey: "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
  note:
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n" +
    "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n",
};

/** A3: the example opens; with any one bit of it changed it does not, nor with any one bit of the key. */
export function noteBits(node: NodeVerifier): Found {
  const opens = (note: Buffer, vkey: string) => {
    const key = node.parseVkey(vkey);
    const read = node.parseNote(note);
    return key !== null && read !== null && (node.noteSigners(read, [key])?.length ?? 0) > 0;
  };
  const wrong: string[] = [];
  const note = Buffer.from(noteExample.note);
  const vkey = Buffer.from(noteExample.vkey);
  if (!opens(note, noteExample.vkey)) wrong.push("the example does not open");
  const each = (bytes: Buffer, open: (changed: Buffer) => boolean, what: string) => {
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      if (open(changed)) wrong.push(`${what}: bit ${bit}`);
    }
  };
  each(note, (changed) => opens(changed, noteExample.vkey), "note");
  each(vkey, (changed) => opens(note, changed.toString("utf8")), "key");
  const of = 1 + (note.length + vkey.length) * 8;
  return {
    what: "changes of one bit in a signed note or its key refused, and the note itself opened",
    held: of - wrong.length,
    of,
    wrong,
  };
}

/** Every kept vector gets its exit code from both verifiers. */
export async function keptVectorsHold(node: NodeVerifier, python: PythonVerifier | null): Promise<Found[]> {
  const vectors = keptVectors();
  const byNode: string[] = [];
  const byPython: string[] = [];
  for (const { name, bundle, args, exit, why } of vectors) {
    const said = node.verifyWith([bundle, ...args]);
    if (said.exit !== exit) byNode.push(`${name} (${why}): ${said.exit}, not ${exit}`);
    if (python === null) continue;
    const other = await python.ask(bundle, args);
    if (other !== exit) byPython.push(`${name} (${why}): ${other}, not ${exit}`);
  }
  const found = (what: string, wrong: string[]) => ({
    what,
    held: vectors.length - wrong.length,
    of: vectors.length,
    wrong,
  });
  return [
    found("vectors, Node verifier", byNode),
    ...(python === null ? [] : [found("vectors, Python verifier", byPython)]),
  ];
}
