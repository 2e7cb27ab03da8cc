import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { evidenceSchemas } from "../../main/evidence/published-schemas";
import { rotaSchemas } from "../../main/ownership/published-schemas";
import { policySchemas } from "../../main/policy/published-schemas";

const someText: unknown = expect.any(String);
const folder = fileURLToPath(new URL("../../resources/schemas/", import.meta.url));

/** Every property of a schema, by path, with its description. */
function properties(node: unknown, at: string): [string, unknown][] {
  if (typeof node !== "object" || node === null) return [];
  const found: [string, unknown][] = [];
  const children: unknown = Reflect.get(node, "properties");
  if (typeof children === "object" && children !== null) {
    for (const [name, child] of Object.entries(children)) {
      const path = at === "" ? name : `${at}.${name}`;
      found.push(
        [path, typeof child === "object" && child !== null ? Reflect.get(child, "description") : undefined],
        ...properties(child, path),
      );
    }
  }
  return [...found, ...properties(Reflect.get(node, "items"), `${at}[]`)];
}

describe("published schemas", () => {
  const schemas = [...evidenceSchemas(), ...policySchemas(), ...rotaSchemas()];

  it("are exactly the committed files", () => {
    expect(readdirSync(folder).sort()).toEqual(schemas.map((schema) => schema.fileName).sort());
    for (const { fileName, text } of schemas)
      expect(readFileSync(folder + fileName, "utf8"), `${fileName}: run scripts/publish-schemas.ts`).toBe(text);
  });

  it.each(schemas)("$fileName says what every key means", ({ fileName, text }) => {
    const schema: unknown = JSON.parse(text);
    expect(schema).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      $id: `https://countersign.invalid/schemas/v1/${fileName}`,
      title: someText,
      description: someText,
    });
    const all = properties(schema, "");
    expect(all.length).toBeGreaterThan(15);
    expect(
      all
        .filter(([, description]) => typeof description !== "string" || !description.endsWith("."))
        .map(([path]) => path),
    ).toEqual([]);
  });
});
