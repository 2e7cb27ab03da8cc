import { isMap, isNode, isScalar, parseDocument } from "yaml";

const mostBlocks = 20;

/**
 * The texts in an issue that say they are a contract: fenced blocks of YAML that begin with `version: 1` and have an `objective`. What an
 * issue only says in prose is no contract: a person begins one from it. In: the body. Out: the blocks, first one first.
 */
export function contractBlocks(body: string): string[] {
  const found: string[] = [];
  let open: { readonly fence: string; readonly lines: string[] } | null = null;
  for (const line of body.slice(0, 200_000).split(/\r?\n/)) {
    const mark = /^ {0,3}(`{3,}|~{3,})[ \t]*([\w-]*)/.exec(line);
    if (open !== null) {
      if (mark?.[1]?.startsWith(open.fence) === true) {
        const text = open.lines.join("\n");
        if (/^version:[ \t]*1\b/m.test(text) && /^objective:/m.test(text)) found.push(`${text}\n`);
        open = null;
      } else open.lines.push(line);
    } else if (mark !== null && found.length < mostBlocks) open = { fence: mark[1] ?? "```", lines: [] };
  }
  return found;
}

/** The keys of a contract that was begun from an issue whose values are guesses: the comment above each says what it was guessed from. */
export function guessesIn(text: string): { key: string; because: string }[] {
  const { contents } = parseDocument(text);
  if (!isMap(contents)) return [];
  return contents.items.flatMap(({ key }) =>
    isNode(key) && isScalar(key) && typeof key.value === "string" && typeof key.commentBefore === "string"
      ? [{ key: key.value, because: key.commentBefore.trim() }]
      : [],
  );
}
