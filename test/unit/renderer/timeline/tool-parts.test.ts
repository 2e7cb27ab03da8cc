import { describe, expect, it } from "vitest";
import { filmTree, fileWords } from "../../../../renderer/screens/timeline/film-tree";
import { toolParts } from "../../../../renderer/screens/timeline/tool-parts";
import type { FilmFile } from "../../../../shared/contract/film";
import { toolClass } from "../../../../shared/review/event-class";

describe("tools by what they do", () => {
  it.each([
    ["Read", "read"],
    ["read_file", "read"],
    ["mcp__fs__read_text_file", "read"],
    ["Grep", "search"],
    ["list_dir", "search"],
    ["WebFetch", "web"],
    ["TodoWrite", "plan"],
    ["update_plan", "plan"],
    ["Task", "sub-agent"],
    ["spawn_agent", "sub-agent"],
    ["deploy", "tool"],
    ["", "tool"],
  ])("%s is %s", (tool, kind) => {
    expect(toolClass(tool)).toBe(kind);
  });

  it("names the host, the lines and the plan of a call", () => {
    expect(toolParts("WebFetch", '{"url":"https://docs.example.test/a?b"}').host).toBe("docs.example.test");
    expect(toolParts("WebFetch", '{"url":"javascript:alert(1)"}').host).toBeNull();
    expect(toolParts("Read", '{"file_path":"/a","offset":10,"limit":20}').lines).toBe("20 lines from 10");
    expect(
      toolParts("TodoWrite", '{"todos":[{"content":"a","status":"completed"},{"content":"b","status":"in_progress"}]}')
        .plan,
    ).toEqual([
      { text: "a", status: "done" },
      { text: "b", status: "now" },
    ]);
    expect(toolParts("TodoWrite", '{"todos":[{"con').plan).toBeNull();
  });
});

describe("the film's tree", () => {
  const file = (path: string, over: Partial<FilmFile> = {}): FilmFile => ({
    path,
    movedFrom: null,
    state: "changed",
    added: 1,
    removed: 0,
    known: "exact",
    gaps: [],
    outside: false,
    edits: 1,
    ...over,
  });

  it("puts files under their folders, once each", () => {
    const tree = filmTree(["README.md", "src/a.ts", "src/b/c.ts", "test/a.ts"].map((path) => file(path)));
    expect(
      tree.map((leaf) => `${" ".repeat(leaf.depth)}${leaf.kind === "folder" ? `${leaf.name}/` : leaf.name}`),
    ).toEqual(["README.md", "src/", " a.ts", " b/", "  c.ts", "test/", " a.ts"]);
    expect(fileWords(file("a", { known: "inferred", outside: true }))).toBe(
      "changed, inferred, outside of the working folder",
    );
  });
});
