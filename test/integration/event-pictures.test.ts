import { writeFileSync } from "node:fs";
import path from "node:path";
import { deflateSync } from "node:zlib";
import { expect, it } from "vitest";
import { anySource, ingestPaths } from "../../main/services/ingest-paths";
import { openTestApp, tempFolder } from "../support/temp-home";

const options = { job: "test", isSource: anySource, cancelled: () => false };
const sessionId = "55555555-5555-4555-8555-555555555555";

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  let crc = 0xffffffff;
  for (const byte of body) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE((crc ^ 0xffffffff) >>> 0, 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

/** A grey PNG of this size. */
function png(width: number, height: number): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 8;
  const lines = Buffer.alloc((width + 1) * height, 0);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(lines)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function transcript(picture: Buffer): string {
  const source = (data: string) => ({ type: "image", source: { type: "base64", media_type: "image/png", data } });
  const rows = [
    { type: "user", message: { role: "user", content: "Look at the page" } },
    {
      type: "assistant",
      message: {
        id: "m1",
        role: "assistant",
        model: "m",
        content: [{ type: "tool_use", id: "t1", name: "Read", input: { file_path: "/repo/x/shot.png" } }],
      },
    },
    {
      type: "user",
      message: {
        role: "user",
        content: [
          {
            type: "tool_result",
            tool_use_id: "t1",
            content: [source(picture.toString("base64")), source(Buffer.from("<svg/>").toString("base64"))],
          },
        ],
      },
    },
  ];
  const envelope = { cwd: "/repo/x", sessionId, version: "2.1.0", gitBranch: "main", isSidechain: false };
  return rows
    .map((row, n) =>
      JSON.stringify({ ...envelope, uuid: `u${String(n)}`, timestamp: `2026-11-20T01:0${String(n)}:00.000Z`, ...row }),
    )
    .join("\n")
    .concat("\n");
}

it("a picture that a tool answered is shown out of the archive; what is none by its own header is counted", async () => {
  const app = openTestApp();
  const picture = png(3, 2);
  const file = path.join(tempFolder(), `${sessionId}.jsonl`);
  writeFileSync(file, transcript(picture));
  await ingestPaths(app.core, [file], options);
  const found = await app.invoke("inbox.list", { filter: "" });
  const attemptId =
    (found.ok ? found.value.groups.flatMap((group) => group.rows)[0]?.focusAttempt : undefined) ?? "A-00000";
  const filter = { text: "", kinds: [], failedOnly: false };
  const page = await app.invoke("timeline.page", { attemptId, filter, offset: 0, limit: 50 });
  if (!page.ok) throw new Error(page.error.message);
  const read = page.value.rows.find(({ event }) => event.detail.kind === "tool-call");
  if (read === undefined) throw new Error("no tool call");
  const answer = await app.invoke("timeline.pictures", { sessionId: read.sessionId, seq: read.event.seq });
  if (!answer.ok) throw new Error(answer.error.message);
  expect(answer.value.pictures).toMatchObject([{ format: "PNG", width: 3, height: 2 }]);
  expect(Buffer.from(answer.value.pictures[0]?.bytes ?? []).equals(picture)).toBe(true);
  expect(answer.value.left).toBe(1);
});
