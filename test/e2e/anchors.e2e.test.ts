import { AxeBuilder } from "@axe-core/playwright";
import { afterEach, expect, it } from "vitest";
import { bareRemote, openAnchorApp, plainGit, recordSomething } from "../support/anchor-app";
import { launchCountersign, type LaunchedApp } from "../support/launch-electron";
import { chord } from "../support/sample-window";
import { tempFolder } from "../support/temp-home";
import { sendReply, timeAuthority, timeServer } from "../support/time-authority";

let running: LaunchedApp | null = null;

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await running?.page.screenshot({ path: "test-results/anchors.png" });
  await running?.close();
  running = null;
});

it("anchors are set up, made and read back by keyboard; one that was overwritten is told", async () => {
  const home = tempFolder();
  const app = openAnchorApp({ home });
  recordSomething(app, 2);
  app.close();
  const remote = bareRemote();
  const authority = timeAuthority();
  const server = await timeServer((request, response) => {
    sendReply(response, authority.reply(request));
  });

  running = await launchCountersign({ home });
  const { page } = running;
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  await chord(page, "g", "s");
  const section = page.getByRole("region", { name: "Anchors" });
  await section.getByText("The log was never anchored.").waitFor();

  const field = section.getByRole("textbox", { name: "Repository for anchors" });
  await field.fill("ext::sh -c x");
  await field.press("Enter");
  await section.getByText(/space or a control character/).waitFor();
  await field.fill(remote);
  await section.getByRole("button", { name: "Save repository" }).press("Enter");
  await section.getByRole("button", { name: "Anchor now by the repository" }).press("Enter");
  await section.getByText(/The newest anchor covers 3 entries/).waitFor();
  const ref = plainGit(remote, "for-each-ref", "--format=%(refname)", "refs/countersign/");
  expect(ref).toMatch(/^refs\/countersign\/[0-9a-f-]{36}$/);

  await section.getByRole("textbox", { name: "Address of the time-stamping authority" }).fill(server.url);
  await section.getByRole("textbox", { name: /root certificate/ }).fill(authority.root);
  await section.getByRole("button", { name: "Save authority" }).press("Enter");
  await section.getByRole("button", { name: "Anchor now by the authority" }).press("Enter");
  await section.getByRole("list", { name: "Anchors" }).getByText("Time-stamp", { exact: true }).waitFor();

  await section.getByRole("button", { name: "Check anchors" }).press("Enter");
  await section.getByText("2 anchors read back. Hold: 2. Do not agree with this log: 0. Not reached: 0.").waitFor();
  plainGit(remote, "update-ref", "-d", ref);
  await section.getByRole("button", { name: "Check anchors" }).press("Enter");
  await section.getByText("2 anchors read back. Hold: 1. Do not agree with this log: 1. Not reached: 0.").waitFor();
  await section.getByText(/overwritten or deleted/).waitFor();
  expect((await new AxeBuilder({ page }).setLegacyMode(true).analyze()).violations.map(({ id }) => id)).toEqual([]);
});
