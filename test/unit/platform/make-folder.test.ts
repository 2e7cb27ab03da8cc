import { statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { makeFolder } from "../../../main/platform/make-folder";
import { tempFolder } from "../../support/temp-home";

describe("makeFolder", () => {
  it("makes every level, private, and is content when it is there", () => {
    const folder = path.join(tempFolder(), "a", "b", "c");
    makeFolder(folder);
    makeFolder(folder);
    expect(statSync(folder).isDirectory()).toBe(true);
    if (process.platform !== "win32") expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it("ends with the system's answer where no folder can be made", () => {
    const file = path.join(tempFolder(), "file");
    writeFileSync(file, "");
    expect(() => makeFolder(path.join(file, "below"))).toThrow(/ENOTDIR|EEXIST|ENOENT/);
  });

  it.skipIf(process.platform !== "linux")("ends below /proc too, where Node's own way never does (Linux only)", () => {
    expect(() => makeFolder("/proc/nope/deeper")).toThrow(/ENOENT|EACCES/);
  });
});
