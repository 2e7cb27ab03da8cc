import type { Pack } from "./pack.ts";

/** A task as it was asked: the contract file, who asked and from where, and the first message the agents get. */
export interface Asked {
  readonly contract: string;
  readonly requester: Pack["requester"];
  readonly prompt: string;
}

const pay118Prompt = `PAY-118 Make refund retries idempotent

When the gateway times out, clients send the same refund again and the customer is sometimes paid twice. A retry must pay out once and must answer what the first request answered.

Stay inside src/refunds, migrations and test. Add tests for the retry. Run npm test and npm run lint before you finish and say what they showed.`;

export const pay118: Asked = {
  prompt: pay118Prompt,
  requester: {
    name: "Marit",
    entryPoint: "slack",
    at: "2026-11-20T16:41:00Z",
    link: "https://chat.halden.invalid/payments/p1763656860",
  },
  contract: `# Written by Marit on 2026-11-20, from the thread in #payments.
version: 1
id: PAY-118
title: Make refund retries idempotent
objective: >-
  A refund that is sent again after a gateway timeout pays out once and answers what the first request
  answered. Two refunds that only look alike (same charge, same amount) are still two refunds.
constraints:
  - The client's Idempotency-Key decides what is a retry, never the amount.
  - The gateway is called once per refund.
  - No change to the public API description in this task.
acceptance:
  - id: tests
    name: All tests
    command: npm run test:ci
    shows: tests
  - id: lint
    name: House rules
    command: npm run lint
    shows: static-analysis
allow:
  paths:
    - src/refunds/**
    - migrations/**
    - test/**
  hosts: []
isolation: worktree
risk: high
evidence: [tests, static-analysis]
owner: marit
onCall: tomas
requester:
  name: Marit
  entryPoint: slack
  at: 2026-11-20T16:41:00Z
  link: https://chat.halden.invalid/payments/p1763656860
links:
  - https://issues.halden.invalid/PAY-118
`,
};

const pay121Prompt = `PAY-121 Rotate webhook signing keys

Partners must be able to verify with the old and the new key during a rotation. Sign with the current key, accept current and previous, then publish the new key and retire the old one with scripts/rotate-keys.js.

Stay inside src/webhooks and test. Production needs two people: do not work around that.`;

export const pay121: Asked = {
  prompt: pay121Prompt,
  requester: {
    name: "Tomas",
    entryPoint: "issue",
    at: "2026-11-20T17:05:00Z",
    link: "https://issues.halden.invalid/PAY-121",
  },
  contract: `version: 1
id: PAY-121
title: Rotate webhook signing keys
objective: >-
  Webhooks are signed with the current key and accepted with the current or the previous one, so that a key can be
  rotated without a gap. The rotation itself is run in staging; production is run by on-call.
constraints:
  - No key or token in the repository, test fixtures included.
  - Production needs two people; ask, do not work around it.
acceptance:
  - id: tests
    name: All tests
    command: npm run test:ci
    shows: tests
allow:
  paths:
    - src/webhooks/**
    - test/**
  hosts: []
isolation: container
risk: critical
evidence: [tests, static-analysis]
owner: tomas
onCall: tomas
requester:
  name: Tomas
  entryPoint: issue
  at: 2026-11-20T17:05:00Z
  link: https://issues.halden.invalid/PAY-121
`,
};

const srch114Prompt = `SRCH-114 Move the search indexer to batched writes

The indexer writes every changed invoice on its own. Collect them and write batches of at most 50; what is left is written when the batch is flushed.

Stay inside src/search and test.`;

export const srch114: Asked = {
  prompt: srch114Prompt,
  requester: {
    name: "Ilse",
    entryPoint: "web",
    at: "2026-11-20T17:48:00Z",
    link: "https://board.halden.invalid/srch/114",
  },
  contract: `version: 1
id: SRCH-114
title: Move the search indexer to batched writes
objective: >-
  Changed invoices are collected and written to the index in batches of at most 50. A full batch is written at once;
  what is left is written by flush, and nothing is lost when the process stops.
constraints:
  - The search client keeps its interface.
acceptance:
  - id: tests
    name: All tests
    command: npm run test:ci
    shows: tests
allow:
  paths:
    - src/search/**
    - test/**
isolation: worktree
risk: medium
evidence: [tests]
owner: ilse
requester:
  name: Ilse
  entryPoint: web
  at: 2026-11-20T17:48:00Z
  link: https://board.halden.invalid/srch/114
`,
};

const web123Prompt = `WEB-123 Use Swiss date format on de-CH invoices

Invoices for de-CH print "7 Mar 2026". They should print 07.03.2026, as fr-CH does already.`;

export const web123: Asked = {
  prompt: web123Prompt,
  requester: {
    name: "Dario",
    entryPoint: "slack",
    at: "2026-11-20T18:21:00Z",
    link: "https://chat.halden.invalid/web/p1763662860",
  },
  contract: `version: 1
id: WEB-123
title: Use Swiss date format on de-CH invoices
objective: Invoices for de-CH print dates as 07.03.2026.
acceptance:
  - id: tests
    name: All tests
    command: npm run test:ci
    shows: tests
  - id: build
    name: Templates precompile
    command: npm run build
    shows: build
allow:
  paths:
    - src/invoices/**
    - test/**
isolation: worktree
risk: low
evidence: [tests]
owner: ilse
requester:
  name: Dario
  entryPoint: slack
  at: 2026-11-20T18:21:00Z
  link: https://chat.halden.invalid/web/p1763662860
`,
};

/** Asked at a terminal, twice, in the same words: no contract and no owner. */
export const invoiceTemplates = `Upgrade the invoice template engine

fill() in src/invoices/template.js only knows flat placeholders, so render.js glues the lines on by hand. Give the engine sections ({{#lines}} ... {{/lines}}) and move the lines into invoice.txt. Dates, totals and the text of existing invoices must not change.`;
