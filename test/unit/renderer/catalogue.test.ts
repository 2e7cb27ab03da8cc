import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { catalogueText, keysPage, listCommands } from "../../../scripts/list-commands";
import {
  commandIdOf,
  commandOf,
  commands,
  conflictsOf,
  problemsOfKeys,
  refusedKey,
} from "../../../shared/keyboard/commands";
import { keyTextSchema } from "../../../shared/model/settings";

const command = (id: string) => {
  const found = commandOf(id);
  if (found === undefined) throw new Error(`no command ${id}`);
  return found;
};

describe("the catalogue of commands", () => {
  it("is what the sources bind: node --import ./scripts/resolve-typescript.mjs scripts/list-commands.ts writes it", () => {
    const file = new URL("../../../shared/keyboard/catalogue.ts", import.meta.url);
    expect(readFileSync(file, "utf8")).toBe(catalogueText(listCommands()));
  });
  it("is the page of keys in the documentation", () => {
    const file = new URL("../../../docs/keys.md", import.meta.url);
    expect(readFileSync(file, "utf8")).toBe(keysPage(listCommands()));
  });
  it("has each id once and keys that settings take", () => {
    expect(new Set(commands.map(({ id }) => id)).size).toBe(commands.length);
    for (const { key } of commands) expect(keyTextSchema.safeParse(key).success, key).toBe(true);
  });
  it("has no usual keys that exclude each other", () => {
    const usual = Object.fromEntries(commands.map(({ id, key }) => [id, key]));
    expect(problemsOfKeys(usual)).toEqual([]);
  });
  it("knows what a screen's binding is", () => {
    expect(commandIdOf("inbox", "j", "Next")).toBe("inbox.next");
    expect(commandIdOf("inbox", "a", "Approve")).toBe("decision.approve");
    expect(commandIdOf("inbox", "Mod+Shift+f", "Search everything")).toBe("app.search-everything");
    expect(commandIdOf("task", "3", "Focus attempt C")).toBeNull();
  });
});

describe("conflicts", () => {
  it("name the command of the same screen", () => {
    expect(conflictsOf(command("inbox.next"), "k", {})).toEqual([{ with: command("inbox.previous"), kind: "taken" }]);
  });
  it("tell what works everywhere and would not here", () => {
    expect(conflictsOf(command("inbox.next"), "?", {})).toEqual([{ with: command("app.keys"), kind: "hides" }]);
  });
  it("see that a key is the beginning of a chord", () => {
    expect(conflictsOf(command("inbox.next"), "g", {}).map(({ with: other }) => other.id)).toContain("app.audit-log");
  });
  it("are none between screens that are never open together", () => {
    expect(conflictsOf(command("inbox.next"), "]", {})).toEqual([]);
  });
  it("go with the key that the other was given", () => {
    expect(conflictsOf(command("inbox.next"), "k", { "inbox.previous": "q" })).toEqual([]);
    expect(conflictsOf(command("inbox.next"), "q", { "inbox.previous": "q" })).toHaveLength(1);
  });
});

describe("problemsOfKeys", () => {
  it("is silent about keys that can be kept", () => {
    expect(problemsOfKeys({ "inbox.next": "n", "decision.approve": "Mod+Shift+a", "inbox.previous": "" })).toEqual([
      "Approve cannot have Mod+Shift+a: It edits text: copy, cut, paste, select all, undo.",
    ]);
    expect(problemsOfKeys({ "inbox.next": "n", "decision.approve": "Shift+q" })).toEqual([]);
  });
  it("refuses what is no command, keys of the window and keys that are taken", () => {
    expect(problemsOfKeys({ "inbox.fly": "f" })).toEqual(["There is no command inbox.fly."]);
    expect(refusedKey("Tab")).not.toBeNull();
    expect(refusedKey("g w")).toBeNull();
    expect(problemsOfKeys({ "inbox.next": "k" })[0]).toContain("inbox.previous");
  });
});

describe("keyTextSchema", () => {
  it.each(["", "j", "Shift+v", "g i", "Mod+Enter", "Mod+Alt+Shift+F8", "?", "|", "Mod++", "+", "ß"])(
    "takes %j",
    (key) => {
      expect(keyTextSchema.safeParse(key).success).toBe(true);
    },
  );
  it.each(["J", "Ctrl+k", "Shift+", " ", "g  i", "a b c d", "Alt+Mod+k", "ab", "Mod+kk", "\n"])("refuses %j", (key) => {
    expect(keyTextSchema.safeParse(key).success).toBe(false);
  });
});
