import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import * as z from "zod";
import { inProject, node24 } from "../../../scripts/places.mjs";

const resultSchema = z.object({
  summary: z.object({ violations: z.array(z.object({ from: z.string(), rule: z.object({ name: z.string() }) })) }),
});

/** Each file breaks exactly the rule that stands before it. */
const breaches: readonly (readonly [rule: string, file: string, source: string])[] = [
  ["no-cycle", "main/diff/first.ts", `import { second } from "./second"; export const first = () => second;`],
  [
    "ground-imports-only-zod-and-itself",
    "shared/model/reads-files.ts",
    `import { readFileSync } from "node:fs"; readFileSync("x");`,
  ],
  ["ground-model-below-review", "shared/model/looks-up.ts", `import { rule } from "../review/rule"; rule();`],
  [
    "page-knows-no-core",
    "renderer/parts/asks-core.ts",
    `import type { Parsed } from "../../main/diff/parsed"; export type Own = Parsed;`,
  ],
  ["page-has-no-node", "renderer/state/opens.ts", `import "node:os";`],
  ["layer-4-attest", "main/attest/asks.ts", `import { engine } from "../metrics/engine"; engine();`],
  ["layer-4-store", "main/store/looks-up.ts", `import { parsed } from "../diff/parsed"; parsed();`],
  [
    "layer-5-engines-do-not-import-each-other",
    "main/policy/asks.ts",
    `import { engine } from "../metrics/engine"; engine();`,
  ],
  ["layer-5-anchors-know-notes-only", "main/anchors/reads.ts", `import { ledger } from "../audit/ledger"; ledger();`],
  ["layer-5-anchors-know-notes-only", "main/anchors/keeps.ts", `import { rows } from "../store/rows"; rows();`],
  [
    "layer-5-engines-do-not-import-each-other",
    "main/report/anchors.ts",
    `import { heads } from "../anchors/heads"; heads();`,
  ],
  ["layer-5-packs-look-down", "main/pack/keeps.ts", `import { rows } from "../store/rows"; rows();`],
  ["layer-6-views-run-no-services", "main/views/acts.ts", `import { act } from "../services/act"; act();`],
  ["lists-are-read-by-composition-roots", "main/services/lists.ts", `import { plugins } from "../plugins"; plugins();`],
  [
    "pure-engines-touch-no-store-or-platform",
    "main/evidence/stores.ts",
    `import { rows } from "../store/rows"; rows();`,
  ],
  [
    "pure-engines-have-no-effects",
    "main/report/writes.ts",
    `import { writeFileSync } from "node:fs"; writeFileSync("x", "");`,
  ],
  [
    "a-runner-never-reads-by-another-runners-reader",
    "main/ingest/one/reader.ts",
    `import { two } from "../two/reader"; two();`,
  ],
  ["leaves-never-import-a-sibling", "main/anchors/kinds/one.ts", `import { two } from "./two"; two();`],
  [
    "verifiers-import-nothing-of-ours",
    "main/verify/node/leans.mjs",
    `import { rule } from "../../../shared/review/rule";`,
  ],
  ["verifiers-import-nothing-of-ours", "main/verify/node/splits.mjs", `import "./verifier.mjs";`],
  ["verifiers-are-run-never-imported", "main/services/judges.ts", `import "../verify/node/verifier.mjs";`],
  ["leaves-never-import-a-sibling", "main/policy/rules/one.ts", `import { two } from "./two"; two();`],
  [
    "only-the-ledger-writes-the-audit-log",
    "main/services/forges.ts",
    `import { append } from "../store/audit-log"; append();`,
  ],
  ["electron-only-in-main-electron", "main/services/windows.ts", `import { app } from "electron"; app.quit();`],
  ["sqlite-only-in-store", "main/services/queries.ts", `import Database from "better-sqlite3"; new Database("x");`],
  ["window-is-thin", "main/electron/queries.ts", `import { rows } from "../store/rows"; rows();`],
  ["page-ui-has-no-domain", "renderer/ui/verdict.ts", `import { rule } from "../../shared/review/rule"; rule();`],
  [
    "page-a-screen-never-imports-a-screen",
    "renderer/screens/inbox/steals.ts",
    `import { audit } from "../audit/screen"; audit();`,
  ],
];

const innocents: Readonly<Record<string, string>> = {
  "main/diff/second.ts": `import { first } from "./first"; export const second = () => first;`,
  "main/diff/parsed.ts": `export interface Parsed { n: number } export const parsed = () => 1;`,
  "main/metrics/engine.ts": `export const engine = () => 1;`,
  "main/services/act.ts": `import { rows } from "../store/rows"; export const act = () => rows();`,
  "main/plugins.ts": `export const plugins = () => 1;`,
  "main/core.ts": `import { plugins } from "./plugins"; plugins();`,
  "main/store/rows.ts": `import { rule } from "../../shared/review/rule"; export const rows = () => rule();`,
  "main/store/audit-log.ts": `export const append = () => 1;`,
  "main/audit/ledger.ts": `import { append } from "../store/audit-log"; export const ledger = () => append();`,
  "main/audit/signed-note.ts": `export const note = () => 1;`,
  "main/anchors/heads.ts": `import { note } from "../audit/signed-note"; export const heads = () => note();`,
  "main/anchors/kinds/two.ts": `import { heads } from "../heads"; export const two = () => heads();`,
  "main/verify/node/verifier.mjs": `import { createHash } from "node:crypto"; createHash("sha256");`,
  "main/ingest/two/reader.ts": `export const two = () => 1;`,
  "main/policy/rules/two.ts": `export const two = () => 1;`,
  "shared/review/rule.ts": `export const rule = () => 1;`,
  "renderer/screens/audit/screen.ts": `export const audit = () => 1;`,
};

let tree: string;

beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), "countersign-layers-"));
  for (const name of [".dependency-cruiser.cjs", "tsconfig.base.json"]) copyFileSync(inProject(name), join(tree, name));
  for (const [name, source] of Object.entries(innocents)) write(name, source);
});
afterEach(() => rmSync(tree, { recursive: true, force: true }));

function write(name: string, source: string): void {
  mkdirSync(dirname(join(tree, name)), { recursive: true });
  writeFileSync(join(tree, name), source);
}

/** Runs dependency-cruiser with the project's own rules on the tree; answers with "file: rule" for every breach. */
function cruise(): string[] {
  const program = inProject("node_modules/dependency-cruiser/bin/dependency-cruiser.mjs");
  const args = [program, "--config", ".dependency-cruiser.cjs", "--output-type", "json", "shared", "main", "renderer"];
  const { stdout, stderr } = spawnSync(node24, args, { cwd: tree, encoding: "utf8", maxBuffer: 50_000_000 });
  if (stdout === "") throw new Error(stderr);
  const { violations } = resultSchema.parse(JSON.parse(stdout)).summary;
  // The fixture has no node_modules; that its packages are not found is no finding here.
  return violations
    .map(({ from, rule }) => `${from}: ${rule.name}`)
    .filter((line) => !line.endsWith("no-unresolvable"));
}

test("every kind of breach is caught under its own name", { timeout: 30_000 }, () => {
  for (const [, file, source] of breaches) write(file, source);
  const found = cruise();
  for (const [rule, file] of breaches) expect(found).toContain(`${file}: ${rule}`);
});

test("imports that point downward are left alone", { timeout: 30_000 }, () => {
  write("main/diff/first.ts", `export const first = () => 1;`);
  write("main/diff/second.ts", `import { first } from "./first"; export const second = () => first;`);
  expect(cruise()).toEqual([]);
});
