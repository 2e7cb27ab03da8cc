import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { recordedDecisions } from "../../main/views/decisions";
import { openTestApp, tempFolder } from "../support/temp-home";
import { decisionWith } from "../trust/durable-log";

const many = 2500;

/** A data folder with more decisions than are read before the app answers. */
function longRecord(): string {
  const home = tempFolder();
  const app = openTestApp({ home });
  for (let at = 0; at < many; at += 500) {
    const batch = Array.from({ length: 500 }, (_, n) => decisionWith(`number ${at + n}`));
    expect(app.core.ledger.append(batch.map((decision) => ({ kind: "decision" as const, decision }))).ok).toBe(true);
  }
  app.close();
  return home;
}

describe("a record of thousands of decisions", () => {
  it("is read in steps when it is opened: requests wait for them, and nothing else of the process does", async () => {
    const app = openTestApp({ home: longRecord() });
    const state = { answered: false };
    const asked = app.invoke("app.status", {}).finally(() => {
      state.answered = true;
    });
    let turns = 0;
    for (; !state.answered; turns += 1) await turn();
    expect(await asked).toMatchObject({ ok: true, value: { log: { checking: { total: many + 2 } } } });
    expect(turns).toBeGreaterThan(3);
    expect(recordedDecisions(app.core).inOrder).toEqual(app.core.ledger.decisions(null));
  });

  it("has them all, in order, for what asks before they are read and after more were recorded", () => {
    const app = openTestApp({ home: longRecord() });
    const late = { kind: "decision" as const, decision: decisionWith("recorded meanwhile") };
    expect(app.core.ledger.append([late]).ok).toBe(true);
    const reasons = recordedDecisions(app.core).inOrder.map(({ decision }) => decision.reason);
    expect(reasons).toEqual([...Array.from({ length: many }, (_, at) => `number ${at}`), "recorded meanwhile"]);
  });
});
