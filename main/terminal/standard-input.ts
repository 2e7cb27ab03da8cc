import { err, ok, type Result } from "../../shared/result";

/** All of standard input as UTF-8, at most so many bytes. Codes: "input-too-large". */
export async function readStandardInput(limit: number): Promise<Result<string>> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of process.stdin) {
    const part = Buffer.from(chunk as Uint8Array | string);
    bytes += part.length;
    if (bytes > limit)
      return err({
        code: "input-too-large",
        message: `Standard input has more than ${String(limit)} bytes.`,
        remedy: "Nothing was taken of it.",
      });
    parts.push(part);
  }
  return ok(Buffer.concat(parts).toString("utf8"));
}
