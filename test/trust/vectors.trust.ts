import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { merkleVectorText } from "./merkle-vectors";
import { driftedVectors, writeVectors } from "./vector-files";
import {
  canonicalPairs,
  keptVectorsHold,
  merkleSelfTest,
  noteBits,
  randomBodies,
  randomBundles,
  type Found,
} from "./vector-proofs";
import { loadNodeVerifier, pythonMissing, PythonVerifier } from "./verifiers";

// A1 to A3: npm run trust:vectors [-- --quick | --write]. --write makes test/fixtures/audit and merkle anew.

const merkleFile = path.join(import.meta.dirname, "../fixtures/merkle/classic.json");
if (process.argv.includes("--write")) {
  writeFileSync(merkleFile, merkleVectorText());
  console.log(`${writeVectors()} vectors written to test/fixtures/audit`);
}
const quick = process.argv.includes("--quick");
const node = await loadNodeVerifier();
const missing = pythonMissing();
if (missing !== null) console.log(`Python verifier skipped: ${missing}`);
const python = missing === null ? new PythonVerifier() : null;

const drifted = driftedVectors();
if (readFileSync(merkleFile, "utf8") !== merkleVectorText()) drifted.push("merkle/classic.json");
const found: Found[] = [
  { what: "kept vectors are those the generator makes", held: drifted.length === 0 ? 1 : 0, of: 1, wrong: drifted },
  ...(["node", ...(python === null ? [] : ["python"])] as ("node" | "python")[]).map((verifier): Found => {
    const said = merkleSelfTest(verifier);
    const [held = 0, of = 0] = said.split("/").map(Number);
    return { what: `A1 Merkle vectors, ${verifier}`, held, of, wrong: held === of && of === 196 ? [] : [said] };
  }),
  canonicalPairs(node),
  ...randomBodies(node, 10_000),
  ...(await randomBundles(node, python, quick ? { entries: 1000, spoilt: 40 } : { entries: 10_000, spoilt: 500 })),
  noteBits(node),
  ...(await keptVectorsHold(node, python)),
];
python?.close();
for (const { what, held, of, wrong } of found) {
  console.log(`${held === of && wrong.length === 0 ? "holds" : "FAILS"}  ${held} of ${of}  ${what}`);
  for (const one of wrong.slice(0, 10)) console.log(`       ${one.slice(0, 300)}`);
}
process.exitCode = found.some(({ held, of, wrong }) => held !== of || wrong.length > 0) ? 1 : 0;
