const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";
const values = new Map(Array.from({ length: 85 }, (_, index) => [alphabet.charCodeAt(index), index]));

/** Bytes of a whole file as a patch carries them: still deflated (zlib). */
export interface BinaryLiteral {
  readonly size: number;
  readonly deflated: Uint8Array;
}

/**
 * The contents that a `GIT binary patch` carries whole (git-diff(1) --binary: `literal SIZE`, then lines of a length
 * character and base 85). The first block is the new file, the second the old one; a `delta` block is null, as it needs the other
 * side. In: a file's part of a patch. Never throws; what is damaged is null.
 */
export function binaryLiterals(part: string): {
  readonly new: BinaryLiteral | null;
  readonly old: BinaryLiteral | null;
} {
  const at = part.indexOf("\nGIT binary patch\n");
  const blocks: (BinaryLiteral | null)[] = [];
  if (at !== -1) {
    const lines = part.slice(at + "\nGIT binary patch\n".length).split("\n");
    let index = 0;
    while (blocks.length < 2 && index < lines.length) {
      const head = /^(literal|delta) (\d{1,10})$/.exec(lines[index] ?? "");
      if (head === null) break;
      index += 1;
      const body: string[] = [];
      while (index < lines.length && lines[index] !== "") body.push(lines[index++] ?? "");
      index += 1;
      const deflated = head[1] === "literal" ? decode(body) : null;
      blocks.push(deflated === null ? null : { size: Number(head[2]), deflated });
    }
  }
  return { new: blocks[0] ?? null, old: blocks[1] ?? null };
}

function decode(lines: readonly string[]): Uint8Array | null {
  const bytes: number[] = [];
  for (const line of lines) {
    const first = line.charCodeAt(0);
    const length = first >= 65 && first <= 90 ? first - 64 : first >= 97 && first <= 122 ? first - 70 : 0;
    const groups = Math.ceil(length / 4);
    if (length === 0 || line.length !== 1 + groups * 5) return null;
    const from = bytes.length;
    for (let group = 0; group < groups; group += 1) {
      let number = 0;
      for (let place = 0; place < 5; place += 1) {
        const value = values.get(line.charCodeAt(1 + group * 5 + place));
        if (value === undefined) return null;
        number = number * 85 + value;
      }
      if (number > 0xffffffff) return null;
      bytes.push((number >>> 24) & 255, (number >>> 16) & 255, (number >>> 8) & 255, number & 255);
    }
    bytes.length = from + length;
  }
  return Uint8Array.from(bytes);
}
