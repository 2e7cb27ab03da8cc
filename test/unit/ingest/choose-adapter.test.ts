import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { claudeCode } from "../../../main/ingest/adapters/claude-code";
import { codex } from "../../../main/ingest/adapters/codex";
import { chooseAdapter } from "../../../main/ingest/choose-adapter";
import type { TranscriptAdapter } from "../../../main/ingest/port";

const adapters: readonly TranscriptAdapter[] = [claudeCode, codex];
const choose = (bytes: Uint8Array | string, name = "file.jsonl") =>
  chooseAdapter(adapters, { name, bytes: typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes });

describe("chooseAdapter", () => {
  it("chooses by content, also where the first record is longer than the head", () => {
    const long = "x".repeat(300_000);
    const claude = choose(
      `{"parentUuid":null,"sessionId":"s","type":"user","message":{"role":"user","content":"${long}`,
    );
    expect(claude.ok && claude.value.id).toBe("claude-code");
    const rollout = choose(
      `{"timestamp":"2026-11-20T04:00:00.000Z","type":"session_meta","payload":{"id":"a","instructions":"${long}`,
    );
    expect(rollout.ok && rollout.value.id).toBe("codex");
  });

  it.each([
    ["an empty file", "", "not-a-transcript"],
    ["text", "# Notes\n\nHello", "not-json"],
    ["JSON of something else", '{"name":"app","version":"1.0.0"}\n', "not-a-transcript"],
    ["binary junk", new Uint8Array([0, 255, 254, 10, 0, 1, 2, 3]), "not-json"],
  ])("refuses %s by name", (_what, bytes, code) => {
    const chosen = choose(bytes, "folder/thing.bin");
    expect(chosen).toMatchObject({ ok: false, error: { code, place: "folder/thing.bin" } });
  });

  it("takes the document of the first CLI and a live stream for Codex", () => {
    const document = choose(readFileSync(new URL("../../fixtures/codex/first-cli.json", import.meta.url)));
    expect(document.ok && document.value.id).toBe("codex");
    const stream = choose('{"type":"thread.started","thread_id":"x"}\n');
    expect(stream.ok && stream.value.id).toBe("codex");
  });

  it("does not guess between two", () => {
    const twin: TranscriptAdapter = { ...codex, name: "Twin" };
    const chosen = chooseAdapter([codex, twin], {
      name: "a",
      bytes: new TextEncoder().encode('{"type":"session_meta","payload":{}}\n'),
    });
    expect(chosen).toMatchObject({ ok: false, error: { code: "two-adapters" } });
  });
});
