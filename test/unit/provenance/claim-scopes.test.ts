import { describe, expect, it } from "vitest";
import { covers, scopeOf } from "../../../main/provenance/check-scope";
import { claimsIn } from "../../../main/provenance/claim-patterns";
import { checkClaims, type ClaimInput } from "../../../main/provenance/claims";
import { summarySentences } from "../../../main/provenance/sentences";
import type { EventDetail } from "../../../shared/model/event";
import { changedFile } from "../../builders/attempt";
import { claimInput } from "../../builders/claim";
import { checkDetail, commandDetail, editDetail, sessionEvents } from "../../builders/event";

function verdict(text: string, details: readonly EventDetail[], more: Partial<ClaimInput> = {}) {
  return checkClaims(claimInput(text, { events: sessionEvents(details), ...more }))[0]?.verdict;
}

describe("packages of a workspace", () => {
  const scope = (command: string, cwd = "/work/acme") => scopeOf({ command, cwd }, null);
  it.each([
    ["cd packages/feed && pnpm typecheck", "pnpm --filter=@acme/feed typecheck"],
    ["cd packages/feed && pnpm typecheck", "pnpm -F feed typecheck"],
    ["pnpm --filter ./packages/feed test", "cd packages/feed && pnpm test"],
    ["npm test -w packages/feed", "cd packages/feed && npm test"],
    ["yarn workspace @acme/feed test", "yarn test"],
    ["cargo test -p feed", "cd crates/feed && cargo test"],
    ["cargo test -p feed", "cargo test --workspace"],
  ])("%s is answered by %s", (earlier, later) => {
    expect(covers(scope(later), scope(earlier))).toBe(true);
  });

  it.each([
    ["cd packages/feed && pnpm typecheck", "pnpm --filter=@acme/web typecheck"],
    ["pnpm --filter=@acme/feed test", "pnpm --filter=@acme/web test"],
    ["pnpm test", "pnpm --filter=@acme/feed test"],
    // The workspace itself may be named like one of its packages.
    ["cargo test", "cargo test -p acme"],
    ["cargo test --workspace", "cd crates/feed && cargo test"],
    ["pnpm --filter feed test", "cd packages/web && pnpm test"],
  ])("%s is not answered by %s", (earlier, later) => {
    expect(covers(scope(later), scope(earlier))).toBe(false);
  });
});

describe("files that commands write", () => {
  const files = [changedFile("cmd/feed"), changedFile("src/x.ts")];
  const after = (command: string) =>
    verdict("All tests pass.", [editDetail(), checkDetail(), commandDetail(command)], { files });
  it("are those that the line writes, by their whole name", () => {
    expect(after("sed -i s/a/b/ src/x.ts")).toBe("stale");
    expect(after("grep -c a src/x.ts > notes.txt")).toBe("backed");
    expect(after("echo 1 > src/x.ts")).toBe("stale");
    expect(after("sed -i s/a/b/ src/x.tsx")).toBe("backed");
    expect(after("go build -o feed ./cmd/feed")).toBe("backed");
  });
});

describe("edits outside of a patch that is not whole", () => {
  const files = [changedFile("src/x.ts")];
  const details = [editDetail("src/x.ts"), checkDetail(), editDetail("web/y.ts")];
  it("count, where a whole patch would say that they came to nothing", () => {
    expect(verdict("All tests pass.", details, { files, patchSource: "recorded-edits" })).toBe("stale");
    expect(verdict("All tests pass.", details, { files, patchSource: "repository" })).toBe("backed");
  });
});

describe("warnings", () => {
  const built = (output: string) => verdict("It compiles without warnings.", [editDetail(), run(output)]);
  const run = (output: string) => checkDetail("dotnet build", { checkType: "build", output });
  it("contradict where the output counts them", () => {
    expect(built("Build succeeded.\n    2 Warning(s)\n    0 Error(s)")).toBe("contradicted");
    expect(built("warning: `feed` (lib) generated 1 warning")).toBe("contradicted");
    expect(built("Build succeeded.\n    0 Warning(s)")).toBe("backed");
    expect(built("npm warn deprecated x@1 (has 2 warnings)")).toBe("backed");
    expect(built("tests of 3 warnings in the parser")).toBe("backed");
  });
});

describe("who did it", () => {
  const kinds = (text: string) => summarySentences(text).flatMap((one) => claimsIn(one).map((claim) => claim.kind));
  it.each([
    "I added a `clamp()` helper.",
    "Added a `clamp()` helper.",
    "In the previous version of it I added a `clamp()` helper.",
    "This change adds a `clamp()` helper.",
    "Moved the limit and added a `clamp()` helper.",
  ])("the attempt: %s", (text) => {
    expect(kinds(text)).toContain("symbol-added");
  });
  it.each([
    "That commit added a `clamp()` helper.",
    "Commit 9fe21ab added a `clamp()` helper.",
    "PR #12 added a `clamp()` helper.",
    "Upstream added a `clamp()` helper.",
    "Django 4.2 added a `clamp()` helper.",
    "The maintainers already added a `clamp()` helper.",
    "The original author only changed `src/x.ts`.",
  ])("others: %s", (text) => {
    expect(kinds(text)).toEqual([]);
  });
});
