import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { Output } from "../../../../shared/contract/api";
import { procedures } from "../../../../shared/contract/api";
import { OwnersDialog } from "../../../../renderer/screens/task/OwnersDialog";

const hostile = "<img src=x onerror=alert(1)>\u202e";

function owners(): Output<"owners.task"> {
  return procedures["owners.task"].output.parse({
    taskId: "T-00001",
    at: "2026-11-20T03:00:00.000Z",
    ownership: { owner: "@acme/pay", ground: "codeowners", onCall: null },
    answers: {
      people: [
        {
          name: "Tomas",
          contact: {
            kind: "person",
            key: "tomas",
            name: "Tomas",
            github: "tomas-r",
            email: "t@example.org",
            members: [],
          },
          until: "2026-11-23T08:00:00.000Z",
        },
      ],
      team: { kind: "team", key: "pay", name: "Payments", github: "acme/pay", email: null, members: ["tomas"] },
      source: "codeowners",
      sentence: "Tomas is on call for Payments, which answers for it by CODEOWNERS.",
    },
    chain: [
      { source: "decision", name: null, at: null, detail: "No decision names an owner.", seq: null, counts: false },
      { source: "codeowners", name: "@acme/pay", at: null, detail: "1 of 3 paths.", seq: null, counts: true },
    ],
    accepted: null,
    history: [
      {
        seq: 7,
        at: "2026-11-20T01:00:00.000Z",
        kind: "hand-over",
        person: "ben",
        from: "ana",
        by: "ana",
        note: hostile,
        withdrawn: 8,
        counts: false,
      },
    ],
    attempts: [
      {
        attemptId: "A-00001",
        letter: "A",
        file: {
          state: "file",
          place: "CODEOWNERS",
          commit: "1a2b3c4d5e",
          source: "pull-request",
          readAt: null,
          bytes: 10,
          rules: 2,
          skipped: 1,
          problems: [
            {
              line: 3,
              column: 1,
              kind: "pattern",
              message: "A pattern cannot be negated with !.",
              remedy: "Leave it.",
              source: "!x",
            },
          ],
        },
        paths: [
          { path: "a.ts", owners: ["@acme/pay"], line: 1, pattern: "*.ts" },
          { path: hostile, owners: [], line: null, pattern: null },
          { path: "c", owners: [], line: 2, pattern: "/c" },
        ],
        unowned: 2,
        owners: [{ owner: "@acme/pay", paths: 1 }],
        changes: [".github/CODEOWNERS"],
      },
      {
        attemptId: "A-00002",
        letter: "B",
        file: {
          state: "unknown",
          place: null,
          commit: null,
          source: null,
          readAt: null,
          bytes: 0,
          rules: 0,
          skipped: 0,
          problems: [],
        },
        paths: [{ path: "a.ts", owners: [], line: null, pattern: null }],
        unowned: null,
        owners: [],
        changes: [],
      },
    ],
    rota: {
      state: "refused",
      place: "/x/oncall.yaml",
      problems: [{ message: "Wrong.", place: "/x/oncall.yaml:2:1", remedy: null }],
    },
  });
}

describe("who answers for a task", () => {
  const html = renderToStaticMarkup(
    <OwnersDialog
      owners={owners()}
      open
      onClose={() => {
        throw new Error("closed by drawing");
      }}
    />,
  );
  const text = html.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");

  it("is said with every place that could name somebody, the history and the paths, unowned ones first", () => {
    expect(text).toContain("Tomas is on call for Payments");
    expect(text).toMatch(/Tomas, @tomas-r, t@example\.org, until /);
    expect(text).toMatch(/CODEOWNERS @acme\/pay , counts 1 of 3 paths\./);
    expect(text).toMatch(/Entry 7 Handed over: ana to ben by ana, .*withdrawn by entry 8/);
    expect(text).toContain("2 of 3 paths unowned");
    expect(text).toContain("CODEOWNERS at 1a2b3c4: 2 lines taken, 1 line skipped.");
    expect(text).toContain("Line 3: A pattern cannot be negated with !. Leave it.");
    expect(text).toContain("It changes .github/CODEOWNERS: what it says there does not count for it.");
    expect(text.indexOf("line 2")).toBeLessThan(text.indexOf("line 1"));
    expect(text).toContain("/x/oncall.yaml:2:1 Wrong.");
  });

  it("says that it is not known where nobody could look, and counts nothing as unowned", () => {
    expect(text).toContain("Attempt B: 1 path CODEOWNERS is not known");
  });

  it("draws what others wrote as text, with hidden characters named", () => {
    expect(html).not.toContain("<img");
    expect(html).toContain("&lt;img src=x");
    expect(html).not.toContain("\u202e");
  });
});
