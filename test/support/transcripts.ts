import { appendFileSync } from "node:fs";

/** Records as Claude Code writes them: enough of them to make a session with words, commands and edits. */
export function transcriptLines(sessionId: string, count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, n) => {
    const at = from + n;
    const envelope = {
      parentUuid: at === 0 ? null : `u-${String(at - 1)}`,
      isSidechain: false,
      userType: "external",
      cwd: "/repo/app",
      sessionId,
      version: "2.1.40",
      gitBranch: "agent/work",
      uuid: `u-${String(at)}`,
      timestamp: new Date(Date.UTC(2026, 10, 20) + at * 1000).toISOString(),
    };
    const record =
      at === 0
        ? { type: "user", message: { role: "user", content: `Öffne den Speicher ${sessionId}.` } }
        : {
            type: "assistant",
            message: {
              id: `msg_${String(at)}`,
              type: "message",
              role: "assistant",
              model: "claude-sonnet-4-5",
              content: [{ type: "text", text: `Schritt ${String(at)}: größer, 日本語 🙂.` }],
              stop_reason: null,
              usage: { input_tokens: 1, output_tokens: 1 },
            },
          };
    return `${JSON.stringify({ ...envelope, ...record })}\n`;
  });
}

/** A session id like Claude Code's own, from a number. */
export function transcriptId(n: number): string {
  return `5d0c7a11-2b3c-4d4e-8f5a-${n.toString(16).padStart(12, "0")}`;
}

/** Appends bytes in pieces of odd sizes, so that cuts fall into lines and characters. */
export function* oddPieces(bytes: Buffer): Generator<Buffer> {
  let size = 1;
  for (let at = 0; at < bytes.length; at += size, size = (size * 7 + 3) % 613 || 1) yield bytes.subarray(at, at + size);
}

export function append(file: string, text: string | Buffer): void {
  appendFileSync(file, text);
}
