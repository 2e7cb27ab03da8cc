import { spawnSync } from "node:child_process";
import path from "node:path";
import { expect, it } from "vitest";
import { projectRoot, tempFolder } from "../support/temp-home";

function countersign(home: string, ...args: string[]): { code: number | null; out: string; err: string } {
  const cli = path.join(projectRoot, "dist", "main", "cli.mjs");
  const done = spawnSync(process.execPath, [cli, ...args, "--home", home], { encoding: "utf8" });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

it("the terminal shows and changes settings, and refuses what is none", () => {
  const home = tempFolder();
  expect(countersign(home, "settings", "theme").out).toMatch(/theme\s+system/);
  expect(countersign(home, "settings", "theme", "hc").out).toMatch(/theme\s+hc/);
  expect(countersign(home, "settings", "quietHours", "20:00-07:00").out).toMatch(/quietHours\s+20:00-07:00/);
  expect(countersign(home, "settings", "marksInWords", "on").code).toBe(0);
  expect(JSON.parse(countersign(home, "settings", "--json").out)).toMatchObject({
    theme: "hc",
    marksInWords: true,
    quietHours: { from: "20:00", to: "07:00" },
    fontScale: 100,
  });
  for (const [name, value] of [
    ["theme", "pink"],
    ["fontScale", "300"],
    ["quietHours", "8pm-7am"],
    ["marksInWords", "perhaps"],
  ] as const)
    expect(countersign(home, "settings", name, value), name).toMatchObject({ code: 1, out: "" });
  expect(countersign(home, "settings", "colour").err).toContain("There is no setting colour.");
  expect(countersign(home, "settings", "fontScale").out).toMatch(/fontScale\s+100/);
});

it("the terminal gives commands other keys and names whose key it is already", () => {
  const home = tempFolder();
  const [next] = JSON.parse(countersign(home, "shortcuts", "inbox.peek", "--json").out) as [Record<string, string>];
  expect(next).toMatchObject({ id: "inbox.peek", screen: "Inbox", key: "Space", usual: "Space" });
  expect(countersign(home, "shortcuts", "inbox.peek", "q").out).toMatch(/q\s+Peek.*Space\s+inbox\.peek/);
  expect(countersign(home, "shortcuts", "inbox.peek", "k").err).toMatch(/k is also .* on Inbox: inbox\./);
  expect(countersign(home, "shortcuts", "inbox.peek", "Ctrl+Q").err).toContain("That is no key.");
  expect(countersign(home, "shortcuts", "inbox.fly", "q").err).toContain("There is no command inbox.fly.");
  expect(countersign(home, "shortcuts", "inbox.peek").out).toMatch(/\bq\s+Peek/);
  expect(countersign(home, "shortcuts", "inbox.peek", "usual").out).toMatch(/Space\s+Peek/);
  expect(countersign(home, "shortcuts", "inbox.peek", "none").out).toMatch(/none\s+Peek/);
  expect(countersign(home, "shortcuts", "--reset").code).toBe(0);
  expect(countersign(home, "shortcuts", "inbox.peek").out).toMatch(/Space\s+Peek/);
});
