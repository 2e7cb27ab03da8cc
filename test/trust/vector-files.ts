import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { writeFolder } from "./fixture-bundle";
import { attackVectors } from "./fixture-attacks";
import { honestVectors, type Vector } from "./fixture-honest";
import { outsideVectors } from "./vectors-outside";

/** Where the vectors stand for both verifiers, and for anyone who writes a third one. */
export const vectorFolder = path.join(import.meta.dirname, "../fixtures/audit");

export function allVectors(): Vector[] {
  return [...honestVectors(), ...attackVectors(), ...outsideVectors()];
}

/** The files of a vector by their path in its folder. */
export function filesOfVector(vector: Vector): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  if (Buffer.isBuffer(vector.bundle)) files.set("bundle.tar", vector.bundle);
  else for (const [name, bytes] of vector.bundle) files.set(`bundle/${name}`, bytes);
  for (const [name, bytes] of Object.entries(vector.beside)) files.set(name, Buffer.from(bytes));
  const { args, exit, why } = vector;
  files.set("expected.json", Buffer.from(`${JSON.stringify({ args, exit, why }, null, 2)}\n`));
  return files;
}

/** Writes every vector anew; what is no vector any more goes. */
export function writeVectors(): number {
  const vectors = allVectors();
  for (const item of readdirSync(vectorFolder, { withFileTypes: true }))
    if (item.isDirectory()) rmSync(path.join(vectorFolder, item.name), { recursive: true });
  for (const vector of vectors) {
    const folder = path.join(vectorFolder, vector.name);
    mkdirSync(folder, { recursive: true });
    writeFolder(folder, filesOfVector(vector));
  }
  return vectors.length;
}

export type KeptVector = { name: string; bundle: string; args: string[]; exit: number; why: string };

/** The vectors as they stand in the folder; names of files beside the bundle become paths. */
export function keptVectors(): KeptVector[] {
  return readdirSync(vectorFolder, { withFileTypes: true })
    .filter((item) => item.isDirectory())
    .map(({ name }) => {
      const folder = path.join(vectorFolder, name);
      const expected = JSON.parse(readFileSync(path.join(folder, "expected.json"), "utf8")) as {
        args: string[];
        exit: number;
        why: string;
      };
      const tar = path.join(folder, "bundle.tar");
      const args = expected.args.map((word) => (existsSync(path.join(folder, word)) ? path.join(folder, word) : word));
      return { ...expected, name, args, bundle: existsSync(tar) ? tar : path.join(folder, "bundle") };
    });
}

/** What differs between the kept vectors and those the generator makes, by path. */
export function driftedVectors(): string[] {
  const drifted: string[] = [];
  const names = new Set<string>();
  for (const vector of allVectors()) {
    if (names.has(vector.name)) drifted.push(`${vector.name}: two of one name`);
    names.add(vector.name);
    const files = filesOfVector(vector);
    const folder = path.join(vectorFolder, vector.name);
    for (const [name, bytes] of files) {
      const file = path.join(folder, ...name.split("/"));
      if (!existsSync(file) || !readFileSync(file).equals(bytes)) drifted.push(`${vector.name}/${name}`);
    }
    const kept = existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [];
    if (kept.filter((item) => item.isFile()).length !== files.size)
      drifted.push(`${vector.name}: more files than made`);
  }
  for (const { name } of keptVectors()) if (!names.has(name)) drifted.push(`${name}: made by nothing`);
  return drifted;
}
