import type { EventRef } from "../../../shared/model/evidence";
import { ok, type Result } from "../../../shared/result";
import { call } from "../../bridge/client";

const PAGE = 200;

/**
 * The last recorded edit of a file, to open it in the timeline. In: attempt, path as the patch names it (events may name it
 * with the folders above the repository). Null where no recorded edit names it.
 */
export async function lastEditOf(attemptId: string, path: string): Promise<Result<EventRef | null>> {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const filter = { text: name.slice(0, 300), kinds: ["file-edit" as const], failedOnly: false };
  let last: EventRef | null = null;
  for (let offset = 0; ; offset += PAGE) {
    const page = await call("timeline.page", { attemptId, filter, offset, limit: PAGE });
    if (!page.ok) return page;
    for (const { sessionId, event } of page.value.rows) {
      const { detail } = event;
      if (detail.kind !== "file-edit") continue;
      const named = [detail.path, detail.newPath].some(
        (each) => each === path || each?.replaceAll("\\", "/").endsWith(`/${path}`) === true,
      );
      if (named) last = { sessionId, seq: event.seq };
    }
    if (page.value.rows.length === 0 || offset + PAGE >= page.value.total) return ok(last);
  }
}
