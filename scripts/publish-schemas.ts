// Writes resources/schemas from the models. Run: node --import ./scripts/resolve-typescript.mjs scripts/publish-schemas.ts
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { evidenceSchemas } from "../main/evidence/published-schemas";
import { rotaSchemas } from "../main/ownership/published-schemas";
import { policySchemas } from "../main/policy/published-schemas";

const folder = fileURLToPath(new URL("../resources/schemas/", import.meta.url));
mkdirSync(folder, { recursive: true });
for (const { fileName, text } of [...evidenceSchemas(), ...policySchemas(), ...rotaSchemas()]) {
  writeFileSync(`${folder}${fileName}`, text);
  console.log(`resources/schemas/${fileName}`);
}
