import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { LaunchedApp } from "../support/launch-electron";
import { chord, openSampleWindow } from "../support/sample-window";
import { tempFolder } from "../support/temp-home";

let running: LaunchedApp | null = null;

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await running?.page.screenshot({ path: "test-results/rota.png" });
  await running?.close();
  running = null;
});

const rota = `version: 1
# Kept by the payments team.
people:
  tomas: { name: Tomas Reyes, email: tomas@example.org }
teams:
  payments: { name: Payments, members: [tomas] }
rotations: []
`;

/** A night shift of tomorrow, in the form calendars have it. */
function calendarOf(attendee: string): string {
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10).replaceAll("-", "");
  return [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "BEGIN:VEVENT",
    `UID:shift-of-${attendee}`,
    `DTSTART:${day(1)}T180000Z`,
    `DTEND:${day(2)}T060000Z`,
    `SUMMARY:On call`,
    `ATTENDEE:mailto:${attendee}@example.org`,
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ].join("\r\n");
}

describe("the rota", () => {
  it("is begun, shows who answers, takes a calendar's shifts by keyboard, and keeps what stands in the file", async () => {
    const home = tempFolder();
    const file = path.join(home, "oncall.yaml");
    running = await openSampleWindow(home);
    const { page } = running;
    await chord(page, "g", "t");
    await page.getByRole("heading", { level: 1, name: "Rota" }).waitFor();
    await page.getByText("There is no rota: nobody is on call by it.").waitFor();
    // The list that had the focus is gone with its screen: the new screen has it, none of its buttons.
    await expect.poll(() => page.evaluate("document.activeElement.id")).toBe("main");
    await page.getByRole("button", { name: "Begin oncall.yaml" }).press("Enter");
    await expect.poll(() => readFileSync(file, "utf8")).toMatch(/^version: 1/m);

    // Written in another program, from which the person comes back.
    writeFileSync(file, rota);
    await page.evaluate('window.dispatchEvent(new Event("focus"))');
    await expect.poll(async () => page.locator(".rota").textContent()).toMatch(/Payments/);

    await page.keyboard.press("i");
    const dialog = page.getByRole("dialog", { name: "Import a calendar" });
    const calendar = dialog.getByLabel("Calendar file");
    await calendar.setInputFiles({ name: "who.ics", mimeType: "text/calendar", buffer: Buffer.from("no calendar") });
    await dialog.getByRole("alert").waitFor();

    const strangers = Buffer.from(calendarOf("nobody"));
    await calendar.setInputFiles({ name: "strangers.ics", mimeType: "text/calendar", buffer: strangers });
    await dialog.getByRole("list", { name: "Events that are not taken" }).waitFor();
    await dialog.getByText(/0 new, 0 in the rota already; 1 event not taken/).waitFor();

    const shifts = Buffer.from(calendarOf("tomas"));
    await calendar.setInputFiles({ name: "shifts.ics", mimeType: "text/calendar", buffer: shifts });
    await dialog.getByText(/1 new, 0 in the rota already; 0 events not taken/).waitFor();
    await dialog.getByRole("button", { name: "Write 1 shift into oncall.yaml" }).press("Enter");
    await dialog.waitFor({ state: "detached" });
    const written = readFileSync(file, "utf8");
    expect(written.startsWith(rota.slice(0, rota.indexOf("rotations")))).toBe(true);
    expect(written).toMatch(/shifts:[\s\S]*tomas/);
    await expect.poll(async () => page.locator(".rota").textContent()).toMatch(/Tomas Reyes/);

    // The same calendar again adds nothing.
    await page.keyboard.press("i");
    await calendar.setInputFiles({ name: "shifts.ics", mimeType: "text/calendar", buffer: shifts });
    await dialog.getByText(/0 new, 1 in the rota already/).waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });

    // A rota that cannot be read counts for nothing, and says where and why.
    writeFileSync(file, rota.replace("members: [tomas]", "members: [lena]"));
    await page.evaluate('window.dispatchEvent(new Event("focus"))');
    await page.getByText(/lena/).first().waitFor();
  });
});
