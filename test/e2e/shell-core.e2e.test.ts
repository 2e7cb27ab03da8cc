import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pageLoaded, startShell } from "./support/shell-app";
import type { ShellApp } from "./support/shell-app";
import { heard, invoke, listen } from "./support/shell-page";
import type { Answer } from "./support/shell-page";

interface CoreFacts {
  pid: number;
  node: string;
  utility: boolean;
  input: unknown;
}
const factsOf = (answer: Answer): CoreFacts => {
  expect(answer).toMatchObject({ ok: true });
  return answer.value as CoreFacts;
};
const states = async (shell: ShellApp) =>
  ((await heard(shell.page, "core")) as { state: string }[]).map(({ state }) => state);

async function until(what: string, holds: () => Promise<boolean> | boolean, withinMs = 10_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`Within ${withinMs} ms this did not happen: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe.each([
  { way: "a utility process", utility: true },
  { way: "a child of COUNTERSIGN_NODE", utility: false },
])("the core as $way", ({ utility }) => {
  let shell: ShellApp;
  const startCore = async () => {
    const env = utility ? { COUNTERSIGN_NODE: "" } : { COUNTERSIGN_NODE: process.execPath };
    return startShell({ env });
  };
  beforeAll(async () => {
    shell = await startCore();
  });
  afterAll(() => shell.close());

  it("answers the page, and runs where it should", async () => {
    const facts = factsOf(await invoke(shell.page, "app.status", { deep: [{ ü: "ж" }, null, 1.5] }));
    expect(facts.utility).toBe(utility);
    expect(facts.input).toEqual({ deep: [{ ü: "ж" }, null, 1.5] });
    if (!utility) expect(facts.node).toBe(process.versions.node);
  });

  it("publishes to the page, but cannot speak for the shell", async () => {
    await listen(shell.page, "changed");
    await listen(shell.page, "core");
    factsOf(await invoke(shell.page, "runners.found", {}));
    expect(await heard(shell.page, "changed")).toEqual([{ scopes: ["inbox"] }]);
    expect(await states(shell)).toEqual(["ready"]);
  });

  it("is not reached by unknown names or by oversized input", async () => {
    expect(await invoke(shell.page, "store.drop", {})).toMatchObject({ ok: false, error: { code: "refused" } });
    expect(await invoke(shell.page, "app.status", "x".repeat(5_000_000))).toMatchObject({
      ok: false,
      error: { code: "too-large" },
    });
  });

  it("serves a page that was loaded anew, without the answers of the one before", async () => {
    void invoke(shell.page, "app.status", "before").catch(() => undefined);
    await shell.page.reload();
    await pageLoaded(shell.page);
    expect(factsOf(await invoke(shell.page, "app.status", "after")).input).toBe("after");
  });

  it("is started again after SIGKILL, and what was in flight is answered with an error, once", async () => {
    await listen(shell.page, "core");
    const before = factsOf(await invoke(shell.page, "app.status", {}));
    const inFlight = invoke(shell.page, "sample.open", {});
    await new Promise((resolve) => setTimeout(resolve, 100));
    process.kill(before.pid, "SIGKILL");
    expect(await inFlight).toMatchObject({ ok: false, error: { code: "core-lost" } });
    await until(
      "the core is back",
      async () => (await states(shell)).at(-1) === "ready" && (await states(shell)).includes("lost"),
    );
    const after = factsOf(await invoke(shell.page, "app.status", {}));
    expect(after.pid).not.toBe(before.pid);
    expect(await states(shell)).toEqual(["ready", "lost", "starting", "ready"]);
    const [, lost] = (await heard(shell.page, "core")) as { message: string }[];
    expect(lost?.message).toMatch(
      /^Countersign's core stopped \(.+\) and is being started again\. What was recorded is safe/,
    );
  });

  it("writes what it says on its standard error to a log that holds no tokens", () => {
    const log = readFileSync(join(shell.home, "logs", "core.log"), "utf8");
    expect(log).toContain("core started with token=[removed]");
    expect(log).not.toContain("ghp_");
    expect(log.match(/Core test is ready\./g)).toHaveLength(2);
  });

  it("is asked to close when the window is, and ends", async () => {
    const { pid } = factsOf(await invoke(shell.page, "app.status", {}));
    await shell.close();
    expect(existsSync(join(shell.home, "core-closed"))).toBe(true);
    await until("the core has ended", () => !isAlive(pid));
  });

  it("is given up after six ends within a minute, with the place of its log", async () => {
    const broken = await startShell({
      env: { SHELL_TEST_CORE: "dies", COUNTERSIGN_NODE: utility ? "" : process.execPath },
    });
    try {
      await listen(broken.page, "core");
      const last = async () => ((await heard(broken.page, "core")) as { state: string; message: string }[]).at(-1);
      await until(
        "the shell gives up",
        async () => ((await last())?.message ?? "").includes("is not started again"),
        20_000,
      );
      expect((await last())?.message).toContain(join(broken.home, "logs", "core.log"));
      expect(await invoke(broken.page, "app.status", {})).toMatchObject({ ok: false, error: { code: "core-lost" } });
      const log = () => readFileSync(join(broken.home, "logs", "core.log"), "utf8");
      await until("six ends are in the log", () => log().match(/core stopped \(exit code 7\)/g)?.length === 6);
      expect(log()).toContain("this core dies at once");
    } finally {
      await broken.close();
    }
  });

  it("does not keep the window from closing when it does not end itself", async () => {
    const stuck = await startShell({
      env: { SHELL_TEST_CORE: "stuck", COUNTERSIGN_NODE: utility ? "" : process.execPath },
    });
    const { pid } = factsOf(await invoke(stuck.page, "app.status", {}));
    const started = Date.now();
    await stuck.close();
    expect(Date.now() - started).toBeGreaterThan(2500);
    expect(Date.now() - started).toBeLessThan(20_000);
    expect(existsSync(join(stuck.home, "core-closed"))).toBe(false);
    await until("the core was ended", () => !isAlive(pid));
  });
});
