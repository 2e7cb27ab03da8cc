import { hash as digest, createPublicKey, sign, verify, type KeyObject } from "node:crypto";
import { err, ok, type Result } from "../../shared/result";
import { publicHalf } from "./public-half";

/*
 * Signed notes (C2SP signed-note v1): text, an empty line, and signature lines `— <name> <base64 of key hash and signature>`.
 * A note is verified before anything in it is believed; signatures of unknown keys are passed over, a wrong signature of a
 * known key rejects the note.
 */

/** Ed25519, the one type that is made here. */
const ed25519Type = 1;
const dash = "\u2014";
const mostSignatures = 100;
const spkiPrefix = Buffer.from("302a300506032b6570032100", "hex");

/** A key that notes are verified with: its name, its 4 bytes of hash, the key itself. */
export interface NoteKey {
  readonly name: string;
  readonly hash: number;
  readonly key: KeyObject;
}

function keyHash(name: string, type: number, bytes: Uint8Array): number {
  const named = Buffer.concat([Buffer.from(`${name}\n`, "utf8"), Uint8Array.of(type), bytes]);
  return digest("sha256", named, "buffer").readUInt32BE(0);
}

/** A name has no space, no plus sign, and is not empty (C2SP signed-note, "Signatures"). */
function isName(name: string): boolean {
  return name !== "" && !/[\s+]/u.test(name) && name.isWellFormed();
}

/** The key's text form: `<name>+<hash in hex>+<base64 of type and key>`. In: an Ed25519 key, either half, and its name. */
export function encodeVkey(name: string, key: KeyObject): string {
  if (!isName(name)) throw new Error("a key's name has neither spaces nor plus signs");
  const { raw } = publicHalf(key);
  const hash = keyHash(name, ed25519Type, raw).toString(16).padStart(8, "0");
  return `${name}+${hash}+${Buffer.concat([Uint8Array.of(ed25519Type), raw]).toString("base64")}`;
}

/** Reads a key in text form. Codes: "vkey-unreadable". */
export function parseVkey(text: string): Result<NoteKey> {
  const bad = (why: string) =>
    err({ code: "vkey-unreadable", message: `This is no verifier key: ${why}.`, remedy: "Give it as NAME+HASH+KEY." });
  const parts = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(text.trim());
  const [, name = "", hex = "", encoded = ""] = parts ?? [];
  if (!isName(name)) return bad("it is not of the form NAME+HASH+KEY");
  const bytes = Buffer.from(encoded, "base64");
  if (bytes.toString("base64") !== encoded) return bad("its key is not base64");
  if (bytes[0] !== ed25519Type || bytes.length !== 33) return bad("its type is not Ed25519");
  const hash = keyHash(name, ed25519Type, bytes.subarray(1));
  if (hash !== Number.parseInt(hex, 16)) return bad("its hash is not of this key and name");
  const key = createPublicKey({ key: Buffer.concat([spkiPrefix, bytes.subarray(1)]), format: "der", type: "spki" });
  return ok({ name, hash, key });
}

/** Whether a text can be a note's: well-formed, ends with a newline, no control characters but newlines. */
function isNoteText(text: string): boolean {
  return text.isWellFormed() && text.endsWith("\n") && !/[\u0000-\u0009\u000b-\u001f\u007f]/.test(text);
}

/** Signs a text. In: text ending with a newline, the key's name, an Ed25519 private key. Out: the note. */
export function signNote(text: string, name: string, signer: KeyObject): string {
  if (!isNoteText(text) || !isName(name)) throw new Error("this cannot be a note");
  const { raw } = publicHalf(signer);
  const hash = Buffer.alloc(4);
  hash.writeUInt32BE(keyHash(name, ed25519Type, raw));
  const signature = sign(null, Buffer.from(text, "utf8"), signer);
  return `${text}\n${dash} ${name} ${Buffer.concat([hash, signature]).toString("base64")}\n`;
}

/**
 * Opens a note. In: the note, the keys that are believed. Out: its text and the names that signed it; an error where it has no
 * form, where a known key's signature is wrong, or where no known key signed. Codes: "note-malformed", "note-forged", "note-unknown".
 */
export function openNote(note: string, keys: readonly NoteKey[]): Result<{ text: string; signedBy: string[] }> {
  const malformed = (why: string) => err({ code: "note-malformed", message: `This is no signed note: ${why}.` });
  const split = note.lastIndexOf("\n\n");
  if (split === -1) return malformed("there is no empty line before signatures");
  const text = note.slice(0, split + 1);
  const block = note.slice(split + 2);
  if (!isNoteText(text)) return malformed("its text holds what a note may not");
  if (block === "" || !block.endsWith("\n")) return malformed("it has no signature");
  const lines = block.slice(0, -1).split("\n");
  if (lines.length > mostSignatures) return malformed(`it has more than ${String(mostSignatures)} signatures`);
  const signedBy: string[] = [];
  const seen = new Set<string>();
  for (const line of lines) {
    const [mark, name = "", encoded = "", ...rest] = line.split(" ");
    const bytes = Buffer.from(encoded, "base64");
    if (mark !== dash || rest.length > 0 || !isName(name)) return malformed("a signature line has another form");
    if (bytes.length < 5 || bytes.toString("base64") !== encoded) return malformed("a signature is not base64");
    const hash = bytes.readUInt32BE(0);
    const known = keys.find((key) => key.name === name && key.hash === hash);
    if (known === undefined) continue;
    const id = `${name} ${String(hash)}`;
    if (seen.has(id)) return malformed("a key signed twice");
    seen.add(id);
    if (!verify(null, Buffer.from(text, "utf8"), known.key, bytes.subarray(4)))
      return err({ code: "note-forged", message: `The signature of ${name} is wrong.` });
    signedBy.push(name);
  }
  if (signedBy.length === 0) return err({ code: "note-unknown", message: "None of the known keys signed this note." });
  return ok({ text, signedBy });
}
