import { describe, expect, it } from "vitest";
import { eventPaths, eventText } from "../../main/search/event-text";
import { queryWords } from "../../main/search/words";
import { anySource, ingestPaths } from "../../main/services/ingest-paths";
import { readDetail, type StoredDetail } from "../../main/store/event-texts";
import { indexCounts } from "../../main/store/search-index";
import { indexAll, search } from "../builders/search";
import { corpus, hasCorpus, overCorpus } from "../support/corpus";
import { seededRandom } from "../support/seeded-random";
import { openTestApp } from "../support/temp-home";

interface Row extends StoredDetail {
  readonly id: string;
  readonly seq: number;
}

describe.skipIf(!hasCorpus)(overCorpus("search over real transcripts"), () => {
  it("finds every event again by words, phrases and paths taken from it", async () => {
    const app = openTestApp();
    const { core } = app;
    await ingestPaths(core, [corpus], { job: "test", isSource: anySource, cancelled: () => false });
    indexAll(core);
    const rows = core.index
      .prepare<[], Row>(
        "SELECT s.id AS id, e.seq AS seq, e.detail, e.block, e.texts FROM event e JOIN session s ON s.pk = e.session_pk WHERE s.id IS NOT NULL",
      )
      .all();
    expect(rows.length).toBeGreaterThan(1_000);
    expect(indexCounts(core.index)).toMatchObject({ indexed: rows.length, waiting: 0 });

    const random = seededRandom(11);
    const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
    let asked = 0;
    for (let round = 0; round < 400; round += 1) {
      const row = pick(rows);
      if (row === undefined) continue;
      const detail = readDetail(core.index, row);
      const { text } = eventText(detail);
      const words = queryWords(text).map((word) => word.text);
      const at = Math.floor(random() * words.length);
      const line = pick(text.split("\n").filter((one) => queryWords(one).length > 1)) ?? "";
      const phrase = line.trim().split(/\s+/u).slice(0, 4).join(" ");
      const path = pick(eventPaths(detail));
      const queries = [
        ...(words.length === 0 ? [] : [`session:${row.id} ${[words[at], pick(words)].map(quoted).join(" ")}`]),
        ...(words[at] !== undefined && words[at].length > 3 ? [`session:${row.id} ${words[at].slice(0, -1)}*`] : []),
        ...(queryWords(phrase).length > 0 ? [`session:${row.id} ${quoted(phrase)}`] : []),
        ...(path === undefined || /[*?[\]{}\\]/.test(path) ? [] : [`session:${row.id} file:${quoted(path)}`]),
      ];
      for (const query of queries) {
        asked += 1;
        expect(await finds(query, row), `${query} finds ${row.id} ${String(row.seq)}`).toBe(true);
      }
    }
    expect(asked).toBeGreaterThan(800);

    async function finds(query: string, row: Row): Promise<boolean> {
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof search>> = await search(app, query, {
          limit: 100,
          ...(cursor === null ? {} : { cursor }),
        });
        if (page.hits.some((hit) => hit.sessionId === row.id && hit.seq === row.seq)) return true;
        cursor = page.cursor;
      } while (cursor !== null);
      return false;
    }
  }, 300_000);
});

function quoted(text: string | undefined): string {
  return `"${(text ?? "").replace(/["\\]/g, (found) => `\\${found}`)}"`;
}
