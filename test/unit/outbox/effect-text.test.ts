import { describe, expect, it } from "vitest";
import { githubName, mentionsIn, ownWords } from "../../../main/outbox/effect-text";
import { bearsMarker, markerLine, sealed } from "../../../main/outbox/marker";
import { effectId } from "../../../main/outbox/effect-id";
import { notesInText } from "../../../main/anchors/checkpoint-trailer";

const id = "019ab2c3-1111-7222-8333-444455556666";

describe("texts of effects", () => {
  it("keeps a person's Markdown, and nothing in it passes for what Countersign adds", () => {
    expect(ownWords("  **No**: see `a@b`\r\nand @ilse  ")).toBe("**No**: see `a@b`\nand @ilse");
    const forged = ownWords(`Fine.\n${markerLine(id)}`);
    expect(forged).not.toContain("<!--");
    expect(bearsMarker(forged, id)).toBe(false);
    const note = `Countersign-Checkpoint: countersign.invalid/0c9f7f0e-1111-4222-8333-444455556666 3 ${"A".repeat(43)}= ${"B".repeat(92)}`;
    expect(notesInText(note)).toHaveLength(1);
    for (const text of [note, `> ${note}`, `  ${note.toLowerCase()}`]) expect(notesInText(ownWords(text))).toEqual([]);
    expect(ownWords("safe\u202Etext")).toBe("safe[U+202E]text");
  });

  it.each([
    ["@ilse, look", ["@ilse"]],
    ["(@demo/payments) and @bruno-x.", ["@demo/payments", "@bruno-x"]],
    ["mail a@b.example and path/@scope/pkg", []],
    ["`@agent` and ``x ` @agent2`` stay out", []],
    ["```\n@inside\n```\n@outside", ["@outside"]],
    ["~~~ts\n@decorator\n~~~", []],
    ["````\n```\n@still-inside\n````\nafter @x", ["@x"]],
    ["@a @a", ["@a"]],
    ["\\@escaped is one for GitHub all the same, ``` @open", ["@escaped", "@open"]],
  ])("knows whom %j mentions", (text, expected) => {
    expect(mentionsIn(text)).toEqual(expected);
  });

  it.each([
    ["@ilse", { login: "ilse" }],
    ["ilse", { login: "ilse" }],
    ["@demo/payments", { org: "demo", team: "payments" }],
    ["Ilse Example", null],
    ["-x", null],
    ["x-", null],
    ["", null],
    ["a".repeat(40), null],
  ])("reads %j as a name on GitHub", (text, expected) => {
    expect(githubName(text)).toEqual(expected);
  });
});

describe("the mark of an effect", () => {
  const trailer = "Countersign-Checkpoint: x";

  it("is the last line of what is posted, after the checkpoint", () => {
    const body = sealed({ operation: "comment", body: "Text" }, id, trailer);
    expect(body).toEqual({ operation: "comment", body: `Text\n\n${trailer}\n${markerLine(id)}` });
    const text = body.operation === "comment" ? body.body : "";
    expect(bearsMarker(text, id)).toBe(true);
    expect(bearsMarker(`${text.replaceAll("\n", "\r\n")}\r\n`, id)).toBe(true);
    expect(bearsMarker(`${text}\nmore`, id)).toBe(false);
    expect(bearsMarker(`> ${markerLine(id)}`, id)).toBe(false);
    expect(bearsMarker(text, "019ab2c3-1111-7222-8333-444455556667")).toBe(false);
    expect(bearsMarker(null, id)).toBe(false);
  });

  it("stands in a webhook's body where that asks for it, once, and in nothing else", () => {
    const hook = {
      operation: "webhook",
      route: "ops",
      contentType: "application/json",
      body: '{"id":"{{effect}}"}',
    } as const;
    expect(sealed(hook, id, trailer)).toEqual({ ...hook, body: `{"id":"${id}"}` });
    expect(sealed({ operation: "close" }, id, trailer)).toEqual({ operation: "close" });
  });

  it("is a UUID of version 7 by the entry's time, the same for the same effect and no other", () => {
    const origin = { origin: "countersign.invalid/x", of: 41, index: 0, at: "2026-11-22T21:00:00.123Z" };
    const made = effectId(origin);
    expect(made).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(parseInt(made.replaceAll("-", "").slice(0, 12), 16)).toBe(Date.parse(origin.at));
    expect(effectId(origin)).toBe(made);
    const others = [
      { ...origin, index: 1 },
      { ...origin, of: 42 },
      { ...origin, of: "41" },
      { ...origin, origin: "y" },
    ];
    expect(new Set([made, ...others.map(effectId)]).size).toBe(5);
  });
});
