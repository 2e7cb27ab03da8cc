import { describe, expect, it } from "vitest";
import { bindingsInForce, filterBindings, matchStroke, type BindingInForce } from "../../../renderer/state/keys";
import { shownKey, strokeOf } from "../../../renderer/state/strokes";

const press = (key: string, over: Partial<Parameters<typeof strokeOf>[0]> = {}) =>
  strokeOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...over });

const binding = (key: string, label = key, group = "Move", over: Partial<BindingInForce> = {}): BindingInForce => ({
  key,
  label,
  group,
  run: () => undefined,
  id: null,
  scope: "test",
  usualKey: key,
  ...over,
});

describe("strokeOf", () => {
  it("names letters in lower case and says Shift for them", () => {
    expect(press("j")).toBe("j");
    expect(press("J", { shiftKey: true })).toBe("Shift+j");
    expect(press("J")).toBe("j");
  });
  it("does not say Shift where the character already holds it", () => {
    expect(press("?", { shiftKey: true })).toBe("?");
    expect(press("Enter", { shiftKey: true })).toBe("Shift+Enter");
  });
  it("makes Ctrl and Cmd one modifier", () => {
    expect(press("k", { ctrlKey: true })).toBe("Mod+k");
    expect(press("k", { metaKey: true })).toBe("Mod+k");
    expect(press("ArrowLeft", { altKey: true })).toBe("Alt+ArrowLeft");
  });
  it("names space and keeps modifiers alone silent", () => {
    expect(press(" ")).toBe("Space");
    expect(press("Shift", { shiftKey: true })).toBeNull();
  });
});

describe("shownKey", () => {
  it("writes keys as they are printed", () => {
    expect(shownKey("Mod+k")).toBe("Ctrl K");
    expect(shownKey("Mod+Enter", true)).toBe("Cmd Enter");
    expect(shownKey("Shift+v")).toBe("Shift v");
    expect(shownKey("g i")).toBe("g i");
    expect(shownKey("Escape")).toBe("Esc");
  });
});

describe("matchStroke", () => {
  const bindings = [binding("j"), binding("g i"), binding("g a"), binding("a")];
  it("runs a single key", () => {
    expect(matchStroke(bindings, null, "j")).toEqual({ kind: "run", binding: bindings[0] });
  });
  it("waits for the second key of a chord and then runs it", () => {
    expect(matchStroke(bindings, null, "g")).toEqual({ kind: "wait", prefix: "g" });
    expect(matchStroke(bindings, "g", "a")).toEqual({ kind: "run", binding: bindings[2] });
  });
  it("takes a stroke by itself when the chord leads nowhere", () => {
    expect(matchStroke(bindings, "g", "j")).toEqual({ kind: "run", binding: bindings[0] });
    expect(matchStroke(bindings, "g", "z")).toEqual({ kind: "none" });
  });
});

describe("bindingsInForce", () => {
  it("lets the nearer scope have a key that two want", () => {
    const app = { name: "app", order: -10, bindings: [binding("Escape", "Back"), binding("?", "Keys")] };
    const screen = { name: "inbox", order: 3, bindings: [binding("Escape", "Close the panel")] };
    expect(bindingsInForce([app, screen]).map((each) => each.label)).toEqual(["Close the panel", "Keys"]);
  });
});

describe("chosen keys", () => {
  const app = { name: "app", order: -10, bindings: [binding("?", "Keys"), binding("g a", "Audit log")] };
  const inbox = {
    name: "inbox",
    order: 3,
    bindings: [
      binding("j", "Next"),
      binding("ArrowDown", "Next", "Move", { unlisted: true }),
      binding("k", "Previous"),
      binding("a", "Approve", "Decide"),
    ],
  };
  const keysOf = (chosen: Record<string, string>) =>
    Object.fromEntries(bindingsInForce([app, inbox], chosen).map(({ key, label }) => [key, label]));

  it("replace the usual key of their command and leave its second key", () => {
    expect(keysOf({ "inbox.next": "n" })).toEqual({
      n: "Next",
      ArrowDown: "Next",
      k: "Previous",
      a: "Approve",
      "?": "Keys",
      "g a": "Audit log",
    });
  });
  it("win over a usual key of the same screen", () => {
    expect(keysOf({ "inbox.next": "k" })["k"]).toBe("Next");
  });
  it("count for a decision wherever it is made", () => {
    expect(keysOf({ "decision.approve": "y" })).toMatchObject({ y: "Approve" });
    expect(keysOf({ "decision.approve": "y" })).not.toHaveProperty("a");
  });
  it("take a key away", () => {
    expect(Object.values(keysOf({ "inbox.previous": "" }))).not.toContain("Previous");
  });
  it("of a command that is not there change nothing", () => {
    expect(keysOf({ "inbox.fly": "k" })).toEqual(keysOf({}));
  });
});

describe("filterBindings", () => {
  const bindings = [
    binding("a", "Approve", "Decide"),
    binding("r", "Request changes", "Decide"),
    binding("g a", "Audit log", "Go"),
    binding("ArrowDown", "Next", "Move", { unlisted: true }),
  ];
  it("keeps all listed bindings for no words", () => {
    expect(filterBindings(bindings, "  ").map((each) => each.label)).toEqual([
      "Approve",
      "Request changes",
      "Audit log",
    ]);
  });
  it("wants every word, in label, group or key", () => {
    expect(filterBindings(bindings, "decide CHANGES").map((each) => each.key)).toEqual(["r"]);
    expect(filterBindings(bindings, "g a").map((each) => each.key)).toContain("g a");
    expect(filterBindings(bindings, "nothing")).toEqual([]);
  });
});
