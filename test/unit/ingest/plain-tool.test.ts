import { describe, expect, it } from "vitest";
import { EventLog } from "../../../main/ingest/event-log";
import { exitCodeIn, plainAnswered, plainCall, runsCommands } from "../../../main/ingest/plain-tool";

const call = (tool: string, args: unknown) => plainCall({ callId: "c", tool, args, cwd: "/repo" }, new EventLog());
const answered = (tool: string, args: unknown, text: string, failed: boolean | null = null) => {
  const [detail] = call(tool, args);
  if (detail === undefined) throw new Error("a call has a detail");
  return plainAnswered(detail, { text, failed, exitCode: null, durationMs: null }, new EventLog());
};

describe("a call by name and arguments", () => {
  it.each(["bash", "Bash", "shell", "execute_bash", "run_in_terminal", "run_shell_command", "mcp__box__run_command"])(
    "of %s is a command",
    (tool) => {
      expect(runsCommands(tool)).toBe(true);
    },
  );

  it.each(["read_bash", "view", "bash_output", "run_subagent", "list_shells"])("of %s is none", (tool) => {
    expect(runsCommands(tool)).toBe(false);
  });

  it("has its command and folder under any of the usual names", () => {
    expect(call("bash", { command: "npm test" })).toMatchObject([{ kind: "check", cwd: "/repo" }]);
    expect(call("exec_command", '{"cmd":"ls","workdir":"/tmp"}')).toMatchObject([
      { kind: "command", command: "ls", cwd: "/tmp" },
    ]);
    expect(call("shell", { command: ["bash", "-lc", "ls -a"] })).toMatchObject([{ command: "ls -a" }]);
    expect(call("bash", undefined)).toMatchObject([{ kind: "tool-call", input: "" }]);
  });

  it("is an edit where its arguments state what is new", () => {
    expect(call("Edit", { file_path: "a", old_string: "x", new_string: "y\nz" })).toMatchObject([
      { kind: "file-edit", op: "update", path: "a", oldText: "x", newText: "y\nz", added: 2, removed: 1 },
    ]);
    expect(
      call("MultiEdit", {
        path: "a",
        edits: [
          { oldText: "1", newText: "2" },
          { oldText: "3", newText: "" },
        ],
      }),
    ).toHaveLength(2);
    expect(call("str_replace_editor", { command: "create", path: "a", file_text: "b\n" })).toMatchObject([
      { op: "add", fileBefore: "", newText: "b\n", added: 1 },
    ]);
    expect(call("str_replace_editor", { command: "insert", path: "a", insert_line: 3, new_str: "b" })).toMatchObject([
      { op: "update", oldText: null, newText: "b", added: 1 },
    ]);
    expect(call("write_file", { filePath: "a", content: "b" })).toMatchObject([{ op: "update", oldText: null }]);
    expect(call("str_replace_editor", { command: "view", path: "a" })).toMatchObject([{ kind: "tool-call" }]);
    expect(call("grep", { path: "a", text: "b" })).toMatchObject([{ kind: "tool-call" }]);
  });

  it("is the files of a patch, whose odd hunks are not taken for what stood there", () => {
    const patch = (line: string) => `*** Begin Patch\n*** Update File: a.md\n@@\n${line}\n-old\n+new\n*** End Patch`;
    expect(call("apply_patch", { input: patch(" same") })).toMatchObject([{ path: "a.md", oldText: "same\nold\n" }]);
    expect(call("apply_patch", { input: patch("same") })).toMatchObject([{ path: "a.md", oldText: null, added: 1 }]);
  });
});

describe("a result in text", () => {
  it("says its exit code in the words of several tools", () => {
    expect(exitCodeIn("Exit code 2\nno")).toBe(2);
    expect(exitCodeIn("out\n<exited with exit code 0>")).toBe(0);
    expect(exitCodeIn("<returncode>-1</returncode>")).toBe(-1);
    expect(exitCodeIn('{"output":"x","exit_code":3}')).toBe(3);
    expect(exitCodeIn("the exit code is 1, I think")).toBeNull();
  });

  it("leaves open how a command ended that does not say it", () => {
    expect(answered("bash", { command: "ls" }, "a")).toMatchObject({ outcome: "unknown", exitCode: null });
    expect(answered("bash", { command: "ls" }, "a", true)).toMatchObject({ outcome: "failed" });
    expect(answered("bash", { command: "ls" }, "Exit code 1\na", false)).toMatchObject({
      outcome: "failed",
      exitCode: 1,
    });
  });

  it("counts an edit as done unless its first words say otherwise", () => {
    const args = { file_path: "a", old_string: "x", new_string: "y" };
    expect(answered("Edit", args, "The file a was updated.")).toMatchObject({ outcome: "ok" });
    expect(answered("Edit", args, "String to replace not found in file.")).toMatchObject({ outcome: "failed" });
    expect(answered("Edit", args, "EACCES: permission denied")).toMatchObject({ outcome: "failed" });
    expect(answered("Edit", args, "Error: no", false)).toMatchObject({ outcome: "ok" });
  });
});
