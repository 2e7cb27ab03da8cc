/** Text under the named members of a tool call's input, at most three levels down. Input that is no JSON gives nothing. */
export function inputTexts(input: string, names: RegExp): string[] {
  let value: unknown;
  try {
    value = JSON.parse(input);
  } catch {
    return [];
  }
  const out: string[] = [];
  collect(value, false, 0);
  return out;

  function collect(one: unknown, wanted: boolean, depth: number): void {
    if (depth > 3 || out.length > 100) return;
    if (typeof one === "string") {
      if (wanted) out.push(one);
    } else if (Array.isArray(one)) for (const item of one.slice(0, 100)) collect(item, wanted, depth + 1);
    else if (typeof one === "object" && one !== null)
      for (const [name, inner] of Object.entries(one)) collect(inner, names.test(name), depth + 1);
  }
}
