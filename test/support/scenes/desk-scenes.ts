import { chord, inboxGrid } from "../sample-window";
import { drawerOf, openTask, refunds, swiss, type Scene } from "./scene";

/** The sample night in the inbox, the task, the drawer and the frame. Those that record something come last. */
export const deskScenes: readonly Scene[] = [
  {
    name: "inbox-tour-offered",
    goesOn: true,
    open: (page) => page.getByRole("button", { name: "Take the tour" }).waitFor(),
  },
  {
    name: "tour",
    goesOn: true,
    open: async (page) => {
      await page.getByRole("button", { name: "Take the tour" }).click();
      const next = page.getByRole("dialog", { name: "Tour, step 1 of 8" }).getByRole("button", { name: /Next step/ });
      await next.waitFor();
      await next.press("Enter");
      await page.getByRole("dialog", { name: "Tour, step 2 of 8" }).waitFor();
    },
  },
  {
    name: "inbox",
    everySize: true,
    open: async (page) => {
      await page.keyboard.press("Home");
      await page
        .getByRole("complementary", { name: "Peek" })
        .getByText(/Why it is here/)
        .waitFor();
    },
  },
  {
    name: "inbox-grouped",
    open: async (page) => {
      for (let round = 0; round < 4; round += 1) await page.keyboard.press("Shift+G");
      await inboxGrid(page).getByText("Critical risk").waitFor();
    },
  },
  {
    name: "inbox-selection",
    open: async (page) => {
      // The grouping is kept: one more is by turn again.
      await page.keyboard.press("Shift+G");
      await page.keyboard.press("Home");
      await page.keyboard.press("x");
      await page.keyboard.press("Shift+J");
      await page.keyboard.press("Shift+J");
      await page.getByText("3 tasks selected").waitFor();
    },
  },
  {
    name: "inbox-completion",
    open: async (page) => {
      await page.keyboard.press("/");
      await page.keyboard.type("tier:");
      await page.getByRole("option", { name: /critical/ }).waitFor();
    },
  },
  {
    name: "inbox-filter-wrong",
    open: async (page) => {
      await page.keyboard.press("/");
      await page.keyboard.type("ownr:marit ");
      await page.getByText(/There is no filter “ownr:”/).waitFor();
    },
  },
  {
    name: "inbox-no-match",
    open: async (page) => {
      await page.keyboard.press("/");
      await page.keyboard.type("nothing-is-called-this ");
      await page.keyboard.press("Enter");
      await page.getByText(/No task matches the filter/).waitFor();
    },
  },
  { name: "task", everySize: true, open: (page) => openTask(page, refunds) },
  {
    name: "conformance",
    goesOn: true,
    open: async (page) => {
      await page.locator("#task-conformance").evaluate((section) => {
        section.scrollIntoView({ block: "start" });
      });
      await page.getByText("Will parallel attempts help?").waitFor();
    },
  },
  { name: "task-one", open: (page) => openTask(page, swiss) },
  { name: "task-critical", open: (page) => openTask(page, "Rotate webhook signing keys") },
  { name: "task-stale", open: (page) => openTask(page, "Move the search indexer") },
  {
    name: "contract",
    open: async (page) => {
      await openTask(page, refunds);
      await page.keyboard.press("Shift+C");
      await page.getByRole("textbox", { name: "Contract as text" }).waitFor();
      await page.getByLabel("Declared risk").waitFor();
    },
  },
  {
    name: "palette",
    open: async (page) => {
      await page.keyboard.press("Control+k");
      await page.getByRole("dialog", { name: "Commands" }).getByRole("option").first().waitFor();
    },
  },
  {
    name: "keys",
    open: async (page) => {
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: "Keys" }).waitFor();
    },
  },
  {
    name: "search",
    open: async (page) => {
      await page.keyboard.press("Control+Shift+F");
      await page.getByRole("search", { name: "Search events" }).waitFor();
      await page.keyboard.type("failed:true refund");
      await page.getByText("PAY-118").first().waitFor();
      await page.keyboard.press("ArrowDown");
    },
  },
  {
    name: "audit",
    open: async (page) => {
      await chord(page, "g", "a");
      await page.getByText("Log created").first().waitFor();
    },
  },
  {
    name: "audit-completion",
    goesOn: true,
    open: async (page) => {
      await page.keyboard.press("/");
      await page.keyboard.type("kind:");
      await page.getByRole("option", { name: /^approve/ }).waitFor();
    },
  },
  {
    name: "audit-filter-wrong",
    open: async (page) => {
      await chord(page, "g", "a");
      await page.getByText("Log created").first().waitFor();
      await page.keyboard.press("/");
      await page.keyboard.type("standing:stael ");
      await page.getByText(/“standing:stael” is not known/).waitFor();
    },
  },
  {
    name: "policy",
    open: async (page) => {
      await chord(page, "g", "y");
      await page.getByRole("table", { name: "Rules" }).waitFor();
    },
  },
  {
    name: "runners",
    open: async (page) => {
      await chord(page, "g", "r");
      await page.getByText("Evidence packs").first().waitFor();
    },
  },
  {
    name: "settings",
    open: async (page) => {
      await chord(page, "g", "s");
      await page.getByRole("radiogroup", { name: "Theme" }).waitFor();
    },
  },
  ...["Notifications", "Keys", "Trusted keys", "Reviewer", "About"].map((section): Scene => ({
    name: `settings-${section.toLowerCase().replace(" ", "-")}`,
    goesOn: true,
    open: (page) =>
      page.getByRole("navigation", { name: "Sections" }).getByRole("button", { name: section, exact: true }).click(),
  })),
  {
    name: "decision",
    everySize: true,
    open: async (page) => {
      await openTask(page, refunds);
      await page.keyboard.press("a");
      await drawerOf(page).waitFor();
    },
  },
  {
    name: "decision-critical",
    open: async (page) => {
      await openTask(page, "Rotate webhook signing keys");
      await page.keyboard.press("a");
      await drawerOf(page).waitFor();
    },
  },
  {
    name: "decision-ready",
    open: async (page) => {
      await openTask(page, swiss);
      await page.keyboard.press("a");
      await drawerOf(page)
        .getByRole("textbox", { name: /reason/i })
        .fill("What was asked, and tested.");
    },
  },
  {
    name: "decision-several",
    open: async (page) => {
      await page.keyboard.press("Home");
      await page.keyboard.press("x");
      await page.keyboard.press("Shift+J");
      await page.keyboard.press("s");
      await drawerOf(page).getByText("Decide on 2 tasks").waitFor();
    },
  },
  {
    name: "inbox-undo-offered",
    goesOn: true,
    open: async (page) => {
      await page.keyboard.press("Control+Enter");
      await drawerOf(page)
        .getByText(/^Snoozed: 2 of 2 tasks/)
        .waitFor();
      await page.keyboard.press("Escape");
      await inboxGrid(page)
        .getByText(/u undoes the last decision/)
        .waitFor();
    },
  },
  {
    name: "decision-receipt",
    open: async (page) => {
      await openTask(page, swiss);
      await page.keyboard.press("a");
      await drawerOf(page)
        .getByRole("textbox", { name: /reason/i })
        .fill("What was asked, and tested.");
      await page.keyboard.press("Control+Enter");
      await drawerOf(page)
        .getByText(/entry\s*\d/i)
        .first()
        .waitFor();
    },
  },
  {
    name: "audit-entry",
    open: async (page) => {
      await chord(page, "g", "a");
      await page
        .getByRole("row", { name: /approve/i })
        .first()
        .click();
      await page
        .getByText(/What was asked, and tested/)
        .first()
        .waitFor();
    },
  },
  {
    name: "audit-proof",
    goesOn: true,
    open: async (page) => {
      const place = page.getByRole("region", { name: "Place in the tree" });
      await place.getByText("verified here").waitFor();
      await place.getByText(/^\d+ steps?$/).click();
      await place.getByText("Checkpoint note").click();
      await place.scrollIntoViewIfNeeded();
    },
  },
  {
    name: "audit-export",
    goesOn: true,
    open: async (page) => {
      await page.keyboard.press("x");
      await page
        .getByRole("dialog", { name: "Export" })
        .getByRole("button", { name: /^Write report/ })
        .waitFor();
    },
  },
  {
    name: "activity",
    open: async (page) => {
      await chord(page, "g", "a");
      await page.getByText("Log created").first().waitFor();
      await page.keyboard.press("x");
      const exporting = page.getByRole("dialog", { name: "Export" });
      await exporting.getByRole("button", { name: /^Write report/ }).click();
      await exporting.getByRole("button", { name: "Close export" }).click();
      await chord(page, "g", "w");
      await page
        .getByRole("dialog", { name: "Activity" })
        .getByText(/Writing a report/)
        .waitFor();
    },
  },
  {
    name: "inbox-empty",
    open: async (page) => {
      await page.keyboard.press("Control+a");
      await page.keyboard.press("s");
      await drawerOf(page)
        .getByText(/Decide on/)
        .first()
        .waitFor();
      await page.keyboard.press("Control+Enter");
      await drawerOf(page)
        .getByText(/^Snoozed/)
        .first()
        .waitFor();
      await page.keyboard.press("Escape");
      await page.getByText(/Nothing needs you/).waitFor();
    },
  },
];
