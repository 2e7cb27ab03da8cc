import { CodexRecorder } from "../codex-recorder.ts";
import { pay118 } from "../contracts.ts";
import type { Pack } from "../pack.ts";
import { lint, tests } from "../pack.ts";
import type { Repository } from "../workspace.ts";

/** The good one: the key decides, retries in flight join, a failed run is repaired, and everything passes after the last edit. */
export function pay118B(repository: Repository): Pack {
  const workspace = repository.worktree("pay-118-b", "agent/pay-118-b", "/home/runner/work/pay-118-b/ledger-service");
  const setup = {
    version: "0.142.0",
    model: "gpt-5.5-codex",
    originator: "codex_exec",
    start: "2026-11-20T22:05:07Z",
  } as const;
  const agent = new CodexRecorder({ seed: "pay-118-b", workspace, ...setup });

  agent.person(pay118.prompt);
  agent.think(
    "**Reading the refund path**\n\nI want to see what the store keeps and what the gateway is given before I decide where the key belongs.",
  );
  agent.run("git log --oneline && ls src/refunds migrations test");
  agent.read("src/refunds/refund-service.js");
  agent.read("src/refunds/refund-store.js");
  agent.read("src/refunds/handler.js");
  agent.read("test/refunds.test.js");
  agent.read("test/support/fake-gateway.js");
  agent.read("migrations/002_refunds.sql");
  agent.run("npm test");
  agent.say(
    "The baseline is green. I'll keep a claim per idempotency key in the store, so that a retry that arrives while the first request is in flight joins it instead of paying again.",
  );
  agent.write(
    "migrations/003_refund_idempotency.sql",
    `alter table refunds add column idempotency_key text;
alter table refunds add column request_digest text;

-- One refund per key: a second insert of a retry fails instead of paying twice.
create unique index refunds_by_idempotency_key on refunds (idempotency_key) where idempotency_key is not null;
`,
  );
  agent.edit(
    "src/refunds/refund-store.js",
    `export class RefundStore {
  #refunds = [];
`,
    `export class RefundStore {
  #refunds = [];
  #claims = new Map();

  /**
   * Runs \`pay\` once per key: a retry gets the refund of the first request, also while that one is in flight.
   * A key that comes back with another request is a mistake of the client's; \`conflict\` is called and must throw.
   */
  once(key, request, pay, conflict) {
    const claim = this.#claims.get(key);
    if (claim !== undefined) return claim.request === request ? claim.refund : conflict();
    const refund = pay();
    this.#claims.set(key, { request, refund });
    return refund;
  }
`,
  );
  agent.edit(
    "src/refunds/refund-service.js",
    `  async refund({ chargeId, amount, currency }) {
    const left`,
    `  /** Pays a refund out. With an idempotency key, a retry answers what the first request answered and pays nothing. */
  async refund({ chargeId, amount, currency, idempotencyKey }) {
    const pay = () => this.#pay({ chargeId, amount, currency, idempotencyKey });
    if (idempotencyKey === undefined) return pay();
    return this.store.once(idempotencyKey, JSON.stringify([chargeId, amount, currency]), pay, () => {
      throw new RefundRefused("key " + idempotencyKey + " was used for another refund");
    });
  }

  async #pay({ chargeId, amount, currency, idempotencyKey }) {
    const left`,
  );
  agent.edit(
    "src/refunds/refund-service.js",
    `this.gateway.refund({ chargeId, amount, currency });`,
    `this.gateway.refund({ chargeId, amount, currency, ...(idempotencyKey && { idempotencyKey }) });`,
  );
  agent.edit(
    "src/refunds/handler.js",
    `      currency: request.body.currency,`,
    `      currency: request.body.currency,
      idempotencyKey: request.headers["idempotency-key"],`,
  );
  agent.write(
    "test/refund-retries.test.js",
    `import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Entries } from "../src/ledger/entries.js";
import { handleRefund } from "../src/refunds/handler.js";
import { RefundService } from "../src/refunds/refund-service.js";
import { RefundStore } from "../src/refunds/refund-store.js";
import { FakeGateway } from "./support/fake-gateway.js";

function setUp() {
  const gateway = new FakeGateway();
  const entries = new Entries();
  entries.add("charge", "ch_1", 10000, "CHF");
  return { gateway, entries, service: new RefundService({ gateway, entries, store: new RefundStore() }) };
}

const request = { chargeId: "ch_1", amount: 2500, currency: "CHF", idempotencyKey: "key-1" };

describe("refund retries", () => {
  it("answers a retry with the first refund and calls the gateway once", async () => {
    const { service, gateway, entries } = setUp();
    const first = await service.refund(request);
    assert.deepEqual(await service.refund(request), first);
    assert.equal(gateway.calls.length, 1);
    assert.equal(entries.balance("ch_1"), 7500);
  });

  it("joins a retry that arrives while the first request is in flight", async () => {
    const { service, gateway } = setUp();
    const [first, second] = await Promise.all([service.refund(request), service.refund(request)]);
    assert.deepEqual(second, first);
    assert.equal(gateway.calls.length, 1);
  });

  it("pays out once when the first answer was lost in a timeout", async () => {
    const { service, gateway, entries } = setUp();
    gateway.timeouts = 1;
    await assert.rejects(service.refund(request), /timed out/);
    await service.refund(request);
    assert.equal(gateway.paidOut(), 2500);
    assert.equal(entries.balance("ch_1"), 7500);
  });

  it("refuses a key that comes back with another amount", async () => {
    const { service, gateway } = setUp();
    await service.refund(request);
    const answer = await handleRefund(service, {
      params: { chargeId: "ch_1" },
      headers: { "idempotency-key": "key-1" },
      body: { amount: 2600, currency: "CHF" },
    });
    assert.equal(answer.status, 409);
    assert.equal(gateway.paidOut(), 2500);
  });

  it("pays two refunds with the same amount and different keys", async () => {
    const { service, gateway } = setUp();
    await service.refund(request);
    await service.refund({ ...request, idempotencyKey: "key-2" });
    assert.equal(gateway.paidOut(), 5000);
  });
});
`,
  );
  agent.jump("2026-11-20T22:38:00Z");
  agent.run("node --test test/refund-retries.test.js", { expect: 1 });
  agent.think(
    "**A failed request must not keep its claim**\n\nThe timeout left a rejected promise under the key, so the retry was answered with the old failure. The claim has to be released when paying fails; the gateway knows the key and will not pay twice.",
  );
  agent.edit(
    "src/refunds/refund-store.js",
    `    this.#claims.set(key, { request, refund });
    return refund;`,
    `    this.#claims.set(key, { request, refund });
    // A request that failed may be tried again; the gateway was given the key and does not pay it twice.
    refund.catch(() => this.#claims.delete(key));
    return refund;`,
  );
  agent.run("node --test test/refund-retries.test.js");
  agent.jump("2026-11-20T23:04:30Z");
  agent.run("npm test");
  agent.run("npm run lint");
  agent.run(`git add -A && git commit -m "Make refund retries idempotent (PAY-118)"`);
  agent.jump("2026-11-20T23:12:00Z");
  agent.finish(`A refund that is sent again with its \`Idempotency-Key\` now pays out once and answers what the first request answered.

What changed
- \`src/refunds/refund-store.js\`: one claim per key. A retry joins a request that is still in flight; a request that failed releases its key.
- \`src/refunds/refund-service.js\`: the key goes to the gateway too, so a timeout after the payout does not pay again. A key that comes back with another request is refused with 409.
- \`migrations/003_refund_idempotency.sql\`: key and request digest on refunds, with a unique index.
- Added \`test/refund-retries.test.js\` with five tests.

All 28 tests pass and lint is clean.

Not done: claims live in memory until the service uses the new columns, so a retry that reaches another instance relies on the gateway's key. The API description is outside this task and still needs the header.`);

  return {
    name: "pay-118-b",
    ...pay118,
    runner: { kind: "codex", version: setup.version, model: setup.model },
    workspace,
    head: workspace.commit("PAY-118", "2026-11-20T23:14:00Z"),
    summary: agent.finalText,
    createdAt: "2026-11-20T23:20:00Z",
    costUsd: agent.cost(),
    evidence: [tests(workspace, "2026-11-20T23:16:21Z"), lint(workspace, "2026-11-20T23:16:48Z")],
    transcripts: [
      {
        path: `transcripts/rollout-${agent.sessionId}.jsonl`,
        text: agent.transcript(),
        runner: "codex",
        sessionId: agent.sessionId,
      },
    ],
  };
}
