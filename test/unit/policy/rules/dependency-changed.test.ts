import { describe, expect, it } from "vitest";
import { dependencyChanged } from "../../../../main/policy/rules/dependency-changed";
import { seenBy, type PatchedFile } from "../../../support/seen-by";

describe("a changed dependency", () => {
  it.each<[string, readonly string[], string]>([
    [
      "package.json",
      ['   "dependencies": {', '+    "left-pad": "^1.3.0",'],
      "warning package.json:2 The dependency left-pad was added: ^1.3.0.",
    ],
    [
      "package.json",
      ['-    "left-pad": "^1.2.0",', '+    "left-pad": "^1.3.0",'],
      "warning package.json:1 The dependency left-pad went from ^1.2.0 to ^1.3.0.",
    ],
    [
      "package.json",
      ['   "devDependencies": {', '-    "left-pad": "^1.2.0",'],
      "note package.json:2- The dependency left-pad was removed.",
    ],
    [
      "package.json",
      ['+    "x": "git+ssh://git.example.com/x.git",'],
      "warning package.json:1 The dependency x was added: git+ssh://git.example.com/x.git.",
    ],
    [
      "package.json",
      [
        '-{ "dependencies": { "a": "^2.0.0", "b": "^1.0.0" } }',
        '+{ "dependencies": { "a": "^2.1.0", "b": "^1.0.0" } }',
      ],
      "warning package.json:1 The dependency a went from ^2.0.0 to ^2.1.0.",
    ],
    [
      "requirements.txt",
      ["+requests==2.32.0"],
      "warning requirements.txt:1 The dependency requests was added: ==2.32.0.",
    ],
    [
      "requirements-dev.txt",
      ["-pytest>=7", "+pytest>=8"],
      "warning requirements-dev.txt:1 The dependency pytest went from >=7 to >=8.",
    ],
    [
      "pyproject.toml",
      [" [project]", " dependencies = [", '+  "httpx>=0.27",', " ]"],
      "warning pyproject.toml:3 The dependency httpx was added: >=0.27.",
    ],
    [
      "pyproject.toml",
      [" [tool.poetry.dependencies]", '-httpx = "^0.26"', '+httpx = "^0.27"'],
      "warning pyproject.toml:2 The dependency httpx went from ^0.26 to ^0.27.",
    ],
    [
      "setup.cfg",
      [" [options]", " install_requires =", "+    httpx>=0.27"],
      "warning setup.cfg:3 The dependency httpx was added: >=0.27.",
    ],
    [
      "Cargo.toml",
      [" [dependencies]", '+serde = { version = "1", features = ["derive"] }'],
      'warning Cargo.toml:2 The dependency serde was added: { version = "1", features = ["derive"] }.',
    ],
    [
      "go.mod",
      ["+\tgithub.com/pkg/errors v0.9.1"],
      "warning go.mod:1 The dependency github.com/pkg/errors was added: v0.9.1.",
    ],
    [
      "go.mod",
      ["+\tgithub.com/a/b v0.9.1 // indirect", "+\tgithub.com/a/c v0.1.0 // indirect"],
      "note go.mod:1 2 dependencies of dependencies changed with them, the first github.com/a/b.",
    ],
    ["Gemfile", ["+gem 'rails', '~> 7.1'"], "warning Gemfile:1 The dependency rails was added: '~> 7.1'."],
    [
      "pom.xml",
      [
        "     <dependency>",
        "       <artifactId>guava</artifactId>",
        "-      <version>32.0</version>",
        "+      <version>33.0</version>",
        "     </dependency>",
      ],
      "warning pom.xml:3 The dependency guava went from 32.0 to 33.0.",
    ],
    [
      "build.gradle.kts",
      ['+    implementation("com.squareup.okio:okio:3.9.0")'],
      "warning build.gradle.kts:1 The dependency com.squareup.okio:okio was added: 3.9.0.",
    ],
    [
      "App.csproj",
      ['+    <PackageReference Include="Serilog" Version="3.1.1" />'],
      "warning App.csproj:1 The dependency Serilog was added: 3.1.1.",
    ],
    [
      "composer.json",
      ['   "require": {', '+    "monolog/monolog": "^3.0",'],
      "warning composer.json:2 The dependency monolog/monolog was added: ^3.0.",
    ],
  ])("%s %j", (path, body, told) => {
    expect(seenBy(dependencyChanged, [path, body])).toEqual([told]);
  });

  it("tells a new manifest once", () => {
    const body = ["+{", '+  "dependencies": {', '+    "a": "^1.0.0",', '+    "b": "^2.0.0"', "+  }", "+}"];
    expect(seenBy(dependencyChanged, ["tool/package.json", body, "added"])).toEqual([
      "warning tool/package.json tool/package.json is new and names 2 dependencies: a, b.",
    ]);
  });
});

describe("not a changed dependency", () => {
  it.each<[string, PatchedFile]>([
    ["a script", ["package.json", ['+    "test": "node --test"']]],
    ["the package's own version", ["package.json", ['-  "version": "1.2.3",', '+  "version": "1.3.0",']]],
    ["the runtime asked for", ["package.json", ['   "engines": {', '-    "node": ">=18"', '+    "node": ">=20"']]],
    ["another setting with a number", ["package.json", ['   "config": {', '+    "port": "3000.0.1"']]],
    ["a line that only moved", ["package.json", ['-    "a": "^1.0.0",', '     "b": "^1.0.0",', '+    "a": "^1.0.0",']]],
    ["a comma", ["package.json", ['-    "a": "^1.0.0"', '+    "a": "^1.0.0",']]],
    ["the package's own version in Python", ["pyproject.toml", [" [project]", '+version = "1.2.3"']]],
    ["a setting of a tool", ["pyproject.toml", [" [tool.ruff]", '+select = ["E"]', '+line-length = "100"']]],
    ["the package's own version in Rust", ["Cargo.toml", [" [package]", '-version = "0.1.0"', '+version = "0.2.0"']]],
    ["a comment", ["requirements.txt", ["+# requests is not used"]]],
    ["a lock file", ["package-lock.json", ['+      "version": "1.0.0",']]],
    ["a manifest of the tests' data", ["test/fixtures/app/package.json", ['+    "left-pad": "^1.3.0",']]],
    ["code", ["src/package.ts", ['+    "left-pad": "^1.3.0",']]],
  ])("%s", (_, file) => {
    expect(seenBy(dependencyChanged, file)).toEqual([]);
  });
});
