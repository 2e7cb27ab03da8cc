import { describe, expect, it } from "vitest";
import { parsePatch } from "../../../shared/diff/parse-patch";
import type { EventDetail } from "../../../shared/model/event";
import { LineReplay, type LineProvenance, type ProvenanceFacts } from "../../../main/provenance/line-provenance";
import { checkDetail, commandDetail, editDetail, messageDetail, sessionEvents } from "../../builders/event";
import { filePatch } from "../../builders/facts";
import { session } from "../../builders/session";

const path = "/work/ledger/src/x.ts";
const write = (newText: string, at = path) => editDetail(at, { op: "add", oldText: "", newText, fileBefore: "" });
const replace = (oldText: string, newText: string, over = {}) => editDetail(path, { oldText, newText, ...over });

function replayed(patch: string, details: readonly EventDetail[], over: Partial<ProvenanceFacts> = {}): LineProvenance {
  const events = over.events ?? sessionEvents(details);
  const facts = { patch: parsePatch(patch), sessions: [session()], noted: new Map(), ...over, events };
  const steps = new LineReplay(facts).run((event) => event);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** "new 1-3 exact #2" by range of the only file. */
function told(patch: string, details: readonly EventDetail[], over: Partial<ProvenanceFacts> = {}): string[] {
  const [file] = replayed(patch, details, over).files;
  return (file?.origins ?? []).map(
    ({ side, from, to, grade, event }) =>
      `${side} ${String(from)}-${String(to)} ${grade}${event === null ? "" : ` #${String(event.seq)}`}`,
  );
}

describe("recorded edits", () => {
  it("leave each line to the last that wrote it, equal lines by their place", () => {
    const patch = filePatch("src/x.ts", ["+a", "+}", "+B", "+}", "+d"], "added");
    expect(
      told(patch, [
        write("a\n}\nb\n}\n"),
        replace("b", "B"),
        replace("}\n", "}\nd\n", { oldText: "B\n}\n", newText: "B\n}\nd\n" }),
      ]),
    ).toEqual(["new 1-2 exact #1", "new 3-3 exact #2", "new 4-4 exact #1", "new 5-5 exact #3"]);
  });

  it("say who removed a line, also where the rest of the file was never recorded", () => {
    const patch = filePatch("src/x.ts", [" first", "-old one", "-old two", "+new one", " last"]);
    expect(told(patch, [replace("old one\nold two\n", "new one\n")])).toEqual(["new 2-2 exact #1", "old 2-3 exact #1"]);
  });

  it("may replace text that reaches into lines the patch hides", () => {
    const patch = filePatch("src/x.ts", [" one", "+added", " two"]);
    const further = ["one\ntwo\nthree\nfour\n", "one\nadded\ntwo\nthree\nfour\n"] as const;
    expect(told(patch, [replace(...further)])).toEqual(["new 2-2 exact #1"]);
    const hunks = "@@ -1,4 +1,5 @@\n one\n+added\n two\n three\n four\n";
    expect(told(patch, [replace("nowhere", "", { hunks })])).toEqual(["new 2-2 exact #1"]);
    expect(told(patch, [replace("zero\nthree\nfour\n", "zero\nadded\nthree\nfour\n")])).toEqual([
      "new 2-2 inferred #1",
    ]);
  });

  it("that were refused or failed write nothing", () => {
    const patch = filePatch("src/x.ts", ["+a"], "added");
    expect(
      told(patch, [
        { ...write("a\n"), outcome: "denied" },
        { ...write("a\n"), outcome: "failed" },
      ]),
    ).toEqual(["new 1-1 unknown"]);
  });

  it("are held against the patch: what does not stand there is not called exact", () => {
    const patch = filePatch("src/x.ts", ["+a", "+changed by hand", "+", "+c"], "added");
    expect(told(patch, [write("a\nb\n\nc\n")])).toEqual([
      "new 1-1 exact #1",
      "new 2-2 unknown",
      "new 3-3 inferred #1",
      "new 4-4 exact #1",
    ]);
  });

  it("keep an equal line inferred whose place was changed after them", () => {
    const patch = filePatch("src/x.ts", ["+start", "+}", "+else", "+}", "+end"], "added");
    const origins = told(patch, [write("start\n}\nend\n")]);
    expect(origins).toContain("new 1-1 exact #1");
    expect(origins.filter((one) => one.includes("exact"))).toEqual(["new 1-1 exact #1", "new 5-5 exact #1"]);
  });

  it("count for the patch of a repository whose folder is above or beside where they were made", () => {
    const patch = filePatch("packages/x/src/x.ts", ["+a"], "added");
    expect(told(patch, [write("a\n", "/elsewhere/packages/x/src/x.ts")])).toEqual(["new 1-1 exact #1"]);
    expect(told(patch, [write("a\n", "src/x.ts")], { sessions: [session({ cwd: null })] })).toEqual([
      "new 1-1 exact #1",
    ]);
    expect(told(patch, [write("a\n", "src/x.ts")], { sessions: [session({ cwd: "/w/packages/x" })] })).toEqual([
      "new 1-1 exact #1",
    ]);
    expect(told(patch, [write("a\n", "/elsewhere/src/y.ts")])).toEqual(["new 1-1 unknown"]);
  });

  it("that say hunks alone are graded by the runner's record, in the order of the file", () => {
    const patch = filePatch("src/x.ts", [" a", "-b", "+B", " c", "-d", "+D"]);
    const hunks = "@@ -2,1 +2,1 @@\n-b\n+B\n@@ -4,1 +4,1 @@\n-d\n+D\n";
    const edit = editDetail(path, { tool: "Edit", oldText: null, newText: null, hunks });
    expect(told(patch, [edit])).toEqual([
      "new 2-2 patch #1",
      "new 4-4 patch #1",
      "old 2-2 patch #1",
      "old 4-4 patch #1",
    ]);
  });
});

describe("commands", () => {
  it("whose text holds the whole file are exact, those where the shell may replace a part are not", () => {
    const patch = filePatch("src/x.ts", ["+one", "+two"], "added");
    expect(told(patch, [commandDetail("cat > src/x.ts <<'EOF'\none\ntwo\nEOF")])).toEqual(["new 1-2 exact #1"]);
    expect(told(patch, [commandDetail("mkdir -p src && cat <<EOF > src/x.ts\none\ntwo\nEOF")])).toEqual([
      "new 1-2 exact #1",
    ]);
    expect(told(patch, [commandDetail("cd src && tee x.ts <<'EOF' > /dev/null\none\ntwo\nEOF")])).toEqual([
      "new 1-2 exact #1",
    ]);
    expect(told(patch, [commandDetail("cat > src/x.ts <<EOF\none\n$TWO\nEOF")])).toEqual(["new 1-2 inferred #1"]);
    expect(told(patch, [commandDetail("cat > src/x.ts <<'EOF'\none\ntwo\nEOF", { exitCode: 1 })])).toEqual([
      "new 1-2 inferred #1",
    ]);
    expect(told(patch, [commandDetail("ssh host <<'X'\ncat > src/x.ts <<'EOF'\none\ntwo\nEOF\nX")])).not.toEqual([
      "new 1-2 exact #1",
    ]);
  });

  it("between two known states of a file are its window, one that only reads is not", () => {
    const patch = filePatch("src/x.ts", ["+A", "+b", "+c"], "added");
    const edits = [write("a\nb\n"), replace("b", "b\nc", { fileBefore: "A\nb\n" })] as const;
    expect(told(patch, [edits[0], commandDetail("./tidy"), edits[1]])).toEqual([
      "new 1-1 window #2",
      "new 2-2 exact #1",
      "new 3-3 exact #3",
    ]);
    expect(told(patch, [edits[0], commandDetail("git diff | head"), edits[1]])[0]).toBe("new 1-1 unknown");
    expect(told(patch, [edits[0], commandDetail("./tidy"), commandDetail("./other"), edits[1]])[0]).toBe(
      "new 1-1 unknown",
    );
    expect(
      told(patch, [edits[0], commandDetail("sed -i s/a/A/ src/x.ts"), commandDetail("./other"), edits[1]])[0],
    ).toBe("new 1-1 inferred #2");
  });

  it("that delete or move a file are followed", () => {
    const gone = filePatch("src/x.ts", ["-a"], "deleted");
    expect(told(gone, [commandDetail("rm src/x.ts")])).toEqual(["old 1-1 window #1"]);
    const moved = filePatch("src/y.ts", ["+a", "+b"], "added");
    expect(told(moved, [write("a\nb\n"), commandDetail("git mv src/x.ts src/y.ts")])).toEqual(["new 1-2 exact #1"]);
  });
});

describe("what else is known of a line", () => {
  it("the person's message before the event, and a sub-agent's call in the main lane", () => {
    const patch = filePatch("src/x.ts", ["+a", "+b"], "added");
    const events = sessionEvents([
      messageDetail("Write a.", "person"),
      messageDetail("Hook says hi.", "person", true),
      write("a\n"),
      messageDetail("Now b.", "person"),
      messageDetail("Do b.", "person"),
      replace("a\n", "a\nb\n"),
    ]).map((one, index) => (index < 4 ? one : { ...one, event: { ...one.event, lane: "agent-1" } }));
    const [file] = replayed(patch, [], { events }).files;
    expect(file?.origins.map(({ from, instruction }) => [from, instruction?.seq])).toEqual([
      [1, 1],
      [2, 4],
    ]);
  });

  it("an attribution note, where the replay is not sure", () => {
    const patch = filePatch("src/x.ts", ["+a", "+b"], "added");
    const noted = new Map([["src/x.ts", [{ ranges: [[2, 2]] as const, why: "The note says so." }]]]);
    expect(told(patch, [], { noted })).toEqual(["new 1-1 unknown", "new 2-2 patch"]);
  });

  it("hunks that nothing can have made are named, and only while no command can have", () => {
    const patch = filePatch("src/x.ts", ["+a"], "added") + filePatch("src/z.ts", [" k", "+smuggled"]);
    expect(replayed(patch, [write("a\n"), checkDetail("npm test")]).unexplained).toHaveLength(1);
    expect(replayed(patch, [write("a\n"), checkDetail("npm run build", { checkType: "build" })]).unexplained).toEqual(
      [],
    );
    expect(replayed(patch, [write("a\n"), commandDetail("git status")]).unexplained).toEqual([
      { path: "src/z.ts", side: "new", from: 2, to: 2, added: 1, removed: 0 },
    ]);
    expect(replayed(patch, [write("a\n"), commandDetail("node gen.js")]).unexplained).toEqual([]);
  });
});
