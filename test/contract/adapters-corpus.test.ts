import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { chooseAdapter } from "../../main/ingest/choose-adapter";
import { adapters } from "../../main/plugins";
import { filesBelow, headOf } from "../support/adapter-sources";
import { corpus, hasCorpus, overCorpus } from "../support/corpus";
import { corpusReaders, corpusSources, noSession, type CorpusSource } from "../support/corpus-sources";
import { databaseLines } from "../support/database-lines";
import { parseBytes, type ParsedBytes } from "../support/parse-bytes";

const folders = hasCorpus ? readdirSync(corpus, { withFileTypes: true }).filter((one) => one.isDirectory()) : [];
const all = folders.flatMap(({ name }) => corpusSources(name));
const read = new Map<CorpusSource, ParsedBytes>();
function parsed(one: CorpusSource): ParsedBytes {
  const found = read.get(one) ?? parseBytes(one.adapter, one.source.name, one.source.bytes);
  read.set(one, found);
  return found;
}

/** Adapters whose events are put in order of time, because their sources are not written in order. */
const reordered = new Set(["otel", "opencode"]);

describe.skipIf(!hasCorpus)(overCorpus("every real file"), () => {
  it.each(folders.map(({ name }) => name))("of %s is claimed by the adapter of its format, or by none", (folder) => {
    for (const file of filesBelow(path.join(corpus, folder))) {
      const bytes = databaseLines(file, adapters);
      const chosen = chooseAdapter(adapters, headOf({ name: file.name, bytes }));
      const expected = noSession.test(file.name) ? undefined : corpusReaders[folder];
      if (!chosen.ok) expect(chosen.error.code, `${file.name}: ${chosen.error.message}`).not.toBe("two-adapters");
      expect(chosen.ok ? chosen.value.id : undefined, file.name).toBe(expected);
    }
  });

  it("is there for every adapter that has files here", () => {
    for (const [folder, id] of Object.entries(corpusReaders))
      if (existsSync(path.join(corpus, folder)))
        expect(
          all.some((one) => one.adapter.id === id),
          folder,
        ).toBe(true);
  });

  it("is recognised to 99.5 of 100 records, and every other type has a name", () => {
    let records = 0;
    let recognised = 0;
    for (const one of all) {
      const { completeness } = parsed(one);
      records += completeness.records;
      recognised += completeness.recognised;
      for (const { type } of completeness.unknown) expect(type).not.toBe("");
    }
    expect(records).toBeGreaterThan(20_000);
    expect(recognised / records).toBeGreaterThanOrEqual(0.995);
  });

  it("has its calls paired with their results wherever the result is in the file", () => {
    let calls = 0;
    const lost: string[] = [];
    for (const one of all) {
      const text = Buffer.from(one.source.bytes).toString("latin1");
      for (const events of parsed(one).eventsOf.values()) {
        for (const { detail } of events) {
          if (!("resultPlace" in detail)) continue;
          calls += 1;
          // A result names its call: an id that stands once in the source has none.
          if (
            detail.outcome === "unanswered" &&
            detail.callId !== null &&
            text.split(JSON.stringify(detail.callId)).length > 2
          )
            lost.push(`${one.folder}/${one.source.name} ${detail.callId}`);
        }
      }
    }
    expect(calls).toBeGreaterThan(3000);
    expect(lost.length / calls, lost.slice(0, 20).join("\n")).toBeLessThan(0.01);
  });

  it("has its events in the order of the source within a lane", () => {
    for (const one of all) {
      if (reordered.has(one.adapter.id)) continue;
      for (const events of parsed(one).eventsOf.values()) {
        const last = new Map<string, number>();
        for (const { lane, place, seq } of events) {
          expect(place.byteStart, `${one.folder}/${one.source.name} #${String(seq)}`).toBeGreaterThanOrEqual(
            last.get(lane) ?? 0,
          );
          last.set(lane, place.byteStart);
        }
      }
    }
  });

  it("tells one story where runners were given one task", () => {
    /** The toy task that was given to three runners: a file with one line, run once. */
    const toy = all.flatMap((one) => {
      const { session, all: events } = parsed(one);
      const edits = events.flatMap(({ detail }) => (detail.kind === "file-edit" ? [detail] : []));
      return session !== null && edits.length === 1 && edits[0]?.path.endsWith("/hoge.py") === true
        ? [{ one, session, edit: edits[0], events }]
        : [];
    });
    expect(toy.map(({ one }) => one.adapter.id).sort()).toEqual(["claude-code", "codex", "gemini-cli"]);
    const stories = toy.map(({ session, edit, events }) => ({
      status: session.status,
      prompt: session.prompt,
      edit: {
        op: edit.op,
        path: edit.path.split("/").slice(-2).join("/"),
        text: edit.newText?.replaceAll(" ", "").trim(),
        outcome: edit.outcome,
      },
      printed: events.some(
        ({ detail }) =>
          detail.kind === "command" &&
          detail.command.includes("python") &&
          detail.outcome === "ok" &&
          /(?:^|\s)2\s*$/m.test(detail.output),
      ),
    }));
    expect(stories[0]).toMatchObject({
      status: "completed",
      edit: { op: "add", path: "myapp/hoge.py", text: "print(1+1)", outcome: "ok" },
      printed: true,
    });
    for (const story of stories) expect(story).toEqual(stories[0]);
  });
});
