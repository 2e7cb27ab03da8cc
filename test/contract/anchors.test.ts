import { describe, expect, it } from "vitest";
import type { Means } from "../../main/anchors/port";
import { anchors } from "../../main/plugins";
import { anchorTypeSchema } from "../../shared/model/anchor";

const means: Means = {
  home: "/nowhere",
  env: {},
  version: "0.1.0",
  settings: { git: null, time: null, everyDecisions: 50, everyHours: 24 },
  log: { origin: "countersign.invalid/x", size: 3, vkeys: [], keys: [], rootAt: () => null, noteAt: () => null },
  now: new Date("2026-11-23T03:00:00Z"),
  signal: new AbortController().signal,
  bundleAt: () => null,
};

it("there is one kind of anchor for every type, each under a name of its own", () => {
  expect(anchors.map(({ type }) => type).sort()).toEqual([...anchorTypeSchema.options].sort());
  expect(new Set(anchors.map(({ name }) => name)).size).toBe(anchors.length);
});

describe.each(anchors.map((kind) => [kind.type, kind] as const))("anchors by %s", (_type, kind) => {
  it("are not made where nothing is named, and nothing is asked", async () => {
    if (kind.make === null) return;
    const head = { origin: means.log.origin, size: 3, root: "0".repeat(64), note: "note\n" };
    expect(await kind.make(head, means)).toMatchObject({ ok: false, error: { code: "not-configured" } });
  });

  it.each([
    Buffer.alloc(0),
    Buffer.from("{}"),
    Buffer.from('{"commit":"x"}'),
    Buffer.from("\u0000\u202e"),
    Buffer.alloc(65_536, 0x30),
  ])("never hold by a receipt that is none (%#)", async (receipt) => {
    const found = await kind.check([{ seq: 4, size: 3, root: "0".repeat(64), receipt }], means);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ seq: 4, size: 3, time: null });
    expect(found[0]?.outcome).not.toBe("holds");
    expect(found[0]?.message).toMatch(/\.$/);
  });

  it("find nothing where there is none", async () => {
    expect(await kind.check([], means)).toEqual([]);
  });
});
