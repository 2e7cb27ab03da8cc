import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { BundleBuild, type BundleAsk } from "../../main/audit/bundle/build-bundle";
import { writeBundle } from "../../main/services/bundle-writer";
import { seededRandom } from "../support/seeded-random";
import { inFolder } from "./durable-log";
import { HonestLog } from "./honest-log";
import { loadNodeVerifier, PythonVerifier, pythonMissing } from "./verifiers";

export interface HonestRuns {
  readonly logs: number;
  readonly entries: number;
  /** How often each thing that may happen to a log happened. */
  readonly happened: Readonly<Record<string, number>>;
  readonly bundles: number;
  /** Of them those that begin after entry 0, and those with withheld entries. */
  readonly parts: { readonly later: number; readonly withheld: number };
  /** Bundles that ended with each verdict, by both verifiers. */
  readonly verdicts: Readonly<Record<number, number>>;
  /** Bundles for which a verifier gave another verdict than it must. */
  readonly wrong: readonly string[];
  /** Null where the second verifier could not run. */
  readonly python: boolean;
}

const mostEntries = 300;

/** Without these among them the logs prove little. */
export const whatMustHappen = [
  "decision of the first form",
  "reviewer.key rotated",
  "reviewer.key revoked",
  "reviewer.key restored",
  "revocation that reaches back",
  "log.key created",
  "log.key rotated",
  "blob.erased",
  "anchor",
  "policy",
  "effect",
  "decision.received",
  "clock.anomaly",
  "restart",
];

/** Makes honest logs with the app's ledger and exports of them, and asks both verifiers. In: how many logs, the first seed. */
export async function honestRuns(logs: number, firstSeed: number): Promise<HonestRuns> {
  const python = pythonMissing() === null ? new PythonVerifier() : null;
  const first = await loadNodeVerifier();
  const verdicts: Record<number, number> = {};
  const wrong: string[] = [];
  const happened: Record<string, number> = {};
  const parts = { later: 0, withheld: 0 };
  let entries = 0;
  let bundles = 0;
  const ask = async (what: string, bundle: string, args: readonly string[], must: number): Promise<void> => {
    bundles += 1;
    verdicts[must] = (verdicts[must] ?? 0) + 1;
    const node = first.verifyWith([bundle, ...args]);
    if (node.exit !== must)
      wrong.push(
        `${what}: node says ${String(node.exit)} for ${String(must)}: ${JSON.stringify(node.problems.slice(0, 3))}`,
      );
    const second = python === null ? must : await python.ask(bundle, [...args]);
    if (second !== must) wrong.push(`${what}: python says ${String(second)} for ${String(must)} (${args.join(" ")})`);
  };
  // What is proved here needs no disk that lasts.
  const below = existsSync("/dev/shm") ? "/dev/shm" : undefined;
  try {
    for (let at = 0; at < logs; at += 1)
      await inFolder(async (folder) => {
        const seed = firstSeed + at;
        const random = seededRandom(seed * 7919 + 11);
        const home = path.join(folder, "home");
        mkdirSync(home);
        const log = new HonestLog(home, random);
        // Sizes from 0 to 300, small ones as often as large ones.
        log.fill(at % 3 === 0 ? Math.floor(random() * 20) : Math.floor(random() * (mostEntries + 1)));
        entries += log.ledger.size();
        for (const [what, times] of Object.entries(log.happened())) happened[what] = (happened[what] ?? 0) + times;
        const part = await oneLog(log, folder, random, (what, ...rest) => ask(`log ${String(seed)}, ${what}`, ...rest));
        if (part !== null && part.from > 0) parts.later += 1;
        if (part !== null && part.withhold.length > 0) parts.withheld += 1;
        log.close();
      }, below);
  } finally {
    python?.close();
  }
  return { logs, entries, happened, bundles, parts, verdicts, wrong, python: python !== null };
}

type Ask = (what: string, bundle: string, args: readonly string[], must: number) => Promise<void>;

async function oneLog(
  log: HonestLog,
  folder: string,
  random: () => number,
  ask: Ask,
): Promise<(BundleAsk & { from: number }) | null> {
  const size = log.ledger.size();
  const all: BundleAsk = { from: null, to: null, withhold: [], texts: true };
  if (size === 0) {
    const refused = BundleBuild.begin(log.ledger, all);
    if (refused.ok || refused.error.code !== "log-empty") throw new Error("an empty log was exported");
    return null;
  }
  const pins = [
    ...log.logPins.flatMap((key) => ["--log-key", key]),
    ...log.reviewerPins.flatMap((key) => ["--reviewer-key", key]),
  ];
  // The whole log, with nothing pinned or with the first key of every chain of rotations.
  const whole = await written(log, all, path.join(folder, "whole"), random() < 0.5);
  const counted = log.noLongerCount(0, size, new Set()) === 0;
  if (random() < 0.2) await ask("whole, unpinned", whole, [], 20);
  else await ask("whole, pinned", whole, pins, counted ? 10 : 20);
  // A part of it: any beginning, an end that has a checkpoint, entries withheld, against an earlier checkpoint.
  const ends = Array.from({ length: size }, (_, at) => at + 1).filter((to) => log.ledger.checkpointAt(to) !== null);
  const to = ends[Math.floor(random() * ends.length)] ?? size;
  const from = Math.floor(random() * to);
  const withhold = Array.from({ length: to - from }, (_, at) => from + at).filter(
    (seq) => random() < 0.2 && mayBeWithheld(log.ledger.body(seq)?.kind),
  );
  const part = await written(
    log,
    { from, to, withhold, texts: random() < 0.7 },
    path.join(folder, "part"),
    random() < 0.5,
  );
  const held = log.noLongerCount(from, to, new Set(withhold)) === 0;
  await ask(`[${String(from)}, ${String(to)}), pinned`, part, pins, held ? 10 : 20);
  const known = ends.filter((end) => end >= from && end <= to);
  const earlier = known[Math.floor(random() * known.length)];
  const note = earlier === undefined ? null : log.ledger.checkpointAt(earlier);
  if (note === null) return { from, to, withhold, texts: true };
  const file = path.join(folder, "known.note");
  writeFileSync(file, note);
  await ask(`[${String(from)}, ${String(to)}), anchored`, part, [...pins, "--known-checkpoint", file], held ? 0 : 20);
  return { from, to, withhold, texts: true };
}

function mayBeWithheld(kind: string | undefined): boolean {
  return !["log.created", "log.key", "reviewer.key", "policy", "anchor", undefined].includes(kind);
}

/** Exports as the app does. Out: where to. */
async function written(log: HonestLog, ask: BundleAsk, where: string, tar: boolean): Promise<string> {
  const build = BundleBuild.begin(log.ledger, ask);
  if (!build.ok) throw new Error(build.error.message);
  const out = tar ? `${where}.tar` : where;
  const { origin, from, to } = build.value;
  await writeBundle(out, tar, { origin, from, to }, build.value.parts(), () => Promise.resolve());
  return out;
}
