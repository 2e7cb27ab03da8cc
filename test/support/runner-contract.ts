import { readFileSync } from "node:fs";
import path from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";
import * as z from "zod";
import type { Answered } from "./runner-server";

const contentSchema = z.record(z.string(), z.object({ schema: z.unknown() }));
const responseSchema = z.union([
  z.object({ $ref: z.string() }),
  z.object({ content: contentSchema.optional(), headers: z.record(z.string(), z.unknown()).optional() }),
]);
const documentSchema = z.looseObject({
  paths: z.record(
    z.string(),
    z.looseObject({ get: z.looseObject({ responses: z.record(z.string(), responseSchema) }) }),
  ),
  components: z.looseObject({
    responses: z.record(z.string(), responseSchema),
    schemas: z.record(z.string(), z.unknown()),
  }),
});

export const runnerDescriptionFile = path.resolve(
  import.meta.dirname,
  "..",
  "..",
  "resources",
  "openapi",
  "runner.v1.yaml",
);

export function readDescription(): z.infer<typeof documentSchema> {
  return documentSchema.parse(parse(readFileSync(runnerDescriptionFile, "utf8")));
}

/** Makes the check that an answer is one that the description has. Out of the check: what does not hold, in sentences. */
export function answerCheck(): (answer: Answered) => string[] {
  const document = readDescription();
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  ajv.addSchema({ $id: "https://runner.invalid/", ...document });
  const routes = Object.entries(document.paths).map(([template, { get }]) => ({
    template,
    form: new RegExp(`^${template.replace(/\{[^}]+\}/g, "[^/]+")}$`),
    responses: get.responses,
  }));
  return ({ path: asked, status, contentType, body }) => {
    const route = routes.find(({ form }) => form.test(asked));
    // What the protocol does not have answers 404; there is nothing to hold that to.
    if (route === undefined) return status === 404 ? [] : [`${asked}: no such path in the description`];
    const named = route.responses[String(status)] ?? route.responses["default"];
    if (named === undefined) return [`${asked}: ${String(status)} is not described`];
    const response = "$ref" in named ? document.components.responses[named.$ref.split("/").at(-1) ?? ""] : named;
    if (response === undefined || "$ref" in response) return [`${asked}: a reference that leads nowhere`];
    const type = contentType.split(";")[0] ?? "";
    const content = response.content?.[type];
    if (content === undefined) return [`${asked}: ${String(status)} as ${type} is not described`];
    if (type !== "application/json") return [];
    const pointer =
      "$ref" in named
        ? `components/responses/${named.$ref.split("/").at(-1) ?? ""}`
        : `paths/${escape(route.template)}/get/responses/${route.responses[String(status)] === undefined ? "default" : String(status)}`;
    const validate = ajv.compile({ $ref: `https://runner.invalid/#/${pointer}/content/${escape(type)}/schema` });
    let value: unknown;
    try {
      value = JSON.parse(body.toString("utf8"));
    } catch {
      return [`${asked}: ${String(status)} is not JSON`];
    }
    return validate(value)
      ? []
      : (validate.errors ?? []).map(
          (error) => `${asked}: ${String(status)}: ${error.instancePath} ${error.message ?? ""}`,
        );
  };
}

function escape(segment: string): string {
  return encodeURIComponent(segment.replaceAll("~", "~0").replaceAll("/", "~1"));
}
