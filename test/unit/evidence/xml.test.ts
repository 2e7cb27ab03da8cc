import { describe, expect, it } from "vitest";
import { readXml, rootName } from "../../../main/evidence/xml";
import type { XmlElement } from "../../../main/evidence/xml";

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

function read(content: string | Uint8Array): XmlElement {
  const done = readXml(typeof content === "string" ? text(content) : content);
  if (!done.ok) throw new Error(`${done.error.code}: ${done.error.message}`);
  return done.value;
}
function refuse(content: string) {
  const done = readXml(text(content));
  if (done.ok) throw new Error("was read");
  return done.error;
}

describe("readXml", () => {
  it("reads attributes, children, text and CDATA in the order of the file", () => {
    const root = read(
      `<?xml version="1.0"?>\n<!-- c --><a x="1" y='&lt;2'>t<b/>&amp;<![CDATA[<c>&amp;]]><b z=""/></a>\n`,
    );
    expect(root).toMatchObject({ name: "a", text: "t&<c>&amp;", children: [{ name: "b" }, { name: "b" }] });
    expect([...root.attributes]).toEqual([
      ["x", "1"],
      ["y", "<2"],
    ]);
  });

  it("reads control characters, unknown entities and a declaration that comes late, which tools write", () => {
    expect(read("<a>\u001b[31mred&#x1b;[0m &x; &#xFFFFFF;</a>").text).toBe("\u001b[31mred\u001b[0m &x; &#xFFFFFF;");
    expect(read('\n<?xml version="1.0"?><a/>').name).toBe("a");
    for (const before of ["", " ".repeat(300_000)])
      expect(refuse(`${before}<a x="1 < 2"/>`), String(before.length)).toMatchObject({
        code: "xml-malformed",
        place: `1:${before.length + 9}`,
      });
  });

  it("passes over an outside document type and refuses one that defines anything", () => {
    expect(read('<!DOCTYPE a PUBLIC "-//X//EN" "http://x/[y].dtd"><a/>').name).toBe("a");
    expect(refuse('<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>').code).toBe("xml-document-type");
    expect(rootName(text('<!DOCTYPE a PUBLIC "-//X//EN" "x.dtd"><a/>'))).toBe("a");
    expect(rootName(text('<!DOCTYPE a [<!ENTITY e "x">]><a/>'))).toBe("a");
    expect(rootName(text("a <b/>"))).toBeNull();
  });

  it("says with line and column what is not well formed", () => {
    expect(refuse("<a>\n  <b></c>\n</a>")).toMatchObject({
      code: "xml-malformed",
      place: expect.stringMatching(/^2:/) as unknown,
    });
    expect(refuse("<a>\n<b>").message).toBe("The file breaks off: <a>, <b> never end.");
    for (const content of ["", "text", "<a/><b/>", "<a", "<a b></a>", "<a b='1' b='2'/>", "<1/>"])
      expect(refuse(content).code, content).toBe("xml-malformed");
  });

  it("holds no more than a million elements, and any number of those that are taken", { timeout: 60_000 }, () => {
    const many = `<a>${"<b/>".repeat(1_000_001)}</a>`;
    expect(refuse(many).code).toBe("xml-too-large");
    let taken = 0;
    let deep = 0;
    const done = readXml(text(many), (element, around) => {
      taken += 1;
      if (around.length !== 1) deep += 1;
      return element.name === "b";
    });
    expect(done.ok && done.value.children).toEqual([]);
    expect([taken, deep]).toEqual([1_000_001, 0]);
  });

  it("reads every encoding whole, across the pieces it is decoded in", () => {
    const long = "äöü€😀".repeat(100_000);
    expect(read(`<a>x${long}</a>`).text).toBe(`x${long}`);
    const wide = `<a b="é">${long}</a>`;
    expect(read(Uint8Array.from(Buffer.from(`\ufeff${wide}`, "utf16le"))).text).toBe(long);
    expect(read(Uint8Array.from(Buffer.from(wide, "utf16le"))).attributes.get("b")).toBe("é");
    expect(read(Uint8Array.from(Buffer.from(wide, "utf16le").swap16())).text).toBe(long);
    expect(
      read(Uint8Array.from(Buffer.from('<?xml version="1.0" encoding="windows-1252"?><a>\u0080</a>', "latin1"))).text,
    ).toBe("€");
  });

  it("keeps names of prototypes harmless", () => {
    const root = read('<__proto__ constructor="1" __proto__="2" toString="3"><hasOwnProperty/></__proto__>');
    expect(root.name).toBe("__proto__");
    expect(root.attributes.get("constructor")).toBe("1");
    expect(root.children[0]?.name).toBe("hasOwnProperty");
  });
});
