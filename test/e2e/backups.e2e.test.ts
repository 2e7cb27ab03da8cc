import { AxeBuilder } from "@axe-core/playwright";
import { afterEach, describe, expect, it } from "vitest";
import type { App } from "../../main/app";
import { launchCountersign, type LaunchedApp } from "../support/launch-electron";
import { chord, inboxGrid } from "../support/sample-window";
import { openTestApp, tempFolder } from "../support/temp-home";

let running: LaunchedApp | null = null;

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await running?.page.screenshot({ path: "test-results/backups.png" });
  await running?.close();
  running = null;
});

async function snooze(app: App, reason: string): Promise<void> {
  const inbox = await app.invoke("inbox.list", { filter: "" });
  const taskId = inbox.ok ? (inbox.value.groups.flatMap((group) => group.rows)[0]?.taskId ?? "") : "";
  const sheet = await app.invoke("decision.sheet", { kind: "snooze", taskId, attemptId: null });
  const done = await app.invoke("decision.record", {
    kind: "snooze",
    taskId,
    attemptId: null,
    nonce: sheet.ok ? sheet.value.nonce : "",
    reason,
    person: null,
    until: "2099-01-01T00:00:00Z",
    confirm: null,
  });
  if (!done.ok) throw new Error(done.error.message);
}

describe("backups in the window", () => {
  it("are made, rehearsed and restored; the log that lost its end says so, and goes on by an entry", async () => {
    const home = tempFolder();
    const app = openTestApp({ home });
    await app.invoke("sample.open", {});
    await snooze(app, "before the backup");
    await app.invoke("backups.make", {});
    const kept = app.core.ledger.size();
    await snooze(app, "after the backup");
    app.close();

    running = await launchCountersign({ home });
    const { page } = running;
    await inboxGrid(page).getByRole("row", { selected: true }).waitFor();
    await chord(page, "g", "s");
    const section = page.getByRole("region", { name: "Backups", exact: true });
    await section.getByText("1 decision recorded since.").waitFor();
    await section.getByRole("button", { name: "Rehearse a restore" }).focus();
    await page.keyboard.press("Enter");
    await section.getByText(`checked and deleted there: ${kept} entries, root`).waitFor();
    const axe = await new AxeBuilder({ page }).setLegacyMode().include(".settings-body").analyze();
    expect(axe.violations.filter(({ impact }) => impact === "serious" || impact === "critical")).toEqual([]);

    await section.getByRole("button", { name: /^Restore the backup of/ }).focus();
    await page.keyboard.press("Enter");
    await section.getByRole("button", { name: /entries recorded after it will be missing/ }).focus();
    await page.keyboard.press("Enter");
    await section.getByRole("alert").getByText("its end is gone, or an older copy was put in its place").waitFor();
    await section.getByText("/set-aside/").waitFor();

    await chord(page, "g", "a");
    const recovery = page.getByRole("region", { name: "Recovery" });
    await recovery
      .getByRole("textbox", { name: "Why the log goes on from here" })
      .fill("a rehearsal of the real thing");
    await recovery.getByRole("button", { name: "Go on from here" }).focus();
    await page.keyboard.press("Enter");
    await recovery.waitFor({ state: "detached" });
    await running.close();
    running = null;

    const after = openTestApp({ home });
    expect(await after.invoke("audit.verify", {})).toMatchObject({ value: { verified: true, entries: kept + 1 } });
    expect(JSON.stringify(after.core.ledger.body(kept))).toContain("a rehearsal of the real thing");
  });
});
