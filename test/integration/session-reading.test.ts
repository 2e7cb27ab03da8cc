import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { anySource, ingestPaths } from "../../main/services/ingest-paths";
import { openTestApp, tempFolder } from "../support/temp-home";

const options = { job: "test", isSource: anySource, cancelled: () => false };
const sessionId = "44444444-4444-4444-8444-444444444444";

/** A session that sends a sub-agent off whose own transcript is not there, with a record of a type nobody knows. */
function transcript(): string {
  const envelope = { cwd: "/repo/x", sessionId, version: "2.1.0", gitBranch: "main", isSidechain: false };
  const rows = [
    { type: "user", message: { role: "user", content: "Have it looked at" } },
    {
      type: "assistant",
      message: {
        id: "m1",
        role: "assistant",
        model: "m",
        content: [{ type: "tool_use", id: "t1", name: "Task", input: { description: "look", prompt: "Look" } }],
      },
    },
    {
      type: "user",
      message: { role: "user", content: [{ type: "tool_result", tool_use_id: "t1", content: "Looked." }] },
      toolUseResult: { status: "completed", agentId: "a9f8e7d", content: [{ type: "text", text: "Looked." }] },
    },
    { type: "brand-new-type", some: "thing" },
  ];
  return rows
    .map((row, n) =>
      JSON.stringify({
        ...envelope,
        uuid: `u${String(n)}`,
        parentUuid: n === 0 ? null : `u${String(n - 1)}`,
        timestamp: `2026-11-20T01:0${String(n)}:00.000Z`,
        ...row,
      }),
    )
    .join("\n")
    .concat("\n");
}

it("says what was not read, who is missing, and whether the archived copy is what was read", async () => {
  const app = openTestApp();
  const file = path.join(tempFolder(), `${sessionId}.jsonl`);
  writeFileSync(file, transcript());
  await ingestPaths(app.core, [file], options);
  const inbox = await app.invoke("inbox.list", { filter: "" });
  const attemptId =
    (inbox.ok ? inbox.value.groups.flatMap((group) => group.rows)[0]?.focusAttempt : undefined) ?? "A-00000";
  const reading = async (verify: boolean) => {
    const answer = await app.invoke("reading.get", { attemptId, verify });
    if (!answer.ok) throw new Error(answer.error.message);
    return answer.value.sessions[0];
  };

  const first = await reading(false);
  expect(first).toMatchObject({
    missingSubAgents: ["a9f8e7d"],
    sources: [{ path: file, goneAt: null, archive: "kept" }],
    session: {
      completeness: { records: 4, recognised: 3, unknown: [{ type: "brand-new-type", count: 1, firstLine: 4 }] },
    },
  });
  expect((await reading(true))?.sources[0]?.archive).toBe("intact");

  const digest = first?.sources[0]?.digest ?? "";
  const copy = path.join(app.core.home, "archive", digest.slice(0, 2), `${digest}.zst`);
  writeFileSync(copy, "not what was read");
  expect((await reading(true))?.sources[0]?.archive).toBe("damaged");
  rmSync(copy);
  expect((await reading(true))?.sources[0]?.archive).toBe("missing");
  expect(await app.invoke("reading.get", { attemptId: "A-00000", verify: false })).toMatchObject({ ok: false });
});
