/** Colours of a terminal as this app draws them: names of its own tokens, so that every one is readable on every ground. */
export type AnsiColour = "red" | "green" | "amber" | "accent" | "violet" | "dim" | "plain";

export interface AnsiSegment {
  readonly text: string;
  readonly colour: AnsiColour;
  readonly bold: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly struck: boolean;
}

type Style = Omit<AnsiSegment, "text">;
const plainStyle: Style = { colour: "plain", bold: false, italic: false, underline: false, struck: false };

/**
 * What tools write between their words: SGR (ECMA-48 8.3.117), other control sequences, and hyperlinks (OSC 8) of which only the
 * text is kept. Each alternative is bounded, so that no text costs more than one look at each character.
 */
const sequence = /\u001b(?:\[([\d;:]{0,100})m|\]8;[^\u0007\u001b]{0,2000}(?:\u0007|\u001b\\))/gu;

/**
 * Cuts a tool's output into stretches of one look. Only colour and weight are taken from escape sequences; nothing moves, hides or
 * links: background colours and concealment are dropped, so that no text is drawn on its own colour, and every other control
 * character stays in the text for its chip. In: text, and what earlier lines left on (escape sequences, see `evidence.log`).
 */
export function ansiSegments(text: string, opening = ""): AnsiSegment[] {
  const segments: AnsiSegment[] = [];
  let style = plainStyle;
  for (const [, codes] of opening.matchAll(sequence)) if (codes !== undefined) style = styleAfter(style, codes);
  let at = 0;
  const take = (end: number): void => {
    if (end > at) segments.push({ text: text.slice(at, end), ...style });
  };
  for (const match of text.matchAll(sequence)) {
    take(match.index);
    at = match.index + match[0].length;
    if (match[1] !== undefined) style = styleAfter(style, match[1]);
  }
  take(text.length);
  return segments;
}

/** Escape sequences that are still in force after a text: what the next line begins with. */
export function leftOn(opening: string, text: string): string {
  let on = opening;
  for (const [whole, codes] of text.matchAll(sequence)) {
    if (codes === undefined) continue;
    if (/^0*(?:$|[;:])/u.test(codes)) on = "";
    if (!/^0*$/u.test(codes)) on = `${on}${whole}`.slice(-1_000);
  }
  return on;
}

const basic: readonly AnsiColour[] = ["plain", "red", "green", "amber", "accent", "violet", "accent", "plain"];

function styleAfter(before: Style, codes: string): Style {
  // Both spellings of extended colours are in use: 38;5;196 and 38:5:196.
  const numbers = codes.split(/[;:]/u).map((code) => (code === "" ? 0 : Number(code)));
  let style = before;
  for (let at = 0; at < numbers.length; at += 1) {
    const code = numbers[at] ?? 0;
    if (code === 38 || code === 48) {
      const [colour, used] = extended(numbers.slice(at + 1), codes.includes(":"));
      if (code === 38 && colour !== null) style = { ...style, colour };
      at += used;
    } else style = simple(style, code);
  }
  return style;
}

function simple(style: Style, code: number): Style {
  if (code === 0) return plainStyle;
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, colour: "dim" };
  if (code === 3) return { ...style, italic: true };
  if (code === 4 || code === 21) return { ...style, underline: true };
  if (code === 9) return { ...style, struck: true };
  if (code === 22) return { ...style, bold: false, colour: style.colour === "dim" ? "plain" : style.colour };
  if (code === 23) return { ...style, italic: false };
  if (code === 24) return { ...style, underline: false };
  if (code === 29) return { ...style, struck: false };
  if (code >= 30 && code <= 37) return { ...style, colour: basic[code - 30] ?? "plain" };
  if (code === 39) return { ...style, colour: "plain" };
  if (code >= 90 && code <= 97) return { ...style, colour: code === 90 ? "dim" : (basic[code - 90] ?? "plain") };
  return style;
}

/** The colour after 38 or 48, and how many numbers it takes. */
function extended(rest: readonly number[], colons: boolean): readonly [AnsiColour | null, number] {
  if (rest[0] === 5) return [fromPalette(rest[1] ?? 0), 2];
  if (rest[0] !== 2) return [null, 0];
  // With colons a colour space may stand before the three parts.
  const skip = colons && rest.length > 4 ? 2 : 1;
  return [nearest(rest[skip] ?? 0, rest[skip + 1] ?? 0, rest[skip + 2] ?? 0), skip + 3];
}

function fromPalette(index: number): AnsiColour {
  if (index < 8) return basic[index] ?? "plain";
  if (index < 16) return index === 8 ? "dim" : (basic[index - 8] ?? "plain");
  if (index > 231) return index < 250 ? "dim" : "plain";
  const cube = index - 16;
  const level = (value: number) => (value === 0 ? 0 : 55 + value * 40);
  return nearest(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6));
}

/** The token of the nearest hue; grey where there is hardly any. */
function nearest(red: number, green: number, blue: number): AnsiColour {
  const [most, least] = [Math.max(red, green, blue), Math.min(red, green, blue)];
  if (most - least < 48) return most > 96 && most < 200 ? "dim" : "plain";
  const span = most - least;
  const hue =
    most === red
      ? ((green - blue) / span + 6) % 6
      : most === green
        ? (blue - red) / span + 2
        : (red - green) / span + 4;
  if (hue < 0.4 || hue >= 5.6) return "red";
  if (hue < 1.4) return "amber";
  if (hue < 2.7) return "green";
  return hue < 4.3 ? "accent" : "violet";
}
