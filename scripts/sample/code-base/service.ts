/** The files around the code of ledger-service: package, owners, API description, configuration, migrations, scripts. */
export const serviceFiles: Readonly<Record<string, string>> = {
  "package.json": `{
  "name": "ledger-service",
  "version": "2.4.0",
  "private": true,
  "type": "module",
  "scripts": {
    "test": "node --test \\"test/*.test.js\\"",
    "test:ci": "node --test --test-reporter=junit --test-reporter-destination=junit.xml \\"test/*.test.js\\"",
    "lint": "node scripts/lint.js",
    "build": "node scripts/build.js"
  },
  "engines": {
    "node": ">=22"
  }
}
`,
  ".gitignore": `build/
junit.xml
`,
  "README.md": `# ledger-service

Books charges and refunds, signs the webhooks that tell partners about them, prints invoices and feeds the search index.

    npm test        run the tests
    npm run lint    check the house rules
    npm run build   precompile the invoice templates into build/

Money is always an integer number of minor units. Nothing here talks to the network: gateways, stores and clocks are passed in.
`,
  CODEOWNERS: `# No owner by default: whoever adds a folder adds its line.
/src/auth/       @tomas
/src/refunds/    @marit
/src/webhooks/   @tomas
/src/search/     @ilse
/migrations/     @marit
/openapi.yaml    @marit @tomas
`,
  "openapi.yaml": `openapi: 3.1.0
info:
  title: ledger-service
  version: 2.4.0
paths:
  /charges/{chargeId}/refunds:
    post:
      operationId: createRefund
      parameters:
        - name: chargeId
          in: path
          required: true
          schema:
            type: string
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [amount]
              properties:
                amount:
                  type: integer
                  minimum: 1
      responses:
        "201":
          description: The refund was paid out.
        "409":
          description: The charge has less left than was asked for.
`,
  "config/service.json": `{
  "gateway": {
    "timeoutMs": 4000,
    "retries": 2
  },
  "search": {
    "endpoint": "search.internal",
    "batchSize": 1
  },
  "invoices": {
    "locales": ["en-GB", "de-CH", "fr-CH"]
  }
}
`,
  "migrations/001_entries.sql": `create table entries (
  id        integer primary key,
  charge_id text not null,
  kind      text not null check (kind in ('charge', 'refund')),
  amount    integer not null,
  currency  text not null,
  booked_at text not null
);
`,
  "migrations/002_refunds.sql": `create table refunds (
  id         text primary key,
  charge_id  text not null,
  amount     integer not null check (amount > 0),
  gateway_id text not null,
  created_at text not null
);

create index refunds_by_charge on refunds (charge_id);
`,
  "scripts/lint.js": `import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

// The house rules that a reviewer should not have to look for.
const rules = [
  { name: "no-console", pattern: /\\bconsole\\.log\\(/, where: /^src\\// },
  { name: "no-only", pattern: /\\b(?:test|it|describe)\\.only\\(/, where: /^test\\// },
  { name: "no-trailing-space", pattern: /[ \\t]+$/, where: /./ },
  { name: "no-float-money", pattern: /parseFloat\\(/, where: /^src\\// },
];

function* files(folder) {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name).replaceAll("\\\\", "/");
    if (entry.isDirectory()) yield* files(path);
    else if (entry.name.endsWith(".js")) yield path;
  }
}

let checked = 0;
let problems = 0;
for (const folder of ["scripts", "src", "test"]) {
  for (const path of files(folder)) {
    checked += 1;
    readFileSync(path, "utf8").split("\\n").forEach((line, index) => {
      for (const rule of rules) {
        if (rule.where.test(path) && rule.pattern.test(line)) {
          problems += 1;
          console.log(path + ":" + (index + 1) + "  error  " + rule.name);
        }
      }
    });
  }
}
console.log(checked + " files checked, " + problems + (problems === 1 ? " problem" : " problems"));
process.exitCode = problems === 0 ? 0 : 1;
`,
  "scripts/build.js": `import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { placeholders } from "../src/invoices/template.js";

// Precompiles the invoice templates: a template with an unknown placeholder must fail here, not at a customer's.
const known = new Set(["number", "customer", "date", "total", "line.label", "line.amount"]);
mkdirSync("build", { recursive: true });
let built = 0;
for (const name of readdirSync("src/invoices/templates").sort()) {
  const text = readFileSync("src/invoices/templates/" + name, "utf8");
  const unknown = placeholders(text).filter((field) => !known.has(field));
  if (unknown.length > 0) {
    console.error(name + ": unknown placeholder " + unknown.join(", "));
    process.exitCode = 1;
    continue;
  }
  writeFileSync("build/" + name + ".json", JSON.stringify({ name, text, fields: placeholders(text) }) + "\\n");
  built += 1;
}
console.log("build: " + built + " templates precompiled");
`,
  "scripts/rotate-keys.js": `// Publishes the current signing key and retires the one before. Run by on-call, never by a job.
const environment = process.argv[process.argv.indexOf("--env") + 1] ?? "staging";
if (environment === "production" && !process.env.VAULT_TOKEN) {
  console.error("rotate-keys: production needs VAULT_TOKEN (ask on-call; two people must approve)");
  process.exit(2);
}
console.log("rotate-keys: nothing to publish in " + environment);
`,
};
