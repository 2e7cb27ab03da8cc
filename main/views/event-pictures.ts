import { createHash } from "node:crypto";
import type { Output } from "../../shared/contract/api";
import { ok, type Result } from "../../shared/result";
import { parserFor } from "../evidence/read-file";
import { picturesIn } from "../ingest/record-pictures";
import { readEvent } from "../store/events";
import { readSession } from "../store/sessions";
import type { Core } from "./core";

/** A longer record is not searched for pictures: it would stand in the way of everything else. */
const mostRecordBytes = 32 * 1024 * 1024;
const mostPictures = 8;
const mostPixels = 40_000_000;

/**
 * The pictures of an event, out of the archived records it was read from: its own and its result's. Only what a picture's own header
 * shows to be one is given out; the others are counted.
 */
export async function eventPictures(
  core: Core,
  sessionId: string,
  seq: number,
): Promise<Result<Output<"timeline.pictures">>> {
  const found = readEvent(core.index, sessionId, seq);
  const session = readSession(core.index, sessionId);
  if (found === null || session === null) return ok({ pictures: [], left: 0 });
  const { place, detail } = found.event;
  const result = "resultPlace" in detail ? detail.resultPlace : null;
  const seen = new Set<string>();
  const pictures: Output<"timeline.pictures">["pictures"] = [];
  let left = 0;
  for (const { byteStart, byteEnd } of result === null ? [place] : [place, result]) {
    if (byteEnd - byteStart > mostRecordBytes) continue;
    const record = await core.archive.slice(session.sourceDigest, byteStart, byteEnd);
    if (!record.ok) return record;
    for (const bytes of picturesIn(record.value.toString("utf8"))) {
      const digest = createHash("sha256").update(bytes).digest("hex");
      if (seen.has(digest)) continue;
      seen.add(digest);
      const shown = pictures.length < mostPictures ? pictureOf(core, bytes) : null;
      if (shown === null) left += 1;
      else pictures.push(shown);
    }
  }
  return ok({ pictures, left });
}

function pictureOf(core: Core, bytes: Uint8Array): Output<"timeline.pictures">["pictures"][number] | null {
  const parsed = parserFor(core.plugins.parsers, { path: "picture", bytes })?.parse(bytes);
  const totals = parsed?.ok === true ? parsed.value.totals : null;
  if (totals?.of !== "image" || totals.width * totals.height > mostPixels) return null;
  const { format, width, height } = totals;
  return { format, width, height, bytes: new Uint8Array(bytes) };
}
