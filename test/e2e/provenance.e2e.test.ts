import { afterEach, expect, it } from "vitest";
import type { LaunchedApp } from "../support/launch-electron";
import { moveCursorTo, openSampleWindow } from "../support/sample-window";
import { tempFolder } from "../support/temp-home";

let running: LaunchedApp | null = null;

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await running?.page.screenshot({ path: "test-results/provenance.png" });
  await running?.close();
  running = null;
});

it("leads from a line to the event that wrote it, and from there back to the line", async () => {
  running = await openSampleWindow(tempFolder());
  const { page } = running;
  await moveCursorTo(page, "Use Swiss date format");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: /Use Swiss date format/ }).waitFor();
  await page.keyboard.press("Enter");

  // Every changed line on screen says how it is known who wrote it, and the file's head sums it up.
  const pane = page.getByRole("region", { name: "Diff" });
  const marks = pane.getByRole("img", { name: /^Exact: event #\d/ });
  await marks.first().waitFor();
  await pane
    .getByText(/% exact/)
    .first()
    .waitFor();
  const said = (await marks.first().getAttribute("aria-label")) ?? "";
  const seq = /#(\d+)/.exec(said)?.[1] ?? "";

  // A click on the mark, then the key of the event back.
  await marks.first().click();
  const panel = page.getByRole("complementary", { name: new RegExp(`^Event #${seq},`) });
  await panel.waitFor();
  await page.keyboard.press("t");
  await marks.first().waitFor();
  const cursor = pane.locator(".diff-cursor");
  await cursor.waitFor();
  await expect.poll(async () => cursor.getByRole("img", { name: new RegExp(`event #${seq}\\b`) }).count()).toBe(1);

  // Beside the code stands how the line came to be, until it is put away; away, it stays away.
  const story = page.getByRole("complementary", { name: /^Provenance of (removed )?line \d/ });
  await story.getByRole("heading", { name: "How this line came to be" }).waitFor();
  await story.getByText("Wrote this line").waitFor();
  await story.getByRole("button", { name: new RegExp(`^#${seq}\\b`) }).waitFor();
  await story.getByRole("heading", { name: /^Provenance of \d+ changed lines$/ }).waitFor();
  await page.keyboard.press("h");
  await story.waitFor({ state: "detached" });
  await page.keyboard.press("h");
  await story.getByText("Wrote this line").waitFor();

  // And the key of the line, which stands where one came back to.
  await page.keyboard.press("t");
  await panel.waitFor();
});
