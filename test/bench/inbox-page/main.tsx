/// <reference types="vite/client" />
import { createRoot } from "react-dom/client";
import { App } from "../../../renderer/App";
import { compareRows, placeRow } from "../../../shared/review/inbox-order";
import type { InboxRow } from "../../../shared/contract/inbox";
import { ok } from "../../../shared/result";
import { inboxOfRows, inboxRow, nightHandlers } from "../../support/fake-night";
import { plainTransport } from "../browser/plain-transport";
import "../../../renderer/styles/tokens.css";
import "../../../renderer/styles/base.css";

// The whole window with an inbox of as many tasks as `?tasks=` says.
const total = Number(new URLSearchParams(location.search).get("tasks") ?? "10000");
const tiers = ["low", "medium", "high", "critical"] as const;
const turns = ["your-turn", "your-turn", "waiting", "done"] as const;
const repositories = ["payments", "search", "web", "infra", "mobile"];
const now = Date.now();
const rows: InboxRow[] = Array.from({ length: total }, (_, index) =>
  inboxRow({
    taskId: `T-${String(index).padStart(5, "0")}`,
    ref: `PAY-${String(index)}`,
    title: `Task ${String(index)}: make refund retries idempotent in part ${String(index % 40)}`,
    repository: repositories[index % repositories.length] ?? "payments",
    tier: tiers[index % 4] ?? "low",
    turn: turns[index % 4] ?? "your-turn",
    waitingSince: new Date(now - (total - index) * 60_000).toISOString(),
    focusAttempt: `A-${String(index).padStart(5, "0")}`,
  }),
)
  .map(placeRow)
  .sort(compareRows)
  .map(({ row }) => row);
const { groups: _groups, problems: _problems, ...facts } = inboxOfRows(rows);
/** About 100 KB, as the core's pages are. */
const pageRows = 110;

window.sessionStorage.clear();
Object.defineProperty(window, "countersign", {
  value: plainTransport({
    ...nightHandlers(),
    "inbox.changes": async ({ since }) => {
      // What the core takes for an answer, which comes by another task than the one that asked.
      await new Promise((done) => setTimeout(done, 3));
      // The first answer is where times count from; the others come while the page draws, as they do from the core.
      if (since === null) performance.mark("bench-input");
      const from = since?.version ?? 0;
      const to = Math.min(rows.length, from + pageRows);
      return ok({
        stamp: { epoch: "bench", version: to },
        anew: since === null,
        rows: rows.slice(from, to),
        gone: [],
        more: to < rows.length,
        facts,
      });
    },
  }),
});
const root = document.getElementById("root");
if (root !== null) createRoot(root).render(<App />);
