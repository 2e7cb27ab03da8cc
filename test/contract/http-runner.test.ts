import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, expect, it } from "vitest";
import { packPageSchema, runnerDescriptionSchema } from "../../main/platform/http-runner-wire";
import { answerCheck, runnerDescriptionFile } from "../support/runner-contract";
import { RunnerServer } from "../support/runner-server";

const packs = path.resolve(import.meta.dirname, "..", "..", "resources", "sample", "packs");
const server = new RunnerServer();

beforeAll(async () => {
  for (const name of readdirSync(packs)) server.put(name, path.join(packs, name));
  await server.start();
});
afterAll(() => server.stop());

it("the description is OpenAPI 3.1 and its references lead somewhere", async () => {
  const validator = new Validator();
  const result = await validator.validate(readFileSync(runnerDescriptionFile, "utf8"));
  expect(result.errors ?? []).toEqual([]);
  expect(result.valid).toBe(true);
  expect(validator.version).toBe("3.1");
  expect(() => validator.resolveRefs()).not.toThrow();
});

it("a broken description is noticed", async () => {
  const text = readFileSync(runnerDescriptionFile, "utf8").replace("operationId: listPacks", "operationId: [1]");
  expect((await new Validator().validate(text)).valid).toBe(false);
});

it("the reference server answers nothing that the description does not have", async () => {
  const get = (asked: string, headers: Record<string, string> = {}) => fetch(server.address + asked, { headers });
  await get("/v1/runner");
  const page = packPageSchema.parse(await (await get("/v1/packs?limit=2")).json());
  await get(`/v1/packs?since=${page.cursor}`);
  await get("/v1/packs?limit=0");
  for (const { id } of page.packs) {
    const manifest: unknown = await (await get(`/v1/packs/${id}/manifest`)).json();
    for (const file of JSON.stringify(manifest).matchAll(/"path":"([^"]+)"/g))
      await get(`/v1/packs/${id}/files/${encodeURIComponent(file[1] ?? "")}`);
    await get(`/v1/packs/${id}/files/none`);
  }
  await get("/v1/packs/none/manifest");
  server.token = "t";
  await get("/v1/runner");
  server.token = null;
  for (const fault of [{ failures: 1 }, { failures: 1, status: 503, retryAfter: "1" }, { failures: 1, status: 429 }]) {
    Object.assign(server.faults, fault);
    await get("/v1/packs");
  }
  server.heal();
  server.faults.forgetful = true;
  await get("/v1/packs?since=c1");
  server.heal();

  const check = answerCheck();
  const statuses = new Set(server.answers.map((answer) => answer.status));
  expect([...statuses].sort()).toEqual([200, 400, 401, 404, 410, 429, 500, 503]);
  expect(server.answers.length).toBeGreaterThan(20);
  expect(server.answers.flatMap((answer) => check(answer))).toEqual([]);
});

it("the check tells an answer of another form", () => {
  const check = answerCheck();
  const answer = (pathname: string, status: number, body: string, contentType = "application/json") =>
    check({ path: pathname, status, contentType, headers: {}, body: Buffer.from(body) });
  expect(answer("/v1/packs", 200, '{"packs":[{"id":"../x"}],"cursor":"c 1","more":1}').length).toBeGreaterThan(3);
  expect(answer("/v1/packs", 200, "<html>")).not.toEqual([]);
  expect(answer("/v1/packs", 200, "ok", "text/plain")).not.toEqual([]);
  expect(answer("/v1/packs", 404, '{"code":1}')).not.toEqual([]);
  expect(answer("/v1/elsewhere", 200, "{}")).not.toEqual([]);
});

it("what the client takes is what the description has", async () => {
  const runner: unknown = await (await fetch(`${server.address}/v1/runner`)).json();
  expect(runnerDescriptionSchema.safeParse(runner).success).toBe(true);
  const check = answerCheck();
  const says = (value: unknown) =>
    check({
      path: "/v1/packs",
      status: 200,
      contentType: "application/json",
      headers: {},
      body: Buffer.from(JSON.stringify(value)),
    }).length === 0;
  const good = { id: "a", digest: "0".repeat(64), size: 0, updatedAt: "2026-11-21T03:00:00Z", removed: false };
  for (const [pack, cursor] of [
    [good, "c1"],
    [{ ...good, id: "-a" }, "c1"],
    [{ ...good, id: "a/b" }, "c1"],
    [{ ...good, id: "a".repeat(129) }, "c1"],
    [{ ...good, digest: "F".repeat(64) }, "c1"],
    [{ ...good, size: -1 }, "c1"],
    [{ ...good, updatedAt: "yesterday" }, "c1"],
    [{ ...good, removed: "no" }, "c1"],
    [good, "with space"],
    [good, ""],
    [{ ...good, more: "members are let pass" }, "c1"],
  ] as const) {
    const value = { packs: [pack], cursor, more: false };
    expect([JSON.stringify(value), packPageSchema.safeParse(value).success]).toEqual([
      JSON.stringify(value),
      says(value),
    ]);
  }
});
