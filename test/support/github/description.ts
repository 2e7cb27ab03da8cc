import Ajv from "ajv";
import type { ValidateFunction } from "ajv";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type { Exchange } from "./exchange";
import { isQuestion } from "./graphql";

/*
 * GitHub's own description of its REST API (OpenAPI 3.0), to hold the double to it: each answer to the schema of that operation and
 * status, each request's body to the request's. Stricter than the description in one way: a field it does not know is a fault,
 * because in the double it can only be a slip.
 */

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = Readonly<Record<string, Json>>;

interface Operation {
  readonly operationId: string;
  readonly requestBody?: { readonly content: Record<string, { readonly schema: JsonObject }> };
  readonly responses: Record<
    string,
    { readonly $ref?: string; readonly content?: Record<string, { readonly schema?: JsonObject }> }
  >;
}

interface Description {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: {
    readonly schemas: Record<string, JsonObject>;
    readonly responses: Record<string, Operation["responses"][string]>;
  };
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** OpenAPI 3.0 says `nullable` where JSON Schema has a type or an alternative more. */
function toJsonSchema(value: Json, composed = false, open = false): Json {
  if (Array.isArray(value)) return value.map((one: Json) => toJsonSchema(one, false, open));
  if (!isObject(value)) return value;
  const out: Record<string, Json> = {};
  for (const [key, inner] of Object.entries(value)) {
    if (["nullable", "example", "examples", "xml", "externalDocs", "discriminator", "deprecated"].includes(key))
      continue;
    if (key.startsWith("x-")) continue;
    if (key === "properties" && isObject(inner))
      out[key] = Object.fromEntries(Object.entries(inner).map(([name, one]) => [name, toJsonSchema(one, false, open)]));
    else if (key === "allOf" && Array.isArray(inner))
      out[key] = inner.map((one: Json) => toJsonSchema(one, true, open));
    else if (key === "enum" || key === "required" || key === "default") out[key] = inner;
    else out[key] = toJsonSchema(inner, false, open);
  }
  if (
    isObject(out["properties"]) &&
    out["additionalProperties"] === undefined &&
    !composed &&
    !open &&
    out["allOf"] === undefined
  )
    out["additionalProperties"] = false;
  if (value["nullable"] !== true) return out;
  return typeof out["type"] === "string" && out["enum"] === undefined && out["oneOf"] === undefined
    ? { ...out, type: [out["type"], "null"] }
    : { anyOf: [{ type: "null" }, out] };
}

/** GitHub's description, opened once. */
export class GitHubDescription {
  readonly #description: Description;
  readonly #ajv = new Ajv({ strict: false, allErrors: true, logger: false });
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor() {
    const entry = createRequire(import.meta.url).resolve("@octokit/openapi");
    const file = path.join(path.dirname(entry), "generated", "api.github.com.json");
    // The file is GitHub's: 13 MB whose form is OpenAPI's.
    this.#description = JSON.parse(readFileSync(file, "utf8")) as Description;
    this.#ajv.addFormat("uri", (text) => URL.canParse(text));
    this.#ajv.addFormat("date-time", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/);
    for (const name of ["int64", "email", "binary", "repo.nwo", "ssh-key", "timestamp", "date"])
      this.#ajv.addFormat(name, true);
    const { schemas } = this.#description.components;
    this.#ajv.addSchema(toJsonSchema({ components: { schemas } }) as object, "github");
    this.#ajv.addSchema(toJsonSchema({ components: { schemas } }, false, true) as object, "refusals");
  }

  /** Whether GitHub has the operation, e.g. "GET /user". */
  has(operation: string): boolean {
    const [method = "", template = ""] = operation.split(" ");
    return this.#operation(method, template) !== undefined;
  }

  /** What is wrong with an exchange: nothing where it is as GitHub describes it. Sign-in and GraphQL are not in the description of the REST API. */
  faultsOf(exchange: Exchange): string[] {
    const { method, template, path: asked, status } = exchange;
    if (isQuestion(exchange)) return [];
    if (asked.startsWith("/login/") || status === 0 || exchange.fault === "not-json" || exchange.fault === "wrong-form")
      return [];
    if (template === null)
      return status === 404 || status === 401 || exchange.fault !== null ? [] : [`${method} ${asked} is no operation`];
    const operation = this.#operation(method, template);
    if (operation === undefined) return [`${method} ${template} is not in the description`];
    return [...this.#requestFaults(operation, exchange), ...this.#responseFaults(operation, exchange)].map(
      (fault) => `${operation.operationId} ${String(status)}: ${fault}`,
    );
  }

  #operation(method: string, template: string): Operation | undefined {
    return this.#description.paths[template]?.[method.toLowerCase()];
  }

  #requestFaults(operation: Operation, { requestBody, status }: Exchange): string[] {
    // What GitHub refuses as not acceptable need not be as described.
    if (requestBody === "" || status === 422) return [];
    const schema = operation.requestBody?.content["application/json"]?.schema;
    if (schema === undefined) return ["a body where none is described"];
    return this.#check(`${operation.operationId} request`, schema, requestBody);
  }

  #responseFaults(operation: Operation, { status, body, headers }: Exchange): string[] {
    const described = operation.responses[String(status)];
    // Refusals that every operation may meet are described in words alone.
    if (described === undefined)
      return [301, 307, 401, 403, 404, 406, 429].includes(status) || status >= 500
        ? []
        : ["a status that is not described"];
    const name = described.$ref?.split("/").at(-1);
    const content = name === undefined ? described.content : this.#description.components.responses[name]?.content;
    // Real refusals carry a message, and more fields than are described.
    if (content === undefined) return body === "" || status >= 400 ? [] : ["a body where none is described"];
    const type = headers["content-type"] ?? "";
    if (!type.startsWith("application/json")) return [];
    const schema = content["application/json"]?.schema;
    return schema === undefined
      ? ["JSON where none is described"]
      : this.#check(`${operation.operationId} ${String(status)}`, schema, body, status >= 400);
  }

  #check(name: string, schema: JsonObject, text: string, refusal = false): string[] {
    let validate = this.#compiled.get(name);
    if (validate === undefined) {
      const prepared = JSON.stringify(toJsonSchema(schema, false, refusal)).replaceAll(
        '"#/components/',
        `"${refusal ? "refusals" : "github"}#/components/`,
      );
      validate = this.#ajv.compile(JSON.parse(prepared) as object);
      this.#compiled.set(name, validate);
    }
    if (validate(JSON.parse(text))) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath} ${message ?? ""} ${JSON.stringify(params)}`,
    );
  }
}
