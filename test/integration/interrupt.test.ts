import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { transcriptId, transcriptLines } from "../support/transcripts";
import { openTestApp, projectRoot, tempFolder } from "../support/temp-home";

it("Ctrl-C while the command line reads ends it with 130, says what was kept, and leaves no half session", async () => {
  const home = tempFolder();
  const folder = path.join(tempFolder(), "night");
  mkdirSync(folder);
  for (let n = 0; n < 60; n += 1)
    writeFileSync(path.join(folder, `${transcriptId(n)}.jsonl`), transcriptLines(transcriptId(n), 8000).join(""));
  const cli = spawn(
    process.execPath,
    [path.join(projectRoot, "dist", "main", "cli.mjs"), "ingest", folder, "--home", home],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  let said = "";
  cli.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
  const ended = new Promise<number | null>((resolve) => cli.once("exit", resolve));
  const app = openTestApp({ home });
  const count = (sql: string) => app.core.index.prepare<[], { n: number }>(sql).get()?.n ?? 0;
  while (count("SELECT count(*) AS n FROM session WHERE id IS NOT NULL") < 3)
    await new Promise((resolve) => setTimeout(resolve, 5));
  cli.kill("SIGINT");
  expect(await ended).toBe(130);
  expect(said).toMatch(/Reading was cancelled\. \d+ of 60 changed files are read and kept/);
  const kept = count("SELECT count(*) AS n FROM session WHERE id IS NOT NULL");
  expect(kept).toBeGreaterThanOrEqual(3);
  expect(kept).toBeLessThan(60);
  expect(count("SELECT count(*) AS n FROM event e JOIN session s ON s.pk = e.session_pk WHERE s.id IS NOT NULL")).toBe(
    kept * 8000,
  );
});
