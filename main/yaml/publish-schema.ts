import * as z from "zod";

/** A schema as it is published: the file's name and its whole text. */
export interface PublishedSchema {
  readonly fileName: string;
  readonly text: string;
}

/**
 * The format that a model reads, as JSON Schema 2020-12. Optional means what it means to a writer: a key with a default can be left
 * out. In: the file's name, a title, the model, and what each key means, by property path with `[]` for the items of a list.
 */
export function publish(
  name: string,
  title: string,
  schema: z.ZodType,
  notes: Readonly<Record<string, string>>,
): PublishedSchema {
  const fileName = `${name}.schema.json`;
  const body = z.toJSONSchema(schema, {
    io: "input",
    target: "draft-2020-12",
    override: ({ jsonSchema }) => {
      tidy(jsonSchema);
    },
  });
  const { $schema, ...rest } = body;
  const noted: unknown = describe(rest, notes, "");
  const document = { $schema, $id: `https://countersign.invalid/schemas/v1/${fileName}`, title, ...objectOf(noted) };
  return { fileName, text: `${JSON.stringify(document, null, 2)}\n` };
}

/** Drops what only this program's number type and date expression say: the format states it. */
function tidy(schema: Record<string, unknown>): void {
  if (schema.format === "date-time") delete schema.pattern;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
}

/** Puts the note of each property beside it. `at` is the property path, with `[]` for the items of a list. */
function describe(node: unknown, notes: Readonly<Record<string, string>>, at: string): unknown {
  if (Array.isArray(node)) return node.map((item: unknown) => describe(item, notes, at));
  if (typeof node !== "object" || node === null) return node;
  const described: Record<string, unknown> = {};
  const note = notes[at];
  if (note !== undefined) described.description = note;
  for (const [key, value] of Object.entries(node)) {
    if (key === "description" && note !== undefined) continue;
    if (key === "properties")
      described[key] = mapValues(objectOf(value), (name, child) =>
        describe(child, notes, at === "" ? name : `${at}.${name}`),
      );
    else if (key === "items") described[key] = describe(value, notes, `${at}[]`);
    else described[key] = value;
  }
  return described;
}

function mapValues(
  object: Readonly<Record<string, unknown>>,
  change: (name: string, value: unknown) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(name, value)]));
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
