import { createHash, generateKeyPairSync } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { afterEach, describe, expect, it } from "vitest";
import { readSigningKey } from "../../main/attest/public-key";
import { signEnvelope } from "../../main/attest/signature";
import { launchCountersign, type LaunchedApp } from "../support/launch-electron";
import { writePack } from "../support/pack-folder";
import { chord, inboxGrid } from "../support/sample-window";
import { openTestApp, tempFolder } from "../support/temp-home";

let running: LaunchedApp | null = null;

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await running?.page.screenshot({ path: "test-results/trusted-keys.png" });
  await running?.close();
  running = null;
});

describe("trusted keys", () => {
  it("are pasted, named and removed by keyboard, and evidence stands anew", async () => {
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    const key = readSigningKey(privateKey.export({ type: "pkcs8", format: "pem" }).toString());
    if (!key.ok) throw new Error(key.error.message);
    const folder = tempFolder();
    const manifest = writePack(folder, {
      "evidence/junit.xml": { content: '<testsuite name="s"><testcase name="a"/></testsuite>' },
    });
    writeFileSync(
      path.join(folder, "manifest.dsse.json"),
      signEnvelope(readFileSync(manifest), "application/vnd.in-toto+json", key.value),
    );
    const home = tempFolder();
    const app = openTestApp({ home });
    expect(await app.invoke("ingest.paths", { paths: [folder] })).toMatchObject({
      value: { attempts: 1, problems: [] },
    });
    app.close();

    running = await launchCountersign({ home });
    const { page } = running;
    await inboxGrid(page).getByRole("row", { selected: true }).waitFor();
    await chord(page, "g", "s");
    const section = page.getByRole("region", { name: "Trusted keys" });
    await section.getByText("No key is trusted").waitFor();
    await section.getByRole("button", { name: "Trust a key" }).focus();
    await page.keyboard.press("Enter");
    await expect
      .poll(() =>
        section.getByRole("textbox", { name: "Whose key it is" }).evaluate((field) => field === document.activeElement),
      )
      .toBe(true);
    await page.keyboard.type("Build farm");
    await page.keyboard.press("Tab");
    await page.keyboard.insertText("no key at all");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await section.getByText(/No key could be read/).waitFor();
    expect((await new AxeBuilder({ page }).setLegacyMode(true).analyze()).violations.map(({ id }) => id)).toEqual([]);
    await section
      .getByRole("textbox", { name: /Public key/ })
      .fill(publicKey.export({ type: "spki", format: "pem" }).toString());
    await section.getByRole("button", { name: "Trust it" }).press("Enter");
    const line = section.getByRole("listitem");
    await expect
      .poll(async () => line.allTextContents())
      .toEqual([expect.stringMatching(/Build farm.*Ed25519, 1 attempt/)]);
    const id = createHash("sha256")
      .update(publicKey.export({ type: "spki", format: "der" }))
      .digest("hex");
    expect(await line.textContent()).toContain(id.slice(0, 16));

    await section.getByRole("button", { name: "Remove Build farm" }).press("Enter");
    await section.getByRole("button", { name: /what it attested/ }).press("Enter");
    await section.getByText("No key is trusted").waitFor();
    await chord(page, "g", "a");
    await page.getByText("Key removed").first().waitFor();
    await page.getByText("Key trusted").first().waitFor();
  });
});
