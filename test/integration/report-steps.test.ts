import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { App } from "../../main/app";
import type { TopicPayload } from "../../shared/contract/topics";
import { allDecisions } from "../support/html-report";
import { plainDecision } from "../support/plain-decision";
import { openTestApp } from "../support/temp-home";

const many = 3000;

/** An app whose log has many decisions, of tasks that are not here. */
function decided(): App {
  const app = openTestApp();
  for (let at = 0; at < many; at += 500) {
    const made = app.core.ledger.append(
      Array.from({ length: 500 }, (_, n) => ({
        kind: "decision" as const,
        decision: plainDecision({ reason: `Read in full, number ${at + n}; see src/refunds/part-${n}.ts.` }),
      })),
    );
    if (!made.ok) throw new Error(made.error.message);
  }
  return app;
}

/** Longest time that nothing else could be done, in milliseconds, until it is stopped. */
function waits(): { longest: () => number; turns: () => number; stop: () => void } {
  let last = performance.now();
  let longest = 0;
  let turns = 0;
  let going = true;
  const tick = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    turns += 1;
    if (going) setImmediate(tick);
  };
  setImmediate(tick);
  return {
    longest: () => longest,
    turns: () => turns,
    stop: () => {
      going = false;
    },
  };
}

function heard(app: App, job: string): TopicPayload<"progress">[] {
  const told: TopicPayload<"progress">[] = [];
  app.subscribe((topic, payload) => {
    if (topic === "progress" && "job" in payload && payload.job === job) told.push(payload);
  });
  return told;
}

describe("a report of many decisions", () => {
  it("is written while others are answered", async () => {
    const app = decided();
    await app.invoke("audit.list", { filter: "", before: null, limit: 1 });
    const others = waits();
    const written = await app.invoke("report.write", {
      formats: ["html", "json", "csv", "markdown"],
      filters: allDecisions,
      redaction: ["secrets", "names", "paths"],
      out: null,
    });
    others.stop();
    if (!written.ok) throw new Error(written.error.message);
    expect(written.value).toMatchObject({ decisions: many, unrecorded: null });
    expect(written.value.files).toHaveLength(4);
    console.log(`report of ${many}: longest wait ${others.longest().toFixed(0)} ms, ${others.turns()} turns of others`);
    expect(others.turns()).toBeGreaterThan(40);
  });

  it("can be ended: nothing half is left, and nothing is recorded of it", async () => {
    const app = decided();
    const told = heard(app, "Writing a report");
    const before = app.core.ledger.size();
    const writing = app.invoke("report.write", {
      formats: ["html"],
      filters: allDecisions,
      redaction: ["secrets"],
      out: null,
    });
    await expect.poll(() => told.at(-1)?.id).toBeTypeOf("string");
    await app.invoke("jobs.cancel", { id: told.at(-1)?.id ?? "" });
    const ended = await writing;
    expect(ended.ok ? null : ended.error.code).toBe("cancelled");
    expect(told.at(-1)).toMatchObject({ finished: true, cancelled: true });
    expect(app.core.ledger.size()).toBe(before);
    const reports = path.join(app.core.home, "reports");
    expect(existsSync(reports) ? readdirSync(reports) : []).toEqual([]);
  });
});

describe("a bundle of many decisions", () => {
  it("is written while others are answered", async () => {
    const app = decided();
    await app.invoke("audit.list", { filter: "", before: null, limit: 1 });
    const others = waits();
    const written = await app.invoke("audit.export", { tar: true, from: null, to: null, withhold: [], texts: true });
    others.stop();
    expect(written).toMatchObject({ ok: true, value: { decisions: many } });
    console.log(`bundle of ${many}: longest wait ${others.longest().toFixed(0)} ms, ${others.turns()} turns of others`);
    expect(others.turns()).toBeGreaterThan(20);
  });
});
