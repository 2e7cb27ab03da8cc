import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { afterEach, describe, expect, it } from "vitest";
import { launchCountersign, type LaunchedApp } from "../support/launch-electron";
import { chord, inboxGrid } from "../support/sample-window";
import { writePack } from "../support/pack-folder";
import { openTestApp, tempFolder } from "../support/temp-home";

let running: LaunchedApp | null = null;

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await running?.page.screenshot({ path: "test-results/signing-key.png" });
  await running?.close();
  running = null;
});

const passphrase = "correct horse battery staple";

describe("the signing key in the window", () => {
  it("is explained and made with the first decision, and told of, backed up and changed in the settings", async () => {
    const folder = tempFolder();
    writePack(folder, { "evidence/junit.xml": { content: '<testsuite name="s"><testcase name="a"/></testsuite>' } });
    const home = tempFolder();
    const app = openTestApp({ home });
    expect(await app.invoke("ingest.paths", { paths: [folder] })).toMatchObject({ value: { attempts: 1 } });
    app.close();

    // Where the system keeps no secret nothing is chosen for the person.
    running = await launchCountersign({ home, env: { COUNTERSIGN_KEY_PROTECTION: "" } });
    const { page } = running;
    await inboxGrid(page).getByRole("row", { selected: true }).waitFor();
    await page.keyboard.press("s");
    const signing = page.getByRole("region", { name: "Signing key" });
    await signing.getByText(/Your first decision makes your signing key/).waitFor();
    await page.getByText("Make your signing key first.").waitFor();
    expect((await new AxeBuilder({ page }).setLegacyMode(true).analyze()).violations.map(({ id }) => id)).toEqual([]);
    await signing.getByRole("textbox", { name: "New passphrase" }).fill(passphrase);
    await signing.getByRole("textbox", { name: "The same passphrase again" }).fill("something else entirely");
    await signing.getByText("Type the same passphrase twice.").waitFor();
    await signing.getByRole("textbox", { name: "The same passphrase again" }).fill(passphrase);
    await signing.getByRole("button", { name: "Make the key" }).press("Enter");
    await signing.waitFor({ state: "detached" });
    expect(readFileSync(path.join(home, "keys", "reviewer.pem"), "utf8")).toContain("ENCRYPTED PRIVATE KEY");
    await page.keyboard.press("Escape");

    await chord(page, "g", "s");
    const section = page.getByRole("region", { name: "Reviewer's key" });
    await section
      .getByText(/self-asserted: nothing but this machine says so/)
      .first()
      .waitFor();
    await section
      .getByText(/a passphrase: who has the file needs it too/)
      .first()
      .waitFor();
    const keyid = (await section.getByRole("listitem").locator(".mono").textContent()) ?? "";
    expect(keyid).toMatch(/^[0-9a-f]{64}$/);
    expect((await new AxeBuilder({ page }).setLegacyMode(true).analyze()).violations.map(({ id }) => id)).toEqual([]);

    await section.getByRole("button", { name: "Back up the keys" }).press("Enter");
    const backup = section.getByRole("form", { name: "Back up the keys" });
    const out = path.join(home, "keys-backup.json");
    await backup.getByRole("textbox", { name: "New passphrase" }).fill(passphrase);
    await backup.getByRole("textbox", { name: "The same passphrase again" }).fill(passphrase);
    await backup.getByRole("textbox", { name: "File to write" }).fill(out);
    await backup.getByRole("button", { name: "Write the backup" }).press("Enter");
    await backup.waitFor({ state: "detached" });
    expect(existsSync(out)).toBe(true);

    await section.getByRole("button", { name: "Change a key" }).press("Enter");
    await section.getByRole("button", { name: "Change it" }).press("Enter");
    await section.getByText(/changed in entry/).waitFor();
    await expect.poll(() => section.getByRole("listitem").count()).toBe(2);
    const logs = ["core.log", "window.log"]
      .map((name) => path.join(home, "logs", name))
      .filter((file) => existsSync(file));
    for (const file of logs) expect(readFileSync(file, "utf8")).not.toContain(passphrase);
  });
});
