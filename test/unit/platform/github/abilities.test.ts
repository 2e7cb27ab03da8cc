import { describe, expect, it } from "vitest";
import { abilityOf, Learned, tokenKind } from "../../../../main/platform/github/abilities";
import type { Repository } from "../../../../main/platform/github/port";
import { expiryOf } from "../../../../main/platform/github/reads";

const repository: Repository = {
  id: 1,
  owner: "demo",
  name: "app",
  private: true,
  archived: false,
  defaultBranch: "main",
  url: "https://github.com/demo/app",
  cloneUrl: "https://github.com/demo/app.git",
  role: { admin: false, maintain: false, push: true, triage: true, pull: true },
};
const reader = { admin: false, maintain: false, push: false, triage: false, pull: true };
const known = { repository, kind: "fine-grained", scopes: null, permissions: null } as const;

describe("what an account may do", () => {
  it("is not known of a fine-grained token, but for its role and checks of private repositories", () => {
    expect(abilityOf("review", known, undefined).may).toBe("untried");
    expect(abilityOf("checks", known, undefined).may).toBe("no");
    const open = { ...known, repository: { ...repository, private: false } };
    expect(abilityOf("checks", open, undefined).may).toBe("untried");
    const reads = { ...known, repository: { ...repository, role: reader } };
    expect(abilityOf("review", reads, undefined).may).toBe("untried");
    expect(abilityOf("labels", reads, undefined)).toMatchObject({
      may: "no",
      why: expect.stringContaining("triage") as unknown,
    });
    expect(abilityOf("status", reads, undefined).may).toBe("no");
  });

  it("is told by scopes and by an app's permissions", () => {
    const classic = { ...known, kind: "classic" } as const;
    expect(abilityOf("review", { ...classic, scopes: ["repo"] }, undefined).may).toBe("yes");
    expect(abilityOf("review", { ...classic, scopes: ["public_repo"] }, undefined).may).toBe("no");
    expect(abilityOf("status", { ...classic, scopes: ["repo:status"] }, undefined).may).toBe("yes");
    const app = { ...known, kind: "app-user" } as const;
    const may = (act: "comment" | "checks" | "status") =>
      abilityOf(act, { ...app, permissions: { issues: "write", checks: "read" } }, undefined).may;
    expect([may("comment"), may("checks"), may("status")]).toEqual(["yes", "yes", "no"]);
  });

  it("is nothing in an archived repository, whatever was learned before", () => {
    const archived = { ...known, repository: { ...repository, archived: true } };
    expect(abilityOf("review", archived, { may: "yes", why: "before" }).may).toBe("no");
  });

  it("is learned from what GitHub answers to rights, and from nothing else", () => {
    const learned = new Learned();
    const at = { owner: "Demo", repo: "App" };
    learned.take(at, "review", { code: "github-lost", message: "" });
    expect(learned.get(at, "review")).toBeUndefined();
    learned.take(at, "review", { code: "github-forbidden", message: "No.", remedy: "Ask." });
    expect(learned.get({ owner: "demo", repo: "app" }, "review")).toEqual({ may: "no", why: "Ask." });
    learned.take(at, "review", null);
    expect(learned.get(at, "review")?.may).toBe("yes");
  });
});

describe("a token", () => {
  it("says its kind by how it begins, and its end by GitHub's header", () => {
    expect(["github_pat_1", "ghp_1", "ghu_1", "gho_1", "ghs_1", "x"].map(tokenKind)).toEqual([
      "fine-grained",
      "classic",
      "app-user",
      "oauth",
      "installation",
      "unknown",
    ]);
    expect(expiryOf("2026-12-31 10:00:00 UTC")).toBe("2026-12-31T10:00:00.000Z");
    expect(expiryOf("2026-12-31 10:00:00 -0500")).toBe("2026-12-31T15:00:00.000Z");
    for (const other of [null, "", "tomorrow", "2026-13-41 10:00:00 UTC"]) expect(expiryOf(other)).toBeNull();
  });
});
