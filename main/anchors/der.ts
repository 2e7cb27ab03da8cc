/*
 * DER (X.690), as much of it as time-stamps need: definite lengths in their shortest form, nothing after the end, bounded depth
 * and number. Whatever else is thrown as DerError: these bytes come from a network.
 */

/** What is not such DER. */
export class DerError extends Error {}

/** One value: its tag byte, all its bytes, and those of its content. */
export interface Der {
  readonly tag: number;
  readonly bytes: Buffer;
  readonly content: Buffer;
}

export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8: 0x0c,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  context0: 0xa0,
  context1: 0xa1,
} as const;

const mostValues = 2000;

function readOne(bytes: Buffer): { value: Der; rest: Buffer } {
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined) throw new DerError("it ends too early");
  if ((tag & 0x1f) === 0x1f) throw new DerError("it has a tag of more than one byte");
  let at = 2;
  let length = first;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count === 0 || count > 3) throw new DerError("it has a length that is not definite or too large");
    if (bytes.length < 2 + count) throw new DerError("it ends too early");
    length = bytes.readUIntBE(2, count);
    at += count;
    if (length < 0x80 || length < 2 ** (8 * (count - 1))) throw new DerError("a length is not in its shortest form");
  }
  if (bytes.length < at + length) throw new DerError("it ends too early");
  return {
    value: { tag, bytes: bytes.subarray(0, at + length), content: bytes.subarray(at, at + length) },
    rest: bytes.subarray(at + length),
  };
}

/** Reads bytes that are one value and nothing else. */
export function readDer(bytes: Buffer): Der {
  const { value, rest } = readOne(bytes);
  if (rest.length > 0) throw new DerError("it has bytes after its end");
  return value;
}

/** The values inside a constructed one, in order. In: also the tag it must have. */
export function inside(value: Der | undefined, tag: number): Der[] {
  const found: Der[] = [];
  let rest = contentOf(value, tag);
  while (rest.length > 0) {
    const one = readOne(rest);
    found.push(one.value);
    rest = one.rest;
    if (found.length > mostValues) throw new DerError("it holds too many values");
  }
  return found;
}

/** The content of a value that must have a tag. */
export function contentOf(value: Der | undefined, tag: number): Buffer {
  if (value === undefined) throw new DerError("a value is missing");
  if (value.tag !== tag)
    throw new DerError(`a value has tag ${value.tag.toString(16)} where ${tag.toString(16)} is due`);
  return value.content;
}

/** An object identifier as dotted numbers. */
export function oidOf(value: Der | undefined): string {
  const content = contentOf(value, tags.oid);
  const parts: number[] = [];
  let part = 0;
  for (const [at, byte] of content.entries()) {
    if (part === 0 && byte === 0x80) throw new DerError("an identifier is not in its shortest form");
    part = part * 128 + (byte & 0x7f);
    if (part > Number.MAX_SAFE_INTEGER) throw new DerError("an identifier is too large");
    if (byte < 0x80) {
      parts.push(part);
      part = 0;
    } else if (at === content.length - 1) throw new DerError("an identifier ends too early");
  }
  const [first] = parts;
  if (first === undefined) throw new DerError("an identifier is empty");
  const root = Math.min(2, Math.floor(first / 40));
  return [root, first - root * 40, ...parts.slice(1)].join(".");
}

/** An AlgorithmIdentifier that has no parameters, as dotted numbers. */
export function algorithmOf(value: Der | undefined): string {
  const [name, parameters, ...more] = inside(value, tags.sequence);
  if (more.length > 0 || (parameters !== undefined && contentOf(parameters, tags.null).length > 0))
    throw new DerError("an algorithm has parameters");
  return oidOf(name);
}

/** A small number: a version. */
export function smallOf(value: Der | undefined): number {
  const content = contentOf(value, tags.integer);
  const [number = 0x80, ...more] = content;
  if (more.length > 0 || number >= 0x80) throw new DerError("a version is no small number");
  return number;
}

/** A GeneralizedTime in UTC, fractions allowed (RFC 3161, 2.4.2). Out: milliseconds since 1970. */
export function timeOf(value: Der | undefined): number {
  const text = contentOf(value, tags.generalizedTime).toString("latin1");
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{0,8}[1-9]))?Z$/.exec(text);
  if (parts === null) throw new DerError("a time has another form");
  const [, year, month, day, hour, minute, second, fraction = ""] = parts;
  const at = Date.parse(
    `${year ?? ""}-${month ?? ""}-${day ?? ""}T${hour ?? ""}:${minute ?? ""}:${second ?? ""}.${fraction.slice(0, 3).padEnd(3, "0")}Z`,
  );
  if (Number.isNaN(at)) throw new DerError("a time is none");
  return at;
}

/** Writes a value. In: its tag, what it holds in order. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const size = content.length;
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  if (size > 0xffff) throw new DerError("a value is too large to be written here");
  return Buffer.concat([Uint8Array.of(tag, ...length), content]);
}

/** A number above zero as an integer's content: no needless zero in front, none negative. */
export function positiveInteger(bytes: Uint8Array): Buffer {
  const start = bytes.findIndex((byte) => byte !== 0);
  const short = start === -1 ? Uint8Array.of(0) : bytes.subarray(start);
  return der(tags.integer, (short[0] ?? 0) >= 0x80 ? Buffer.concat([Uint8Array.of(0), short]) : short);
}
