import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askPage } from "../support/ask-page";
import { launchCountersign, type LaunchedApp } from "../support/launch-electron";

const folder = mkdtempSync(path.join(tmpdir(), "countersign-test-"));
const projects = path.join(folder, "projects");
const sessionId = "33333333-3333-4333-8333-333333333333";
const file = path.join(projects, "live", `${sessionId}.jsonl`);
let written = 0;
let launched: LaunchedApp;

/** A record of Claude Code as it writes it, with what is its own. */
function record(own: object): string {
  written += 1;
  const envelope = {
    cwd: "/repo/live",
    sessionId,
    version: "2.0.1",
    gitBranch: "main",
    isSidechain: false,
    userType: "external",
  };
  const links = { uuid: `u${String(written)}`, parentUuid: written === 1 ? null : `u${String(written - 1)}` };
  return `${JSON.stringify({ ...envelope, ...links, timestamp: new Date().toISOString(), ...own })}\n`;
}

const says = (text: string) =>
  record({
    type: "assistant",
    message: { id: `m${String(written)}`, role: "assistant", model: "m", content: [{ type: "text", text }] },
  });

beforeAll(async () => {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, record({ type: "user", message: { role: "user", content: "Watch me work" } }));
  launched = await launchCountersign({ home: path.join(folder, "home"), env: { HOME: folder } });
  await launched.page.getByRole("button", { name: /open the sample night/i }).waitFor();
});

afterAll(async () => {
  await launched.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("a session that is being written", () => {
  it("is on the timeline as it grows, a line at a time and in halves of lines", async () => {
    const { page } = launched;
    await askPage(page, "runners.connect", { kind: "claude-code", path: projects });
    await page.getByText("Watch me work").first().click();
    await page.keyboard.press("Enter");
    await page
      .getByRole("button", { name: /timeline/i })
      .or(page.getByRole("radio", { name: /timeline/i }))
      .first()
      .waitFor();
    await page.keyboard.press("t");
    await page.getByRole("region", { name: "Transcript" }).getByText("Watch me work").waitFor();

    const waits: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const text = `Step ${String(round)} is done`;
      const start = performance.now();
      appendFileSync(file, says(text));
      await page.getByRole("region", { name: "Transcript" }).getByText(text).waitFor({ timeout: 10_000 });
      waits.push(performance.now() - start);
    }
    // The goal is 300 ms; a busy machine may take longer once, not every time.
    expect(Math.min(...waits)).toBeLessThan(1000);

    const whole = Buffer.from(says("Half a line at a time: é"));
    const half = whole.indexOf(0xc3) + 1;
    appendFileSync(file, whole.subarray(0, half));
    await page.waitForTimeout(400);
    expect(await page.getByText("Half a line").count()).toBe(0);
    appendFileSync(file, whole.subarray(half));
    await page.getByRole("region", { name: "Transcript" }).getByText("Half a line at a time: é").waitFor();
  });
});
