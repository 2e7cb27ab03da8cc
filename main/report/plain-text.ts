import { findHiddenCharacters } from "../../shared/diff/hidden-characters";

/** Text from outside for formats without markup: what cannot be seen is written as its code point, line ends stay. */
export function visibleText(text: string): string {
  let seen = "";
  let from = 0;
  const whole = text.toWellFormed().replaceAll("\r\n", "\n");
  for (const hidden of findHiddenCharacters(whole)) {
    seen += `${whole.slice(from, hidden.start)}[${hidden.label}]`;
    from = hidden.end;
  }
  return seen + whole.slice(from);
}
