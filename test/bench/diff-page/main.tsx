/// <reference types="vite/client" />
import { createRoot } from "react-dom/client";
import { App } from "../../../renderer/App";
import { screens } from "../../../renderer/screens";
import { DiffScreen } from "../../../renderer/screens/diff/DiffScreen";
import { go } from "../../../renderer/state/route";
import { fileDigestInput, parsePatch } from "../../../shared/diff/parse-patch";
import type { Finding } from "../../../shared/model/finding";
import { err, ok } from "../../../shared/result";
import { appStatus, inboxRow, nightHandlers, taskOf } from "../../support/fake-night";
import { fakeTransport } from "../../support/fake-transport";
import "../../../renderer/styles/tokens.css";
import "../../../renderer/styles/base.css";

// The diff screen on a patch fetched from beside this page. Parameters: patch=NAME, findings=1, state=failed|none|empty|loading,
// theme, plain=1 (the screen alone, as the benchmark measures it).
const asked = new URLSearchParams(location.search);
const attemptId = "A-00001";

async function hash(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const findings: Finding[] = [
  {
    id: "1",
    rule: "test-weakened",
    title: "Weakened test",
    severity: "serious",
    path: "tests/test_refund_retry.py",
    line: 6,
    side: "new",
    event: { sessionId: "S-00001", seq: 619 },
    message:
      "The assertion accepts more than before and the load fell from 4 retries to 2. Checks that pass here prove less than the contract asks.",
  },
  {
    id: "2",
    rule: "lock-timeout",
    title: "Unexplained hunk",
    severity: "warning",
    path: "src/refunds/locks.py",
    line: 2,
    side: "new",
    event: null,
    message: "No event in this session wrote line 2.",
  },
  {
    id: "3",
    rule: "binary-change",
    title: "Binary file changed",
    severity: "note",
    path: "assets/logo.png",
    line: null,
    side: null,
    event: null,
    message: "Its content cannot be reviewed here.",
  },
  {
    id: "4",
    rule: "no-tests-run",
    title: "No check after the last edit",
    severity: "warning",
    path: null,
    line: null,
    side: null,
    event: null,
    message: "The last check ran before the last edit.",
  },
];

let read: string[] = [];
const patchText = async (): Promise<string> => (await fetch(asked.get("patch") ?? "patch.diff")).text();
const state = asked.get("state");
const night = nightHandlers();
window.sessionStorage.clear();
Object.defineProperty(window, "countersign", {
  value: fakeTransport({
    ...night,
    "app.status": () =>
      ok(
        appStatus({
          settings: {
            ...appStatus().settings,
            theme: asked.get("theme") === "dark" ? "dark" : asked.get("theme") === "hc" ? "hc" : "light",
          },
        }),
      ),
    "diff.get": async () => {
      if (state === "failed")
        return err({
          code: "archive-unreadable",
          message: "The archive's copy does not match its digest.",
          remedy: "Sync the runner again.",
        });
      if (state === "loading") return new Promise(() => undefined);
      const patch = state === "none" || state === "empty" ? "" : await patchText();
      performance.mark("bench-input");
      return ok({
        attemptId,
        patch,
        digest: null,
        source: state === "none" ? ("none" as const) : ("pack" as const),
        note: null,
        base: "4c07aa1d".padEnd(40, "0"),
        head: "e2d91b6f".padEnd(40, "0"),
      });
    },
    "task.get": async () => {
      const view = taskOf(inboxRow());
      const [first, ...rest] = view.attempts;
      if (first === undefined || asked.get("findings") === null) return ok(view);
      const patch = await patchText();
      const files = await Promise.all(
        parsePatch(patch).files.map(async (file) => {
          const { path, oldPath, status, added, removed, binary } = file;
          return { path, oldPath, status, added, removed, binary, digest: await hash(fileDigestInput(patch, file)) };
        }),
      );
      read = files.slice(0, 2).map((file) => file.digest);
      return ok({
        ...view,
        attempts: [
          {
            ...first,
            attempt: { ...first.attempt, id: attemptId, files },
            judgement: { ...first.judgement, findings },
            readFiles: read,
          },
          ...rest,
        ],
      });
    },
    "reading.mark": ({ file, read: marked }) => {
      read = marked ? [...read, file] : read.filter((each) => each !== file);
      return ok({ readFiles: read });
    },
    "reading.record": () => {
      const none = { opened: 0, of: 0, digest: "0".repeat(64) };
      return ok({
        attemptId,
        reviewer: "ilse",
        patch: null,
        problem: null,
        files: [],
        shown: [],
        evidence: [],
        totals: { files: none, hunks: none, evidence: none },
        elsewhere: [],
      });
    },
    "reading.shown": ({ hunks }) => ok({ added: hunks.length }),
  }),
});

Object.assign(screens, { diff: { component: DiffScreen, rail: true } });
go({ screen: "diff", taskId: "T-7QK2M", attemptId });
const root = document.getElementById("root");
if (root !== null)
  createRoot(root).render(
    asked.get("plain") === null ? (
      <App />
    ) : (
      <div style={{ display: "flex", height: "100%" }}>
        <DiffScreen route={{ screen: "diff", taskId: "T-7QK2M", attemptId }} />
      </div>
    ),
  );
