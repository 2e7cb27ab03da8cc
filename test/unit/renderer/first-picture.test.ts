import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { inProject } from "../../../scripts/places.mjs";

it("the frame that the page begins with names the screens that the sidebar leads to, in its order", () => {
  const page = readFileSync(inProject("renderer/index.html"), "utf8");
  const shown = [...page.matchAll(/class="sidebar-link[^>]*>.*?<span class="cut">([^<]+)<\/span>/gsu)].map(
    ([, label]) => label,
  );
  const list = readFileSync(inProject("renderer/screens.ts"), "utf8");
  const order = /navScreens: readonly NavScreen\[\] = \[([^\]]+)\]/u.exec(
    readFileSync(inProject("renderer/App.tsx"), "utf8"),
  );
  const names = (order?.[1] ?? "").split(",").map((name) => name.trim().replaceAll('"', ""));
  const labels = names.map((name) => new RegExp(`\\n  ${name}: \\{.*?label: "([^"]+)"`, "su").exec(list)?.[1]);
  expect(labels.length).toBeGreaterThan(5);
  expect(shown).toEqual(labels);
});
