import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { minimumSize, placeWindow, readWindowState, writeWindowState } from "../../../main/electron/window-state";
import type { WindowState } from "../../../main/electron/window-state";

const screen = { x: 0, y: 0, width: 1920, height: 1040 };
const second = { x: 1920, y: 0, width: 2560, height: 1400 };
const state: WindowState = {
  version: 1,
  bounds: { x: 100, y: 50, width: 1300, height: 800 },
  maximised: false,
  fullScreen: false,
  background: "#17181b",
};

describe("placeWindow", () => {
  it("puts a first window in the middle of the main screen", () => {
    expect(placeWindow(null, [screen])).toEqual({ x: 240, y: 70, width: 1440, height: 900 });
  });
  it("puts it where it was", () => {
    expect(placeWindow(state.bounds, [screen])).toEqual(state.bounds);
  });
  it("puts it where it was on the second screen", () => {
    const bounds = { x: 2500, y: 100, width: 1300, height: 800 };
    expect(placeWindow(bounds, [screen, second])).toEqual(bounds);
  });
  it("brings it back when the second screen is gone", () => {
    const bounds = { x: 2500, y: 100, width: 1300, height: 800 };
    expect(placeWindow(bounds, [screen])).toEqual({ x: 310, y: 120, width: 1300, height: 800 });
  });
  it.each([
    { x: -1290, y: 0, width: 1300, height: 800 },
    { x: 1900, y: 0, width: 1300, height: 800 },
    { x: 0, y: 1030, width: 1300, height: 800 },
    { x: 0, y: -790, width: 1300, height: 800 },
  ])("brings it back when its top cannot be grabbed: $x $y", (bounds) => {
    const placed = placeWindow(bounds, [screen]);
    expect(placed).toEqual({ x: 310, y: 120, width: 1300, height: 800 });
  });
  it("fits it into a smaller screen, but not below the smallest size", () => {
    const huge = { x: 0, y: 0, width: 90_000, height: 90_000 };
    expect(placeWindow(huge, [screen])).toEqual(screen);
    expect(placeWindow(huge, [{ x: 0, y: 0, width: 800, height: 500 }])).toEqual({ x: 0, y: 0, ...minimumSize });
  });
  it("works without any screen", () => {
    expect(placeWindow(state.bounds, [])).toMatchObject({ width: 1300, height: 800 });
  });
});

describe("window.json", () => {
  let folder = "";
  let file = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "window-state-"));
    file = join(folder, "home", "window.json");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is read as it was written", () => {
    writeWindowState(file, state);
    expect(readWindowState(file)).toEqual(state);
    expect(existsSync(`${file}.new`)).toBe(false);
  });
  it("is nothing when it is missing", () => {
    expect(readWindowState(file)).toBeNull();
  });
  it.each([
    "",
    "{",
    "null",
    "[]",
    JSON.stringify({ ...state, version: 2 }),
    JSON.stringify({ ...state, extra: 1 }),
    JSON.stringify({ ...state, background: "red; }" }),
    JSON.stringify({ ...state, bounds: { ...state.bounds, width: 1e300 } }),
    JSON.stringify({ ...state, bounds: { ...state.bounds, x: 1.5 } }),
    JSON.stringify({ ...state, maximised: "yes" }),
  ])("is nothing when it holds %j", (text) => {
    writeWindowState(file, state);
    writeFileSync(file, text);
    expect(readWindowState(file)).toBeNull();
  });
  it("is never written wrong", () => {
    writeWindowState(file, state);
    expect(() => writeWindowState(file, { ...state, background: "red" })).toThrow();
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(state);
  });
});
