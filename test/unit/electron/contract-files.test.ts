import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { createContractFiles, type ContractFiles } from "../../../main/electron/contract-files";
import { tempFolder } from "../../support/temp-home";

/** Doors whose person always names this file. */
function doors(answer: string | null): ContractFiles & { suggested: string[] } {
  const suggested: string[] = [];
  const files = createContractFiles({
    toOpen: () => Promise.resolve(answer),
    toSave: (name) => {
      suggested.push(name);
      return Promise.resolve(answer);
    },
  });
  return { ...files, suggested };
}

describe("contract files", () => {
  it("are saved where the person says, and again without a question", async () => {
    const file = path.join(tempFolder(), "contract.yaml");
    const door = doors(file);
    expect(await door.save("a: 1\n", null, "contract.yaml")).toMatchObject({ ok: true, value: { path: file } });
    expect(await door.save("a: 2\n", file, "contract.yaml")).toMatchObject({ ok: true, value: { path: file } });
    expect(readFileSync(file, "utf8")).toBe("a: 2\n");
    expect(door.suggested).toEqual(["contract.yaml"]);
    expect(await door.open()).toMatchObject({ ok: true, value: { text: "a: 2\n", path: file } });
    expect(readdirSync(path.dirname(file))).toEqual(["contract.yaml"]);
  });

  it("refuse a path that nobody named, and write nothing", async () => {
    const folder = tempFolder();
    const victim = path.join(folder, "other.yaml");
    writeFileSync(victim, "mine");
    for (const known of [victim, path.join(folder, "new.yaml"), "/etc/hosts.yaml", "../x.yaml", ""])
      expect(await doors(null).save("a: 1\n", known, "x")).toMatchObject({
        ok: false,
        error: { code: "path-refused" },
      });
    expect(readFileSync(victim, "utf8")).toBe("mine");
    expect(readdirSync(folder)).toEqual(["other.yaml"]);
  });

  it("do not write over what changed meanwhile", async () => {
    const file = path.join(tempFolder(), "c.yml");
    const door = doors(file);
    await door.save("a: 1\n", null, "c.yml");
    writeFileSync(file, "theirs\n");
    expect(await door.save("a: 2\n", file, "c.yml")).toMatchObject({ ok: false, error: { code: "file-changed" } });
    expect(readFileSync(file, "utf8")).toBe("theirs\n");
  });

  it("are no links, folders or programs, whatever the dialog answers", async () => {
    const folder = tempFolder();
    const target = path.join(folder, "target.txt");
    writeFileSync(target, "keep");
    const link = path.join(folder, "link.yaml");
    symlinkSync(target, link);
    mkdirSync(path.join(folder, "dir.yaml"));
    expect(await doors(link).save("x", null, "x")).toMatchObject({ ok: false, error: { code: "not-a-file" } });
    expect(await doors(link).open()).toMatchObject({ ok: false });
    expect(await doors(path.join(folder, "dir.yaml")).save("x", null, "x")).toMatchObject({ ok: false });
    expect(await doors(path.join(folder, ".bashrc")).save("x", null, "x")).toMatchObject({
      ok: false,
      error: { code: "path-refused" },
    });
    expect(readFileSync(target, "utf8")).toBe("keep");
    expect(await doors(path.join(folder, "no", "where.yaml")).save("x", null, "x")).toMatchObject({
      ok: false,
      error: { code: "file-unwritable" },
    });
  });

  it("suggest a plain name, and do nothing where the person names none", async () => {
    const door = doors(null);
    for (const name of ["../../.bashrc", "PAY 118.yaml", ".yaml", "a/b/c.json"])
      expect(await door.save("x", null, name)).toEqual({ ok: true, value: null });
    expect(door.suggested).toEqual(["contract.yaml", "PAY-118.yaml", "contract.yaml", "c.json"]);
    expect(await door.open()).toEqual({ ok: true, value: null });
  });

  it("refuse what is no text and what is too large", async () => {
    const folder = tempFolder();
    const bytes = path.join(folder, "b.yaml");
    writeFileSync(bytes, Buffer.from([0xff, 0xfe, 0x00]));
    expect(await doors(bytes).open()).toMatchObject({ ok: false, error: { code: "not-text" } });
    writeFileSync(bytes, Buffer.alloc(300_000, 0x61));
    expect(await doors(bytes).open()).toMatchObject({ ok: false, error: { code: "file-too-large" } });
  });
});
