import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { makeNight } from "./sample/night.ts";

// Makes the sample night anew. Everything in the target folder is replaced.
const { values } = parseArgs({ options: { out: { type: "string" } } });
const out = resolve(values.out ?? fileURLToPath(new URL("../resources/sample", import.meta.url)));
mkdirSync(out, { recursive: true });
for (const name of readdirSync(out)) {
  if (!["README.md", "packs", "runners"].includes(name))
    throw new Error(`${join(out, name)} is no part of a sample night; nothing was changed`);
}
for (const name of readdirSync(out)) rmSync(join(out, name), { recursive: true });
makeNight(out);
console.log(`The sample night is in ${out}`);
