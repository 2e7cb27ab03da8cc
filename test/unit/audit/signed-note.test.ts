import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { checkpointText, parseCheckpoint } from "../../../main/audit/checkpoint";
import { publicHalf } from "../../../main/audit/public-half";
import { encodeVkey, openNote, parseVkey, signNote, type NoteKey } from "../../../main/audit/signed-note";

/** The worked example of the note format's first implementation: a key, a text and the signature both make. */
const example = {
  vkey: "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
  seed: "gQoUAtUUbI2E8kQzMPVAgOv5juF9nHT2JS/F1ccoMXM=",
  text: "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
  signature: "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=",
};
const exampleNote = `${example.text}\n\u2014 PeterNeumann ${example.signature}\n`;

function keyOf(vkey: string): NoteKey {
  const key = parseVkey(vkey);
  if (!key.ok) throw new Error(key.error.message);
  return key.value;
}

function exampleSigner() {
  const prefix = Buffer.from("302e020100300506032b657004220420", "hex");
  const seed = Buffer.from(example.seed, "base64");
  return createPrivateKey({ key: Buffer.concat([prefix, seed]), format: "der", type: "pkcs8" });
}

describe("a signed note", () => {
  it("of the worked example opens, is made again byte for byte, and its key has its text form", () => {
    const key = keyOf(example.vkey);
    expect(openNote(exampleNote, [key])).toEqual({
      ok: true,
      value: { text: example.text, signedBy: ["PeterNeumann"] },
    });
    expect(signNote(example.text, "PeterNeumann", exampleSigner())).toBe(exampleNote);
    expect(encodeVkey("PeterNeumann", key.key)).toBe(example.vkey);
    expect(publicHalf(key.key).raw).toHaveLength(32);
  });

  it("does not open after a change of any one bit", () => {
    const key = keyOf(example.vkey);
    const bytes = Buffer.from(exampleNote, "utf8");
    const opened: number[] = [];
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      if (openNote(changed.toString("utf8"), [key]).ok) opened.push(bit);
    }
    expect(opened).toEqual([]);
  });

  it("passes over keys nobody knows, and refuses a known key's wrong signature, whoever else signed", () => {
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    const own = keyOf(encodeVkey("own", publicKey));
    const line = signNote(example.text, "own", privateKey).split("\n\n")[1] ?? "";
    const both = `${exampleNote}${line}`;
    expect(openNote(both, [own])).toMatchObject({ ok: true, value: { signedBy: ["own"] } });
    expect(openNote(both, [own, keyOf(example.vkey)])).toMatchObject({
      ok: true,
      value: { signedBy: ["PeterNeumann", "own"] },
    });
    const forged = signNote(`${example.text}More.\n`, "own", privateKey).replace("More.\n", "");
    expect(openNote(forged, [own])).toMatchObject({ ok: false, error: { code: "note-forged" } });
    expect(openNote(exampleNote, [own])).toMatchObject({ ok: false, error: { code: "note-unknown" } });
    expect(openNote(`${both}${line}`, [own])).toMatchObject({ ok: false, error: { code: "note-malformed" } });
  });

  it.each([
    ["nothing", ""],
    ["no signature", `${example.text}\n`],
    ["no empty line", exampleNote.replace("\n\n", "\n")],
    ["no newline at its end", exampleNote.slice(0, -1)],
    ["another dash", exampleNote.replace("\u2014", "-")],
    ["control characters in its text", exampleNote.replace("If", "If\u0007")],
    ["a carriage return", exampleNote.replace("problem,\n", "problem,\r\n")],
    ["half of a surrogate pair", exampleNote.replace("If", "If\ud800")],
    ["base64 that is not in its one form", exampleNote.replace("=\n", "==\n")],
    ["more behind the signature", exampleNote.replace(/\n$/, " more\n")],
  ])("is none with %s", (_, note) => {
    expect(openNote(note, [keyOf(example.vkey)])).toMatchObject({ ok: false, error: { code: "note-malformed" } });
  });

  it.each([
    ["a changed name", example.vkey.replace("Peter", "Petra")],
    ["a changed hash", example.vkey.replace("c74f", "c74e")],
    ["another type", example.vkey.replace("+ARpc", "+Ahpc")],
    ["a key that is cut", example.vkey.slice(0, -4)],
    ["a space in its name", example.vkey.replace("Peter", "Pe er")],
    ["nothing", ""],
  ])("has no key with %s", (_, vkey) => {
    expect(parseVkey(vkey)).toMatchObject({ ok: false, error: { code: "vkey-unreadable" } });
  });
});

describe("a checkpoint", () => {
  const head = {
    origin: "countersign.invalid/8b2f0f6e-0000-4000-8000-000000000000",
    size: 42,
    root: Buffer.alloc(32, 7),
  };

  it("is three lines, and read as it was written", () => {
    expect(checkpointText(head).split("\n")).toEqual([head.origin, "42", head.root.toString("base64"), ""]);
    expect(parseCheckpoint(checkpointText(head))).toEqual({ ok: true, value: head });
  });

  it.each([
    ["a leading zero", checkpointText(head).replace("42", "042")],
    ["a size that is none", checkpointText(head).replace("42", "-1")],
    ["a size beyond 2^53", checkpointText(head).replace("42", "9007199254740993")],
    ["a short root", checkpointText({ ...head, root: Buffer.alloc(31) })],
    ["an extension line", `${checkpointText(head)}more\n`],
    ["no origin", checkpointText({ ...head, origin: "" })],
    ["no newline at its end", checkpointText(head).slice(0, -1)],
  ])("is none with %s", (_, text) => {
    expect(parseCheckpoint(text)).toMatchObject({ ok: false, error: { code: "checkpoint-malformed" } });
  });
});
