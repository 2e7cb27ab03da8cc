/** A line longer than this is cut: a file without line ends must not become one string of its size. */
const maxLine = 1_000_000;
const chunkBytes = 256 * 1024;

/**
 * Lines of a text file without their ends (LF or CRLF), decoded in pieces: UTF-8, or UTF-16 with its byte order mark, which is not
 * part of the first line. What is no character becomes U+FFFD; a line of more than a million characters is cut.
 */
export function* textLines(bytes: Uint8Array): Generator<string> {
  const decoder = new TextDecoder(encodingOf(bytes));
  let rest = "";
  let cut = false;
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    const end = at + chunkBytes;
    const text = decoder.decode(bytes.subarray(at, end), { stream: end < bytes.length });
    let from = 0;
    for (let feed = text.indexOf("\n"); feed >= 0; feed = text.indexOf("\n", from)) {
      const line = cut ? rest : rest + text.slice(from, feed);
      yield line.endsWith("\r") ? line.slice(0, -1) : line;
      rest = "";
      cut = false;
      from = feed + 1;
    }
    if (cut) continue;
    rest += text.slice(from);
    if (rest.length > maxLine) {
      rest = rest.slice(0, maxLine);
      cut = true;
    }
  }
  if (rest !== "") yield rest.endsWith("\r") ? rest.slice(0, -1) : rest;
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
}
