const scalar = /(?:true|false|null|-?(?:0|[1-9]\d{0,400})(?:\.\d{1,400})?(?:[eE][+-]?\d{1,10})?)(?![\w.+-])/y;

/**
 * Where JSON text stops being JSON: the offset of the first character that cannot stand there, the length of the text where it
 * breaks off. Asked only of text that `JSON.parse` refused, whose own message names no place for most faults. Linear.
 */
export function jsonFault(text: string): number {
  const open: ("{" | "[")[] = [];
  let wants: "value" | "value or end" | "key" | "key or end" | "colon" | "next" = "value";
  let at = 0;
  for (;;) {
    while (at < text.length && " \t\r\n".includes(text.charAt(at))) at += 1;
    const character = text.charAt(at);
    if (character === "") return text.length;
    const key: boolean = wants === "key" || wants === "key or end";
    if (wants === "colon") {
      if (character !== ":") return at;
      wants = "value";
      at += 1;
    } else if (wants === "next") {
      const inside = open.at(-1);
      if (inside === undefined) return at;
      if (character === ",") wants = inside === "{" ? "key" : "value";
      else if (character === (inside === "{" ? "}" : "]")) open.pop();
      else return at;
      at += 1;
    } else if ((wants === "key or end" && character === "}") || (wants === "value or end" && character === "]")) {
      open.pop();
      wants = "next";
      at += 1;
    } else if (character === '"') {
      const end = stringEnd(text, at);
      if (end.fault) return end.at;
      at = end.at;
      wants = key ? "colon" : "next";
    } else if (key) return at;
    else if (character === "{" || character === "[") {
      open.push(character);
      wants = character === "{" ? "key or end" : "value or end";
      at += 1;
    } else {
      scalar.lastIndex = at;
      const found = scalar.exec(text)?.[0].length ?? 0;
      if (found === 0) return at;
      at += found;
      wants = "next";
    }
  }
}

/** The offset after a string, or of what cannot stand in it. */
function stringEnd(text: string, from: number): { readonly at: number; readonly fault: boolean } {
  for (let at = from + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return { at: at + 1, fault: false };
    if (code < 0x20) return { at, fault: true };
    if (code !== 0x5c) continue;
    at += 1;
    const escaped = text.charAt(at);
    if (escaped === "u") {
      if (at + 4 < text.length && !/^[0-9a-f]{4}$/i.test(text.slice(at + 1, at + 5)))
        return { at: at - 1, fault: true };
      at += 4;
    } else if (escaped !== "" && !'"\\/bfnrt'.includes(escaped)) return { at: at - 1, fault: true };
  }
  return { at: text.length, fault: true };
}
