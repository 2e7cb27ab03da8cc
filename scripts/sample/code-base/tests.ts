/** The tests of ledger-service at the commit the night starts from. All of them pass there. */
export const testFiles: Readonly<Record<string, string>> = {
  "test/support/fake-gateway.js": `/** A payment gateway that remembers what it was asked, and can be told to time out. */
export class FakeGateway {
  constructor() {
    this.calls = [];
    this.paid = new Map();
    this.timeouts = 0;
  }

  async refund(request) {
    this.calls.push(request);
    const known = request.idempotencyKey === undefined ? undefined : this.paid.get(request.idempotencyKey);
    const refund = known ?? { id: "re_" + (this.paid.size + 1), status: "pending", amount: request.amount };
    this.paid.set(request.idempotencyKey ?? "call-" + this.calls.length, refund);
    if (this.timeouts > 0) {
      this.timeouts -= 1;
      throw new Error("gateway timed out");
    }
    return { id: refund.id, status: refund.status };
  }

  /** What really left the account. */
  paidOut() {
    return [...this.paid.values()].reduce((sum, refund) => sum + refund.amount, 0);
  }
}
`,
  "test/refunds.test.js": `import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Entries } from "../src/ledger/entries.js";
import { handleRefund } from "../src/refunds/handler.js";
import { RefundService } from "../src/refunds/refund-service.js";
import { RefundStore } from "../src/refunds/refund-store.js";
import { FakeGateway } from "./support/fake-gateway.js";

function setUp() {
  const gateway = new FakeGateway();
  const entries = new Entries();
  const store = new RefundStore();
  entries.add("charge", "ch_1", 10000, "CHF");
  return { gateway, entries, store, service: new RefundService({ gateway, entries, store }) };
}

describe("refunds", () => {
  it("pays a refund out and books it", async () => {
    const { service, entries, gateway } = setUp();
    const refund = await service.refund({ chargeId: "ch_1", amount: 2500, currency: "CHF" });
    assert.equal(refund.id, "re_1");
    assert.equal(entries.balance("ch_1"), 7500);
    assert.equal(gateway.paidOut(), 2500);
  });

  it("sends one request to the gateway per refund", async () => {
    const { service, gateway } = setUp();
    await service.refund({ chargeId: "ch_1", amount: 2500, currency: "CHF" });
    assert.equal(gateway.calls.length, 1);
  });

  it("pays two partial refunds of the same amount", async () => {
    const { service, entries, gateway } = setUp();
    await service.refund({ chargeId: "ch_1", amount: 2500, currency: "CHF" });
    await service.refund({ chargeId: "ch_1", amount: 2500, currency: "CHF" });
    assert.equal(entries.balance("ch_1"), 5000);
    assert.equal(gateway.paidOut(), 5000);
  });

  it("lists every partial refund of a charge", async () => {
    const { service, store } = setUp();
    for (const amount of [2000, 3000, 2000]) await service.refund({ chargeId: "ch_1", amount, currency: "CHF" });
    assert.deepEqual(
      store.list("ch_1").map((refund) => refund.amount),
      [2000, 3000, 2000],
    );
  });

  it("refuses more than the charge has left", async () => {
    const { service, gateway } = setUp();
    const answer = await handleRefund(service, { params: { chargeId: "ch_1" }, headers: {}, body: { amount: 10001, currency: "CHF" } });
    assert.equal(answer.status, 409);
    assert.equal(gateway.calls.length, 0);
  });

  it("books nothing when the gateway does not answer", async () => {
    const { service, entries, gateway } = setUp();
    gateway.timeouts = 1;
    await assert.rejects(service.refund({ chargeId: "ch_1", amount: 2500, currency: "CHF" }), /timed out/);
    assert.equal(entries.balance("ch_1"), 10000);
  });
});
`,
  "test/webhooks.test.js": `import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { signingKey } from "../src/webhooks/keys.js";
import { sign, verify } from "../src/webhooks/sign.js";

describe("webhooks", () => {
  it("accepts what it signed", () => {
    assert.equal(verify("{}", sign("{}", "key-1", 1000), "key-1", 1010), true);
  });

  it("refuses another key", () => {
    assert.equal(verify("{}", sign("{}", "key-1", 1000), "key-2", 1010), false);
  });

  it("refuses a signature older than five minutes", () => {
    assert.equal(verify("{}", sign("{}", "key-1", 1000), "key-1", 1301), false);
  });

  it("says when the key is not set", () => {
    assert.throws(() => signingKey({}), /WEBHOOK_SIGNING_KEY/);
  });
});
`,
  "test/auth.test.js": `import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { issueToken, readToken } from "../src/auth/session-token.js";

describe("session tokens", () => {
  it("names the user it was issued for", () => {
    assert.equal(readToken(issueToken("marit", 2000, "s"), 1000, "s"), "marit");
  });

  it("ends", () => {
    assert.equal(readToken(issueToken("marit", 2000, "s"), 2001, "s"), null);
  });

  it("cannot be forged", () => {
    assert.equal(readToken(issueToken("marit", 2000, "other"), 1000, "s"), null);
  });
});
`,
  "test/search.test.js": `import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Indexer } from "../src/search/indexer.js";
import { MemoryClient } from "../src/search/memory-client.js";

const invoice = (number) => ({ number, customer: "Alpina AG", total: 4200, lines: [{ label: "Hosting", amount: 4200 }] });

describe("search indexer", () => {
  it("writes a changed invoice", async () => {
    const client = new MemoryClient();
    await new Indexer({ client }).changed(invoice("2026-001"));
    assert.deepEqual([...client.documents.keys()], ["2026-001"]);
  });

  it("indexes the text of the lines", async () => {
    const client = new MemoryClient();
    await new Indexer({ client }).changed(invoice("2026-001"));
    assert.equal(client.documents.get("2026-001").text, "Hosting");
  });
});
`,
  "test/invoices.test.js": `import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatDate } from "../src/invoices/format-date.js";
import { renderInvoice } from "../src/invoices/render.js";
import { fill, placeholders } from "../src/invoices/template.js";

const invoice = {
  number: "2026-001",
  customer: "Alpina AG",
  date: "2026-03-07",
  total: 4200,
  currency: "CHF",
  lines: [{ label: "Hosting", amount: 4200 }],
};

describe("invoices", () => {
  it("prints number, customer and total", () => {
    const text = renderInvoice(invoice, "en-GB");
    assert.match(text, /^Invoice 2026-001\\nAlpina AG\\n/);
    assert.match(text, /Total 42\\.00 CHF/);
  });

  it("prints the date in words for en-GB", () => {
    assert.equal(formatDate("2026-03-07", "en-GB"), "7 Mar 2026");
  });

  it("prints the date with dots for fr-CH", () => {
    assert.equal(formatDate("2026-03-07", "fr-CH"), "07.03.2026");
  });

  it("lists the placeholders of a template", () => {
    assert.deepEqual(placeholders("{{ number }} {{ total }} {{ number }}"), ["number", "total"]);
  });

  it("does not print a template with a missing value", () => {
    assert.throws(() => fill("{{ total }}", {}), /no value for total/);
  });
});
`,
  "test/money.test.js": `import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Entries } from "../src/ledger/entries.js";
import { formatMinor, minor } from "../src/ledger/money.js";

describe("money", () => {
  it("is a whole number of minor units", () => {
    assert.throws(() => minor(12.5), /minor units/);
  });

  it("prints minor units", () => {
    assert.equal(formatMinor(5, "CHF"), "0.05 CHF");
    assert.equal(formatMinor(-123456, "CHF"), "-1234.56 CHF");
  });

  it("keeps the balance of a charge", () => {
    const entries = new Entries();
    entries.add("charge", "ch_1", 1000, "CHF");
    entries.add("refund", "ch_1", 400, "CHF");
    assert.equal(entries.balance("ch_1"), 600);
  });
});
`,
};
