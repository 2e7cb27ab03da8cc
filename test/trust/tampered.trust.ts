import { tamper } from "./tamper-runs";
import { loadNodeVerifier, pythonMissing, PythonVerifier } from "./verifiers";

// A4 and A8: npm run trust:tampered [-- --quick]. In full every byte of a 50-entry bundle is changed once.

const quick = process.argv.includes("--quick");
const missing = pythonMissing();
if (missing !== null) console.log(`Python verifier skipped: ${missing}`);
const python = missing === null ? new PythonVerifier() : null;
const started = Date.now();
const sizes = quick
  ? { step: 97, unmendedStep: 997, tarStep: 997, structureStep: 1 }
  : { step: 1, unmendedStep: 16, tarStep: 5, structureStep: 1 };
const found = await tamper(await loadNodeVerifier(), python, sizes, (line) => console.log(`  ${line}`));
python?.close();

const wanted = quick ? 1000 : 10_000;
console.log(
  `${found.bundles} tampered bundles of 50 entries (at least ${wanted} wanted), ${Math.round((Date.now() - started) / 1000)} s`,
);
for (const [group, count] of found.byGroup) console.log(`  ${count} ${group}`);
for (const [exit, count] of found.byExit) console.log(`  ${count} with exit ${exit}`);
console.log(`${found.accepted.length} accepted; ${found.apart.length} judged differently by the two verifiers`);
for (const one of [...found.accepted.slice(0, 20), ...found.apart.slice(0, 60)]) console.log(`  ${one}`);
const holds = found.bundles >= wanted && found.accepted.length === 0 && found.apart.length === 0;
console.log(holds ? "A4 and A8 hold" : "A4 or A8 FAILS");
process.exitCode = holds ? 0 : 1;
