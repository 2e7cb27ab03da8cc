import { openDiff, openTask, openTimeline, refunds, showView, type Scene } from "./scene";

/** The sample night in the views of an attempt. Those that record something come last. */
export const attemptScenes: readonly Scene[] = [
  {
    name: "diff",
    everySize: true,
    open: async (page) => {
      await openDiff(page);
      await page.getByRole("radio", { name: "Unified" }).click();
      await page.locator(".diff-look-add").first().waitFor();
    },
  },
  {
    name: "diff-split",
    goesOn: true,
    open: async (page) => {
      await page.getByRole("radio", { name: "Split" }).click();
      await page.locator(".diff-code").first().waitFor();
    },
  },
  {
    name: "diff-found",
    open: async (page) => {
      await openDiff(page);
      await page.keyboard.press("/");
      await page.getByRole("textbox", { name: "Find in this patch" }).fill("refund");
      await page.getByRole("list", { name: /Found in \d+ files/ }).waitFor();
    },
  },
  {
    name: "diff-contract",
    open: async (page) => {
      await openDiff(page);
      await page
        .getByRole("group", { name: "Read first" })
        .getByRole("button", { name: /Agent summary/ })
        .click();
      await page.getByRole("region", { name: "Agent summary" }).waitFor();
    },
  },
  {
    name: "diff-decision",
    open: async (page) => {
      await openDiff(page);
      await page.keyboard.press("d");
      await page.getByRole("complementary", { name: "Decision" }).waitFor();
    },
  },
  {
    name: "interdiff",
    open: async (page) => {
      await openDiff(page);
      await page.keyboard.press("=");
      await page.getByText("B against A:").waitFor();
      await page.locator(".diff-look-add").first().waitFor();
    },
  },
  { name: "timeline", everySize: true, open: openTimeline },
  {
    name: "timeline-failed",
    open: async (page) => {
      await openTimeline(page);
      await page.keyboard.press("f");
      await page.getByRole("complementary", { name: /^Event #\d+, check/ }).waitFor();
    },
  },
  {
    name: "timeline-zoomed",
    goesOn: true,
    open: async (page) => {
      await page.keyboard.press("z");
      await page.waitForTimeout(200);
    },
  },
  {
    name: "timeline-folded",
    open: async (page) => {
      await openTimeline(page);
      await page.getByRole("radio", { name: "Attempt A" }).click();
      await page
        .getByRole("grid", { name: "Events" })
        .getByRole("row", { name: /events folded/ })
        .first()
        .waitFor();
    },
  },
  {
    name: "timeline-reading",
    open: async (page) => {
      await openTimeline(page);
      await page.getByRole("button", { name: "How they were read" }).click();
      await page.getByText("records recognised").first().waitFor();
    },
  },
  {
    name: "film",
    open: async (page) => {
      await openTimeline(page);
      await page.keyboard.press("m");
      const film = page.getByRole("region", { name: "Film of the files" });
      await film.getByRole("navigation", { name: "Files so far" }).getByRole("button").first().waitFor();
      await page.keyboard.press("End");
    },
  },
  {
    name: "one-clock",
    everySize: true,
    open: async (page) => {
      await openTimeline(page);
      await page.keyboard.press("=");
      await page
        .getByRole("region", { name: "Lanes on one clock" })
        .getByRole("button", { name: /listed right/ })
        .waitFor();
      await page.getByRole("grid", { name: "Events" }).nth(1).waitFor();
    },
  },
  {
    name: "evidence",
    open: async (page) => {
      await openTask(page, refunds);
      await page.keyboard.press("v");
      await page
        .getByText(/\d+ passed/)
        .first()
        .waitFor();
    },
  },
  {
    name: "comments-none",
    open: async (page) => {
      await openTask(page, refunds);
      await showView(page, /^Comments/);
      await page.getByRole("region", { name: "Comments", exact: true }).waitFor();
    },
  },
  {
    name: "diff-composing",
    open: async (page) => {
      await openDiff(page);
      await page.getByRole("radio", { name: "Unified" }).click();
      const line = page.locator(".diff-cursor", { hasText: "idempotencyKey: request.headers" });
      for (let step = 0; step < 24 && (await line.count()) === 0; step += 1) await page.keyboard.press("j");
      await page.keyboard.press("c");
      await page.getByRole("textbox", { name: /^Text of the comment/ }).waitFor();
      await page.keyboard.type("Is the header always there?");
    },
  },
  {
    name: "diff-comments",
    goesOn: true,
    open: async (page) => {
      await page.keyboard.press("Control+Enter");
      await page.getByRole("group", { name: /^Comment by .* draft/ }).waitFor();
    },
  },
  {
    name: "comments",
    goesOn: true,
    open: async (page) => {
      await showView(page, /^Comments/);
      await page.getByRole("region", { name: "Comments", exact: true }).getByText("Is the header").waitFor();
    },
  },
  {
    name: "decision-changes",
    goesOn: true,
    open: async (page) => {
      await page.keyboard.press("r");
      await page.getByRole("complementary", { name: "Decision" }).getByText("1 of 1").waitFor();
    },
  },
];
