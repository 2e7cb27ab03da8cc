/** The sources of ledger-service at the commit the night starts from. */
export const sourceFiles: Readonly<Record<string, string>> = {
  "src/ledger/money.js": `/** Money is an integer number of minor units; anything else is a bug at the caller. */
export function minor(amount) {
  if (!Number.isSafeInteger(amount)) throw new TypeError("not a whole number of minor units: " + amount);
  return amount;
}

export function formatMinor(amount, currency) {
  const sign = amount < 0 ? "-" : "";
  const digits = String(Math.abs(minor(amount))).padStart(3, "0");
  return sign + digits.slice(0, -2) + "." + digits.slice(-2) + " " + currency;
}
`,
  "src/ledger/entries.js": `import { minor } from "./money.js";

/** The book: entries are added, never changed. */
export class Entries {
  #rows = [];

  add(kind, chargeId, amount, currency) {
    const row = Object.freeze({ id: this.#rows.length + 1, kind, chargeId, amount: minor(amount), currency });
    this.#rows.push(row);
    return row;
  }

  of(chargeId) {
    return this.#rows.filter((row) => row.chargeId === chargeId);
  }

  balance(chargeId) {
    return this.of(chargeId).reduce((sum, row) => sum + (row.kind === "refund" ? -row.amount : row.amount), 0);
  }
}
`,
  "src/refunds/refund-store.js": `/** Refunds that were paid out, in the order they were. */
export class RefundStore {
  #refunds = [];

  save(refund) {
    this.#refunds.push(refund);
    return refund;
  }

  list(chargeId) {
    return this.#refunds.filter((refund) => refund.chargeId === chargeId);
  }
}
`,
  "src/refunds/refund-service.js": `import { minor } from "../ledger/money.js";

export class RefundRefused extends Error {
  constructor(message) {
    super(message);
    this.name = "RefundRefused";
    this.status = 409;
  }
}

/** Pays refunds out at the gateway and books them. */
export class RefundService {
  constructor({ gateway, entries, store }) {
    this.gateway = gateway;
    this.entries = entries;
    this.store = store;
  }

  async refund({ chargeId, amount, currency }) {
    const left = this.entries.balance(chargeId);
    if (minor(amount) > left) throw new RefundRefused("charge " + chargeId + " has " + left + " left");

    const paid = await this.gateway.refund({ chargeId, amount, currency });
    this.entries.add("refund", chargeId, amount, currency);
    return this.store.save({ id: paid.id, chargeId, amount, currency, status: paid.status });
  }
}
`,
  "src/refunds/handler.js": `import { RefundRefused } from "./refund-service.js";

/** POST /charges/{chargeId}/refunds */
export async function handleRefund(service, request) {
  try {
    const refund = await service.refund({
      chargeId: request.params.chargeId,
      amount: request.body.amount,
      currency: request.body.currency,
    });
    return { status: 201, body: refund };
  } catch (error) {
    if (error instanceof RefundRefused) return { status: error.status, body: { message: error.message } };
    throw error;
  }
}
`,
  "src/webhooks/keys.js": `/** The key that signs webhooks. One key for everybody, from the environment. */
export function signingKey(environment) {
  const key = environment.WEBHOOK_SIGNING_KEY;
  if (!key) throw new Error("WEBHOOK_SIGNING_KEY is not set");
  return key;
}
`,
  "src/webhooks/sign.js": `import { createHmac, timingSafeEqual } from "node:crypto";

/** The signature header of a webhook body: "t=<seconds>,v1=<hex>". */
export function sign(body, key, seconds) {
  const mac = createHmac("sha256", key).update(seconds + "." + body).digest("hex");
  return "t=" + seconds + ",v1=" + mac;
}

/** True when the header was made with this key and is not older than five minutes. */
export function verify(body, header, key, now) {
  const match = /^t=(\\d+),v1=([0-9a-f]{64})$/.exec(header);
  if (match === null) return false;
  const seconds = Number(match[1]);
  if (Math.abs(now - seconds) > 300) return false;
  const expected = createHmac("sha256", key).update(seconds + "." + body).digest();
  return timingSafeEqual(expected, Buffer.from(match[2], "hex"));
}
`,
  "src/auth/session-token.js": `import { createHmac, timingSafeEqual } from "node:crypto";

function mac(text, secret) {
  return createHmac("sha256", secret).update(text).digest("base64url");
}

/** A token that names a user until a time (seconds since the epoch). */
export function issueToken(user, until, secret) {
  const text = Buffer.from(JSON.stringify({ user, until })).toString("base64url");
  return text + "." + mac(text, secret);
}

/** The user a token names, or null when it is forged or too old. */
export function readToken(token, now, secret) {
  const [text = "", given = ""] = token.split(".");
  const expected = mac(text, secret);
  if (given.length !== expected.length || !timingSafeEqual(Buffer.from(given), Buffer.from(expected))) return null;
  const { user, until } = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  return until > now ? user : null;
}
`,
  "src/search/indexer.js": `/** Keeps the search index up to date: one write per changed invoice. */
export class Indexer {
  constructor({ client }) {
    this.client = client;
  }

  async changed(invoice) {
    await this.client.write([toDocument(invoice)]);
  }
}

export function toDocument(invoice) {
  return { id: invoice.number, customer: invoice.customer, total: invoice.total, text: invoice.lines.map((line) => line.label).join(" ") };
}
`,
  "src/search/memory-client.js": `/** A search index in memory, for tests and for running without one. */
export class MemoryClient {
  constructor() {
    this.writes = [];
    this.documents = new Map();
  }

  async write(documents) {
    this.writes.push(documents.length);
    for (const document of documents) this.documents.set(document.id, document);
  }
}
`,
  "src/invoices/format-date.js": `const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A date (yyyy-mm-dd) as an invoice prints it. */
export function formatDate(iso, locale) {
  const [year, month, day] = iso.split("-");
  if (locale === "fr-CH") return day + "." + month + "." + year;
  return Number(day) + " " + months[Number(month) - 1] + " " + year;
}
`,
  "src/invoices/template.js": `const field = /\\{\\{\\s*([a-z.]+)\\s*\\}\\}/g;

/** The placeholders of a template, each once, in order. */
export function placeholders(text) {
  return [...new Set([...text.matchAll(field)].map((match) => match[1]))];
}

/** Replaces every placeholder by its value; a missing value is a bug. */
export function fill(text, values) {
  return text.replace(field, (whole, name) => {
    if (!(name in values)) throw new Error("no value for " + name);
    return String(values[name]);
  });
}
`,
  "src/invoices/templates/invoice.txt": `Invoice {{ number }}
{{ customer }}
{{ date }}

Total {{ total }}
`,
  "src/invoices/templates/line.txt": `{{ line.label }}  {{ line.amount }}
`,
  "src/invoices/render.js": `import { readFileSync } from "node:fs";
import { formatMinor } from "../ledger/money.js";
import { formatDate } from "./format-date.js";
import { fill } from "./template.js";

const folder = new URL("./templates/", import.meta.url);
const read = (name) => readFileSync(new URL(name, folder), "utf8");

/** The text of an invoice. */
export function renderInvoice(invoice, locale) {
  const head = fill(read("invoice.txt"), {
    number: invoice.number,
    customer: invoice.customer,
    date: formatDate(invoice.date, locale),
    total: formatMinor(invoice.total, invoice.currency),
  });
  const lines = invoice.lines.map((line) =>
    fill(read("line.txt"), { "line.label": line.label, "line.amount": formatMinor(line.amount, invoice.currency) }),
  );
  return head + lines.join("");
}
`,
};
