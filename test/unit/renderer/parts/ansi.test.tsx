import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { ansiSegments, leftOn } from "../../../../renderer/parts/ansi";
import { AnsiText } from "../../../../renderer/parts/AnsiText";

const esc = "\u001b";
const looks = (text: string, opening = ""): string[] =>
  ansiSegments(text, opening).map(({ text: own, colour, bold }) => `${colour}${bold ? "!" : ""}:${own}`);

describe("output of tools with colours", () => {
  it("takes the 16, the 256 and the true colours to the theme's own", () => {
    expect(looks(`a${esc}[31mb${esc}[0mc`)).toEqual(["plain:a", "red:b", "plain:c"]);
    expect(looks(`${esc}[1;92mok${esc}[22m still${esc}[39m no`)).toEqual(["green!:ok", "green: still", "plain: no"]);
    expect(looks(`${esc}[38;5;196mx${esc}[38;5;27my${esc}[38;5;240mz`)).toEqual(["red:x", "accent:y", "dim:z"]);
    expect(looks(`${esc}[38;2;255;170;0mx${esc}[38:2::0:200:0my`)).toEqual(["amber:x", "green:y"]);
    expect(looks(`${esc}[mx`)).toEqual(["plain:x"]);
  });

  it("lets nothing hide: backgrounds and concealment are dropped, other sequences stay visible", () => {
    expect(looks(`${esc}[30;40mx${esc}[8my${esc}[48;5;16;38;5;16mz`)).toEqual(["plain:x", "plain:y", "plain:z"]);
    expect(looks(`a${esc}[2Jb`)).toEqual([`plain:a${esc}[2Jb`]);
    expect(looks(`${esc}]8;;https://evil.invalid${esc}\\docs${esc}]8;;${esc}\\!`)).toEqual(["plain:docs", "plain:!"]);
    const html = renderToStaticMarkup(<AnsiText text={`${esc}[31m<img src=x onerror=alert(1)>${esc}[2J`} />);
    expect(html).not.toContain("<img");
    expect(html).toContain("&lt;img src=x");
    expect(html).toContain("hidden-chip");
  });

  it("carries what a line leaves on to the next, and no further than a reset", () => {
    const on = leftOn("", `x${esc}[1;31my`);
    expect(looks("z", on)).toEqual(["red!:z"]);
    expect(leftOn(on, `${esc}[0m`)).toBe("");
    expect(looks("z", leftOn(on, `${esc}[0;32m`))).toEqual(["green:z"]);
  });

  it("costs one look at each character, whatever the text does", () => {
    const text = `${esc}[`.repeat(200_000) + `${esc}]8;;`.repeat(50_000);
    const started = performance.now();
    expect(
      ansiSegments(text)
        .map((segment) => segment.text)
        .join(""),
    ).toBe(text);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it("marks what is searched for, whatever its case", () => {
    expect(renderToStaticMarkup(<AnsiText text="One ERROR here" query="error" />)).toMatch(
      /<mark[^>]*>.*ERROR.*<\/mark>/u,
    );
  });
});
