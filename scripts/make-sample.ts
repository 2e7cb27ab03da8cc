import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { makeNight } from "./sample/night.ts";

// Makes the sample night anew and puts it in place of what is in the target folder (--out, default resources/sample).
const { values } = parseArgs({ options: { out: { type: "string" } } });
const out = resolve(values.out ?? fileURLToPath(new URL("../resources/sample", import.meta.url)));
mkdirSync(out, { recursive: true });
for (const name of readdirSync(out)) {
  if (!["README.md", "packs", "runners"].includes(name)) {
    throw new Error(`${join(out, name)} is no part of a sample night; nothing was changed`);
  }
}
// Made elsewhere first: a night that does not go as scripted leaves the present one as it is.
const fresh = mkdtempSync(join(tmpdir(), "sample-fresh-"));
try {
  makeNight(fresh);
  for (const name of readdirSync(out)) rmSync(join(out, name), { recursive: true });
  cpSync(fresh, out, { recursive: true });
} finally {
  rmSync(fresh, { recursive: true, force: true });
}
console.log(`The sample night is in ${out}`);
