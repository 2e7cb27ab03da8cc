import { spawnSync } from "node:child_process";
import path from "node:path";
import { expect, it } from "vitest";
import { projectRoot, tempFolder } from "../support/temp-home";

function countersign(
  home: string,
  args: readonly string[],
  input = "",
): { code: number | null; out: string; err: string } {
  const cli = path.join(projectRoot, "dist", "main", "cli.mjs");
  const done = spawnSync(process.execPath, [cli, ...args, "--home", home], { encoding: "utf8", input });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

it("the terminal writes, lists, answers, resolves, drops and prompts, and a decision takes the drafts along", () => {
  const home = tempFolder();
  expect(countersign(home, ["sample", "open"]).code).toBe(0);
  const say = (...args: string[]) => countersign(home, ["comments", ...args]);
  expect(say("PAY-118/B").out).toBe("0 comments.\n");
  const file = "src/refunds/handler.js";
  const added = say("PAY-118/B", "add", "--at", `${file}:10`, "--body", "Is the header always there?");
  expect(added.out).toMatch(/^Draft kept: C-[0-9A-Z]{12}\.\n$/);
  const id = /C-[0-9A-Z]{12}/.exec(added.out)?.[0] ?? "";
  expect(
    countersign(
      home,
      ["comments", "PAY-118/B", "edit", id, "--suggest", "-"],
      "      idempotencyKey: keyOf(request),\n",
    ).code,
  ).toBe(0);
  expect(say("PAY-118/B", "answer", id, "--body", "And in tests?").code).toBe(0);
  const whole = say("PAY-118/B", "add", "--body", "Good work\u202e overall");
  expect(whole.code).toBe(0);
  const list = say("PAY-118");
  expect(list.out).toContain(`${id}  B  ${file}, line 10  (draft)`);
  expect(list.out).toContain("+       idempotencyKey: keyOf(request),");
  expect(list.out).toContain("[U+202E]");
  expect(list.out).toContain("3 comments.");
  expect(say("PAY-118/B", "add", "--at", `${file}:9999`, "--body", "x").err).toContain("does not show line 9999");
  expect(say("PAY-118", "add", "--body", "x").err).toContain("Name one");
  expect(say("PAY-118/B", "add").err).toContain("--body -");

  const prompt = say("PAY-118/B", "--prompt");
  for (const part of [
    `\`${file}\`, line 10`,
    "> Is the header always there?",
    "```suggestion",
    "PAY-118",
    "> And in tests?",
  ])
    expect(prompt.out).toContain(part);

  const decided = countersign(home, [
    "decide",
    "PAY-118/B",
    "request-changes",
    "--reason",
    "See the comments.",
    "--comments",
  ]);
  expect(decided.out).toContain("The entry carries 3 comments.");
  const seq = /entry (\d+)/.exec(decided.out)?.[1] ?? "";
  expect(say("PAY-118/B").out).toContain(`(in entry ${seq})`);
  expect(say("PAY-118/B", "rm", id).err).toContain(`Entry ${seq} carries this comment`);
  expect(say("PAY-118", "--prompt", "--entry", seq).out).toContain("> See the comments.");
  expect(say("PAY-118/B", "resolve", id).out).toBe(`Resolved: ${id}.\n`);
  expect(say("PAY-118/B").out).toContain("2 in resolved threads (--all)");
  expect(JSON.parse(say("PAY-118/B", "--all", "--json").out)).toMatchObject({ comments: { length: 3 } });
  expect(say("--help").out).toContain("countersign comments PAY-118/B --prompt");
});
