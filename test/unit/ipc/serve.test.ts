import { describe, expect, it } from "vitest";
import * as z from "zod";
import { sentAsTheyAre, serve } from "../../../main/ipc/serve";
import { procedures } from "../../../shared/contract/api";
import type { FromCore } from "../../../shared/contract/wire";
import { ok, type Result } from "../../../shared/result";

const request = (id: number, name: string) => ({ type: "request", id, name, input: {} });
const never = () => () => undefined;
const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe("answers of the core", () => {
  it("leave one after the other in the order asked: the next is begun when the one before it has left", async () => {
    const seen: string[] = [];
    const leaving: (() => void)[] = [];
    const page = serve(
      {
        dispatch: (name) => {
          seen.push(`begun ${name}`);
          return Promise.resolve(ok({}));
        },
        subscribe: never,
      },
      (message) => {
        seen.push(`sent ${message.type === "publication" ? "" : String(message.id)}`);
        return new Promise((resolve) => leaving.push(resolve));
      },
      () => undefined,
    );
    page.receive(request(1, "task.get"));
    page.receive(request(2, "inbox.list"));
    await turns(5);
    expect(seen).toEqual(["begun task.get", "sent 1"]);
    leaving.shift()?.();
    await turns(5);
    expect(seen).toEqual(["begun task.get", "sent 1", "begun inbox.list", "sent 2"]);
    leaving.shift()?.();
    await turns(2);
    page.receive(request(3, "app.status"));
    await turns(2);
    expect(seen.slice(4)).toEqual(["begun app.status", "sent 3"]);
  });

  it("that wait for something else let the others go ahead", async () => {
    const sent: number[] = [];
    let arrives = (_: Result<unknown>): void => undefined;
    const page = serve(
      {
        dispatch: (name) =>
          name === "runners.sync"
            ? new Promise((resolve) => {
                arrives = resolve;
              })
            : Promise.resolve(ok({})),
        subscribe: never,
      },
      (message) => {
        if (message.type !== "publication") sent.push(message.id);
        return Promise.resolve();
      },
      () => undefined,
    );
    page.receive(request(1, "runners.sync"));
    page.receive(request(2, "inbox.list"));
    page.receive(request(3, "app.status"));
    await turns(6);
    expect(sent).toEqual([2, 3]);
    arrives(ok({}));
    await turns(2);
    expect(sent).toEqual([2, 3, 1]);
  });

  it("cross as text, but for those that are one text or hold bytes; problems and publications as they are", async () => {
    const messages: FromCore[] = [];
    let tell = (_topic: string, _payload: unknown): void => undefined;
    const problem = { ok: false, error: { code: "not-found", message: "There is none." } } as const;
    const page = serve(
      {
        dispatch: (name) => Promise.resolve(name === "task.get" ? problem : ok({ text: "\u{1F600} \ud800" })),
        subscribe: (listener) => {
          tell = listener;
          return () => undefined;
        },
      },
      (message) => {
        messages.push(message);
        return Promise.resolve();
      },
      () => undefined,
    );
    page.receive(request(1, "inbox.list"));
    page.receive(request(2, "diff.get"));
    page.receive(request(3, "task.get"));
    page.receive({ type: "request", id: 4 });
    await turns(6);
    tell("changed", { scopes: ["task"] });
    expect(messages).toEqual([
      { type: "answer", id: 1, json: JSON.stringify(ok({ text: "\u{1F600} \ud800" })) },
      { type: "response", id: 2, result: ok({ text: "\u{1F600} \ud800" }) },
      { type: "response", id: 3, result: problem },
      { type: "publication", topic: "changed", payload: { scopes: ["task"] } },
    ]);
  });

  it("hold nothing that is no JSON, where they cross as text", () => {
    /** Kinds of schemas within one whose values JSON does not hold. */
    const unlike = (schema: unknown, seen = new Set<unknown>()): string[] => {
      if (typeof schema !== "object" || schema === null || seen.has(schema)) return [];
      seen.add(schema);
      const inner = schema instanceof z.ZodType ? schema.def : schema;
      const own =
        schema instanceof z.ZodType && /^(?:custom|date|map|set|bigint|undefined|symbol|nan)$/u.test(schema.def.type)
          ? [schema.def.type]
          : [];
      // What is only checked of a value is no value of its own.
      const parts = Object.entries(inner).filter(([name]) => name !== "checks");
      return [...own, ...parts.flatMap(([, each]) => unlike(each, seen))];
    };
    const found = Object.entries(procedures).filter(([, { output }]) => unlike(output).length > 0);
    // The columns of the strip are lists of numbers, looked at in one go.
    expect(found.map(([name]) => name).filter((name) => !sentAsTheyAre.has(name))).toEqual(["timeline.strip"]);
    expect(found.length).toBeGreaterThan(1);
  });
});
