import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import type { App } from "../../main/app";
import { backupCommand } from "../../main/terminal/backup";
import { Screen } from "../../main/terminal/screen";
import { ok } from "../../shared/result";
import { openTestApp, tempFolder } from "../support/temp-home";

/** The command as a person types it, each time on the data folder opened anew. */
function terminalOn(home: string) {
  return async (...args: string[]): Promise<{ code: number | undefined; out: string }> => {
    let app: App = openTestApp({ home });
    let out = "";
    const stream = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        out += chunk.toString("utf8");
        done();
      },
    });
    let code: number | undefined;
    const command = backupCommand({
      run: async (_command, work) => {
        const done = await work({
          app,
          ask: app.invoke,
          json: args.includes("--json"),
          screen: new Screen(stream),
          reopen: () => {
            app.close();
            app = openTestApp({ home });
            return ok(app);
          },
        });
        code = done.ok ? done.value : 1;
        if (!done.ok) out += `${done.error.code}: ${done.error.message}\n`;
      },
    });
    await command.parseAsync(args, { from: "user" });
    app.close();
    return { code, out };
  };
}

describe("countersign backup", () => {
  it("makes, lists, verifies, rehearses and restores; says what is missing and goes on", async () => {
    const home = tempFolder();
    const countersign = terminalOn(home);
    expect((await countersign("rehearse")).out).toContain("no-backup");
    const first = openTestApp({ home });
    await first.invoke("sample.open", {});
    const size = first.core.ledger.size();
    first.close();
    expect((await countersign("list")).out).toContain("There is no backup yet.");
    expect((await countersign("make")).out).toContain(`${size} entries, root verified`);
    expect(await countersign("verify")).toMatchObject({ code: 0 });
    const rehearsed = await countersign("rehearse", "--json");
    expect(JSON.parse(rehearsed.out)).toMatchObject({ holds: true, entries: size });
    const later = openTestApp({ home });
    const logged = later.core.ledger.append([{ kind: "clock.anomaly", message: "after the backup" }]);
    expect(logged.ok).toBe(true);
    later.close();
    const restored = await countersign("restore", "newest");
    expect(restored.out).toContain("DIVERGED");
    expect(restored.out).toContain(`Entry ${size} is missing.`);
    expect(await countersign("recover")).toMatchObject({ code: 1 });
    const gone = await countersign("recover", "--go-on", "a rehearsal");
    expect(gone.out).toContain(`Entry ${size} says what is missing.`);
    expect(gone.code).toBe(0);
    expect((await countersign("list")).out).toContain("The log is the one that was left.");
    expect((await countersign("verify", "record-20260101T000000Z-1-asked")).out).toContain("not-found");
  });
});
