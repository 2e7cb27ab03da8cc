import { describe, expect, it } from "vitest";
import { dependencySource } from "../../../../main/policy/rules/dependency-source";
import { seenBy, type PatchedFile } from "../../../support/seen-by";

const hash = (letter: string) => `sha512-${letter.repeat(40)}==`;

describe("another source", () => {
  it.each<[string, readonly string[], string]>([
    [
      "package.json",
      ['-    "x": "^1.0.0",', '+    "x": "git+https://git.example.org/x.git",'],
      "serious package.json:1 x comes from a git repository",
    ],
    ["package.json", ['+    "x": "github:someone/x",'], "serious package.json:1 x comes from a git repository"],
    ["package.json", ['+    "x": "file:../x",'], "warning package.json:1 x comes from a folder or file"],
    [
      "package.json",
      ['   "dependencies": {', '+    "x": "https://example.org/x.tgz",'],
      "serious package.json:2 x comes from an address",
    ],
    [
      "requirements.txt",
      ["+x @ git+https://example.org/x.git"],
      "serious requirements.txt:1 x comes from a git repository",
    ],
    [
      "requirements.txt",
      ["+--extra-index-url https://packages.example.org/simple"],
      "serious requirements.txt:1 Packages may come from packages.example.org",
    ],
    [
      "Cargo.toml",
      [" [dependencies]", '+x = { git = "https://example.org/x" }'],
      "serious Cargo.toml:2 x comes from a git repository",
    ],
    [
      "go.mod",
      ["+replace github.com/a/b => github.com/mallory/b v1.0.0"],
      "serious go.mod:1 github.com/a/b comes from another module",
    ],
    ["go.mod", ["+replace github.com/a/b => ../b"], "warning go.mod:1 github.com/a/b comes from a folder or file"],
    ["Gemfile", ["+gem 'x', git: 'https://example.org/x.git'"], "serious Gemfile:1 x comes from a git repository"],
    [".npmrc", ["+registry=https://npm.example.org/"], "serious .npmrc:1 Packages may come from npm.example.org"],
    [
      "nuget.config",
      ['+    <add key="x" value="https://nuget.example.org/v3/index.json" />'],
      "serious nuget.config:1 Packages may come from nuget.example.org",
    ],
    [
      "build.gradle",
      ['+    maven { url "https://maven.example.org/releases" }'],
      "serious build.gradle:1 Packages may come from maven.example.org",
    ],
    [
      "package.json",
      ['   "scripts": {', '+    "postinstall": "node setup.js",'],
      "serious package.json:2 The script postinstall runs on every installation",
    ],
    [
      "package-lock.json",
      ['     "node_modules/x": {', '+      "hasInstallScript": true,'],
      "warning package-lock.json:2 A package (x) in package-lock.json runs a script",
    ],
    [
      "package-lock.json",
      [
        '-      "resolved": "https://registry.npmjs.org/x/-/x-1.0.0.tgz",',
        '+      "resolved": "https://npm.example.org/x/-/x-1.0.0.tgz",',
      ],
      "serious package-lock.json:1 package-lock.json now takes packages from npm.example.org",
    ],
    [
      "package-lock.json",
      ['       "version": "1.0.0",', `-      "integrity": "${hash("a")}",`, `+      "integrity": "${hash("b")}",`],
      "serious package-lock.json:2 The content of a package changed though its version did not",
    ],
    [
      "Cargo.lock",
      [' version = "1.0.0"', `-checksum = "${"a".repeat(64)}"`, `+checksum = "${"b".repeat(64)}"`],
      "serious Cargo.lock:2 The content of a package changed",
    ],
    [
      "go.sum",
      ["-github.com/a/b v1.0.0 h1:aaaa=", "+github.com/a/b v1.0.0 h1:bbbb="],
      "serious go.sum:1 The content of github.com/a/b v1.0.0 changed",
    ],
  ])("%s %j", (path, body, told) => {
    const seen = seenBy(dependencySource, [path, body]);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toContain(told);
  });

  it("does not show a password that stands in an address", () => {
    const [seen] = seenBy(dependencySource, [".npmrc", ["+registry=https://me:hunter22hunter@npm.example.org/"]]);
    expect(seen).toContain("npm.example.org");
    expect(seen).not.toContain("hunter22");
  });
});

describe("the usual source", () => {
  it.each<[string, PatchedFile]>([
    ["a version", ["package.json", ['+    "x": "^1.0.0",']]],
    ["a package of the same repository", ["package.json", ['+    "x": "workspace:*",']]],
    ["another name of a package", ["package.json", ['+    "x": "npm:y@^1.0.0",']]],
    [
      "a newer tag of the same repository",
      ["package.json", ['-    "x": "github:a/x#v1",', '+    "x": "github:a/x#v2",']],
    ],
    ["a package called install", ["package.json", ['+    "install": "^0.13.0",']]],
    ["a script that runs on no installation", ["package.json", ['+    "postbuild": "node x.js",']]],
    ["the usual registry", [".npmrc", ["+registry=https://registry.npmjs.org/"]]],
    [
      "a new version in a lock file",
      [
        "package-lock.json",
        [
          '-      "version": "1.0.0",',
          `-      "integrity": "${hash("a")}",`,
          '+      "version": "1.0.1",',
          `+      "integrity": "${hash("b")}",`,
        ],
      ],
    ],
    [
      "a longer hash of the same",
      ["package-lock.json", ['-      "integrity": "sha1-aaaaaaaa=",', `+      "integrity": "${hash("b")}",`]],
    ],
    [
      "a registry the lock file has used all along",
      [
        "package-lock.json",
        ['       "resolved": "https://npm.example.org/a.tgz",', '+      "resolved": "https://npm.example.org/b.tgz",'],
      ],
    ],
    [
      "the usual registry in a lock file",
      ["Cargo.lock", ['+source = "registry+https://github.com/rust-lang/crates.io-index"']],
    ],
    ["a new entry of go.sum", ["go.sum", ["+github.com/a/b v1.0.1 h1:bbbb="]]],
    ["the project's own address", ["package.json", ['+    "url": "https://github.com/a/b.git"']]],
  ])("%s", (_, file) => {
    expect(seenBy(dependencySource, file)).toEqual([]);
  });
});
