import { err, ok, type Result } from "../../../shared/result";

/*
 * The archive form of a bundle: an uncompressed tar in the ustar format (POSIX.1-1988), regular files only. What another program adds
 * (owners, links, long names, folders) is refused when it is read: a bundle never has any.
 */

export const tarBlock = 512;

/** Bytes of padding behind a file of this size. */
export function tarPadding(size: number): number {
  return (tarBlock - (size % tarBlock)) % tarBlock;
}

/** The header of a regular file; the same for the same name and size. Names of a bundle are ASCII and short. */
export function tarHeader(name: string, size: number): Buffer {
  const block = Buffer.alloc(tarBlock);
  const octal = (value: number, at: number, digits: number): void => {
    block.write(value.toString(8).padStart(digits, "0"), at, "latin1");
  };
  if (name.length > 100) throw new Error("a file of a bundle has too long a name");
  block.write(name, 0, "latin1");
  octal(0o644, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  octal(size, 124, 11);
  octal(0, 136, 11);
  block.write("0", 156, "latin1");
  block.write("ustar\u000000", 257, "latin1");
  block.write(`${checksum(block).toString(8).padStart(6, "0")}\u0000 `, 148, "latin1");
  return block;
}

/** Sum of a header's bytes, its own field counted as spaces. */
function checksum(block: Uint8Array): number {
  let sum = 8 * 32;
  for (let at = 0; at < tarBlock; at += 1) if (at < 148 || at >= 156) sum += block[at] ?? 0;
  return sum;
}

/** Reads a header. Out: the file, or `null` for the block of zeros that ends an archive. Codes: "tar-refused". */
export function readTarHeader(block: Buffer): Result<{ name: string; size: number } | null> {
  const bad = (why: string) => err({ code: "tar-refused", message: `The archive is no bundle: ${why}.` });
  if (block.length < tarBlock) return bad("it is cut off");
  if (block.every((byte) => byte === 0)) return ok(null);
  const text = (at: number, length: number): string => {
    const field = block.subarray(at, at + length);
    const end = field.indexOf(0);
    return field.subarray(0, end === -1 ? length : end).toString("latin1");
  };
  if (!/^[0-7]{6}$/.test(text(148, 6)) || Number.parseInt(text(148, 6), 8) !== checksum(block))
    return bad("a header's checksum is wrong");
  if (text(257, 6) !== "ustar") return bad("it is not in the ustar format");
  if (text(156, 1) !== "0") return bad("it holds something else than files");
  if (text(157, 100) !== "" || text(345, 155) !== "") return bad("it holds a link or a long name");
  const name = text(0, 100);
  const size = text(124, 12);
  if (!/^[0-7]{1,11} ?$/.test(size)) return bad("a size in it is no number");
  return ok({ name, size: Number.parseInt(size, 8) });
}
