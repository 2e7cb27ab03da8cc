import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { BundleVerdict, Comparison, OpenedBundle } from "../../shared/contract/audit";
import { err, ok, type Result } from "../../shared/result";
import { BundleLog } from "../audit/bundle/bundle-log";
import { leafHash, rootOf } from "../audit/tree";
import { forgetBundle, keepBundle, openBundles } from "../views/audit-source";
import { bundleSource } from "../views/bundle-source";
import type { Core } from "../views/core";
import { bundleFiles } from "./bundle-files";
import { runVerifier, type Verdict } from "./run-verifier";

/** More than these are not kept open: the one that was opened first is closed. */
const mostOpen = 8;

const verdicts: Readonly<Record<number, BundleVerdict>> = {
  0: "ANCHORED",
  10: "CONSISTENT",
  20: "UNPINNED",
  30: "DIVERGED",
  40: "INVALID",
};

/** Opens the log of a bundle for reading. In: a folder or a tar. */
function openLog(where: string): Result<BundleLog> {
  const files = bundleFiles(where);
  if (!files.ok) return files;
  try {
    const log = BundleLog.open(files.value);
    if (!log.ok) files.value.close();
    return log;
  } catch (error) {
    files.value.close();
    return err({
      code: "bundle-refused",
      message: `The bundle cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      place: where,
    });
  }
}

/**
 * Opens another person's bundle for reading, and has the shipped verifier judge it. In: where it is; keys that are believed, as text
 * forms or PEM. Nothing of it is written anywhere.
 */
export async function openBundle(
  core: Core,
  asked: {
    readonly path: string;
    readonly logKeys?: readonly string[] | undefined;
    readonly reviewerKeys?: readonly string[] | undefined;
  },
): Promise<Result<OpenedBundle>> {
  const where = path.resolve(asked.path);
  const verdict = await judge(core, where, asked.logKeys ?? [], asked.reviewerKeys ?? []);
  if (!verdict.ok) return verdict;
  const opened = openLog(where);
  if (!opened.ok) return opened;
  const log = opened.value;
  const id = randomUUID();
  for (const old of openBundles(core).slice(0, Math.max(0, openBundles(core).length - mostOpen + 1)))
    forgetBundle(core, old)?.close();
  keepBundle(core, id, bundleSource(log));
  const keys = log.keys();
  return ok({
    bundle: id,
    name: path.basename(where),
    path: where,
    origin: log.origin(),
    own: log.origin() === core.ledger.origin(),
    from: log.from,
    to: log.size(),
    root: log.root,
    withheld: log.withheld,
    decisions: countOf(verdict.value, "decisions"),
    verdict: verdicts[verdict.value.exit] ?? "UNSUPPORTED",
    exit: verdict.value.exit,
    verifier: "countersign-verify (Node)",
    people: [...new Set(keys.reviewers.map(({ person }) => person.name))],
    pinsAskedFor: [
      ...keys.log.map(({ vkey, key }) => ({ role: "log" as const, vkey, name: key.name })),
      ...keys.reviewers.map(({ vkey, person }) => ({ role: "reviewer" as const, vkey, name: person.name })),
    ],
    proved: verdict.value.proved,
    notProved: verdict.value.notProved,
    problems: verdict.value.problems.map(({ file, place, message }) => {
      const where = [file, place].filter((part) => typeof part === "string" && part !== "").join(", ");
      return where === "" ? message : `${where}: ${message}`;
    }),
  });
}

function countOf({ counts }: Verdict, name: "decisions"): number {
  return counts[name];
}

/** Runs the verifier; keys are given as files, for they may be of several lines. */
async function judge(
  core: Core,
  where: string,
  logKeys: readonly string[],
  reviewerKeys: readonly string[],
): Promise<Result<Verdict>> {
  const folder = mkdtempSync(path.join(tmpdir(), "countersign-pins-"));
  try {
    const pin = (option: string, texts: readonly string[]): string[] =>
      texts.flatMap((text, at) => {
        const file = path.join(folder, `${option.slice(2)}-${String(at)}`);
        writeFileSync(file, text, { mode: 0o600 });
        return [option, file];
      });
    // After every file name the options: a name that begins with a dash is none here, for the path is absolute.
    return await runVerifier(core.platform, [
      where,
      ...pin("--log-key", logKeys),
      ...pin("--reviewer-key", reviewerKeys),
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Closes a bundle that was opened. */
export function closeBundle(core: Core, id: string): { closed: boolean } {
  const source = forgetBundle(core, id);
  source?.close();
  return { closed: source !== null };
}

/** Holds the own log against a bundle: whether what the bundle shows is the beginning of what is here. */
export function compareBundle(core: Core, where: string): Result<Comparison> {
  const opened = openLog(path.resolve(where));
  if (!opened.ok) return opened;
  const log = opened.value;
  try {
    return ok(comparison(core, log));
  } finally {
    log.close();
  }
}

function comparison(core: Core, log: BundleLog): Comparison {
  const { ledger } = core;
  const size = ledger.size();
  const { from } = log;
  const to = log.size();
  const here = { origin: ledger.origin(), size, root: rootOf(ledger.nodes, size).toString("hex") };
  const there = { origin: log.origin(), from, to, root: log.root };
  const rootHereAtTo = to > size ? null : rootOf(ledger.nodes, to).toString("hex");
  const stretch = `entries ${String(from)} to ${String(to - 1)}`;
  const answer = (state: Comparison["state"], sentence: string, firstOther: number | null = null): Comparison => ({
    state,
    here,
    there,
    rootHereAtTo,
    firstOther,
    sentence,
  });
  if (here.origin !== there.origin)
    return answer("other-log", `The bundle is of another log (${there.origin}): the two cannot be compared.`);
  if (log.checkpoint() === null)
    return answer(
      "not-comparable",
      "The checkpoint of the bundle is not signed by a key that it tells of, or is not of its entries: nothing follows from it. Verify it first.",
    );
  if (rootHereAtTo === there.root)
    return answer(
      "consistent",
      `This log begins with the ${String(to)} entries that the bundle ends at${size > to ? `, and has ${String(size - to)} more` : ""}.`,
    );
  const firstOther = firstDifference(core, log, Math.min(to, size));
  if (rootHereAtTo === null)
    return answer(
      "diverged",
      firstOther === null
        ? `The bundle shows ${String(to)} entries and this log has ${String(size)}: the end of this log is gone.`
        : `The bundle shows ${String(to)} entries, this log has ${String(size)}, and entry ${String(firstOther)} is another one.`,
      firstOther,
    );
  return answer(
    "diverged",
    firstOther === null
      ? `The first ${String(to)} entries of this log are not those of the bundle; its ${stretch} are the same, so what is before them was changed.`
      : `The first ${String(to)} entries of this log are not those of the bundle: entry ${String(firstOther)} is another one.`,
    firstOther,
  );
}

/** The first entry of a bundle that is another one here; null where none is. */
function firstDifference(core: Core, log: BundleLog, end: number): number | null {
  for (const { seq, bytes } of core.ledger.stored(log.from, end))
    if (!leafHash(bytes).equals(log.leaf(seq))) return seq;
  return null;
}
