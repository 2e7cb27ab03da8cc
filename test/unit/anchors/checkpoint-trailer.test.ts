import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { checkpointTrailer, notesInText, parseTrailer } from "../../../main/anchors/checkpoint-trailer";
import { heldAgainstNote } from "../../../main/anchors/hold-against";
import type { KnownLog } from "../../../main/anchors/port";
import { checkpointText } from "../../../main/audit/checkpoint";
import { encodeVkey, parseVkey, signNote } from "../../../main/audit/signed-note";

/** A text of a form, as a part of what is expected. */
function like(form: RegExp): unknown {
  return expect.stringMatching(form);
}

const { privateKey } = generateKeyPairSync("ed25519");
const origin = "countersign.invalid/0b4c1f9e-7a52-4a3c-9f0e-0123456789ab";
const root = Buffer.alloc(32, 7);
const note = signNote(checkpointText({ origin, size: 12, root }), origin, privateKey);
const vkey = encodeVkey(origin, createPublicKey(privateKey));

function knownLog(over: Partial<KnownLog> = {}): KnownLog {
  const key = parseVkey(vkey);
  if (!key.ok) throw new Error(key.error.message);
  return {
    ...{ origin, size: 20, vkeys: [vkey], keys: [key.value], noteAt: () => null },
    rootAt: (size) => (size <= 20 ? root.toString("hex") : null),
    ...over,
  };
}

describe("a checkpoint's line", () => {
  it("stands for the note, byte for byte", () => {
    const line = checkpointTrailer(note);
    expect(line).toMatch(/^Countersign-Checkpoint: countersign\.invalid\/\S+ 12 \S+= \S+$/);
    expect(line).not.toContain("\n");
    expect(parseTrailer(line)).toEqual({ ok: true, value: note });
  });

  it("is found in the text of anyone, whatever stands around it", () => {
    const line = checkpointTrailer(note);
    const text = `Looks good\u202e\r\n\r\n${line}\r\nReviewed-by: x\n${line} and more\n> ${line}\n`;
    expect(notesInText(text)).toEqual([note]);
    expect(notesInText("Countersign-Checkpoint: ".repeat(10_000))).toEqual([]);
  });

  it("with any one character changed stands for another note, or for none, and never holds", () => {
    const line = checkpointTrailer(note);
    for (let at = 0; at < line.length; at += 1) {
      const changed = line.slice(0, at) + (line[at] === "A" ? "B" : "A") + line.slice(at + 1);
      const read = parseTrailer(changed);
      if (read.ok) expect(heldAgainstNote(read.value, knownLog()).outcome).toBe("foreign");
    }
    expect(heldAgainstNote(note, knownLog())).toEqual({ outcome: "holds", size: 12, root: root.toString("hex") });
  });
});

describe("a log held against a checkpoint from outside", () => {
  it("diverged where it is shorter or has another root; other keys and other logs say nothing", () => {
    expect(heldAgainstNote(note, knownLog({ size: 3, rootAt: () => null }))).toMatchObject({
      outcome: "diverged",
      message: like(/this log has 3: its end is gone/),
    });
    expect(heldAgainstNote(note, knownLog({ rootAt: () => "00".repeat(32) }))).toMatchObject({ outcome: "diverged" });
    expect(heldAgainstNote(note, knownLog({ keys: [] }))).toMatchObject({ outcome: "foreign" });
    expect(heldAgainstNote("hello\n", knownLog())).toMatchObject({ outcome: "foreign" });
  });
});
