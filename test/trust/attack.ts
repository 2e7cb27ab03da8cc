import { tarItems, tarOf, type BundleFiles } from "./fixture-bundle";
import type { pins, Vector } from "./fixture-honest";

type Given = ReturnType<typeof pins>;

/** Cases that stay folders: what is done to them is easier to see so. */
const folders = /^(?:edited-entry|report-|file-|truncated|fork)/;

/** A case by its name; its bundle becomes one file where that shows as much. */
export function attack(name: string, exit: number, why: string, bundle: BundleFiles | Buffer, given: Given): Vector {
  const kept = Buffer.isBuffer(bundle) || folders.test(name) ? bundle : tarOf(tarItems(bundle));
  // Keys stand in the arguments themselves where they can.
  const isKey = (file: string) => file.endsWith(".vkey") && given.beside[file]!.includes("+");
  const args = given.args.map((word) =>
    word in given.beside && isKey(word) ? String(given.beside[word]).trim() : word,
  );
  const beside = Object.fromEntries(Object.entries(given.beside).filter(([file]) => !isKey(file)));
  return { name: `attack-${name}`, exit, why, bundle: kept, args, beside };
}

/** Changes the text of a file; that nothing changed is a mistake of ours. */
export function edit(files: BundleFiles, name: string, work: (text: string) => string): void {
  const before = files.get(name)!.toString("latin1");
  const after = work(before);
  if (after === before) throw new Error(`${name} did not change`);
  files.set(name, Buffer.from(after, "latin1"));
}

/** Changes bits of one byte. */
export function flip(files: BundleFiles, name: string, at: number, mask = 1): void {
  const bytes = Buffer.from(files.get(name)!);
  const place = at < 0 ? bytes.length + at : at;
  bytes[place]! ^= mask;
  files.set(name, bytes);
}
