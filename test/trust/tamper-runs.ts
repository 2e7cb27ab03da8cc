import { writeFileSync } from "node:fs";
import path from "node:path";
import {
  Bench,
  bytesOnce,
  bytesUnmended,
  logToTamper,
  reportValues,
  structures,
  tarBytes,
  type Tampering,
} from "./tamper-bundles";
import type { NodeVerifier, PythonVerifier } from "./verifiers";

/** How much of everything: a step of 1 takes every byte. */
export type TamperSizes = { step: number; unmendedStep: number; tarStep: number; structureStep: number };

export type TamperFound = {
  bundles: number;
  byExit: Map<number, number>;
  byGroup: Map<string, number>;
  /** Tampered bundles that a verifier did not refuse. */
  accepted: string[];
  /** Bundles on which the two gave different exit codes. */
  apart: string[];
};

function* every<T>(step: number, cases: Iterable<T>): Generator<T> {
  let count = 0;
  for (const one of cases) {
    if (count % step === 0) yield one;
    count += 1;
  }
}

/** Tampers with a 50-entry bundle in every way there is here, and asks both verifiers each time. */
export async function tamper(
  node: NodeVerifier,
  python: PythonVerifier | null,
  sizes: TamperSizes,
  say: (line: string) => void = () => undefined,
): Promise<TamperFound> {
  const found: TamperFound = { bundles: 0, byExit: new Map(), byGroup: new Map(), accepted: [], apart: [] };
  const log = logToTamper();
  const whole = new Bench(log);
  const part = new Bench(log, { from: 23, to: 47 });
  const ask = async (bundle: string, args: string[]) => {
    const other = python?.ask(bundle, args);
    const exit = node.verifyWith([bundle, ...args]).exit;
    return [exit, (await other) ?? exit] as const;
  };
  const judge = async (group: string, what: string, bundle: string, args: string[]) => {
    const [exit, other] = await ask(bundle, args);
    found.bundles += 1;
    found.byExit.set(exit, (found.byExit.get(exit) ?? 0) + 1);
    found.byGroup.set(group, (found.byGroup.get(group) ?? 0) + 1);
    if (exit < 30 || other < 30) found.accepted.push(`${what}: Node ${exit}, Python ${other}`);
    if (exit !== other) found.apart.push(`${what}: Node ${exit}, Python ${other}`);
    if (found.bundles % 5000 === 0) say(`${found.bundles} bundles`);
  };
  const runAll = async (group: string, bench: Bench, cases: Iterable<Tampering>) => {
    for (const one of cases) {
      bench.apply(one);
      try {
        await judge(group, one.what, bench.bundle, bench.args);
      } finally {
        bench.undo(one);
      }
    }
  };
  try {
    for (const bench of [whole, part]) {
      const good = await ask(bench.bundle, bench.args);
      if (good.some((exit) => exit !== 10)) throw new Error(`the good bundle is not accepted: ${good.join(" and ")}`);
    }
    await runAll("structure", whole, every(sizes.structureStep, structures(whole)));
    await runAll("report value", whole, every(sizes.structureStep, reportValues(whole)));
    await runAll("byte, manifest written anew", whole, bytesOnce(whole, sizes.step));
    const beginning = ["left-edge.json", "earlier-keys.json"];
    await runAll("byte of what stands before a part", part, bytesOnce(part, sizes.step, beginning));
    await runAll("byte, manifest as it was", whole, bytesUnmended(whole, sizes.unmendedStep));
    const tar = path.join(whole.folder, "tampered.tar");
    for (const { what, bytes } of tarBytes(whole, sizes.tarStep)) {
      writeFileSync(tar, bytes);
      await judge("byte of a tar", what, tar, whole.args);
    }
    for (const bench of [whole, part]) {
      const good = await ask(bench.bundle, bench.args);
      if (good.some((exit) => exit !== 10)) throw new Error("the good bundle was not put right again");
    }
  } finally {
    whole.close();
    part.close();
  }
  return found;
}
