import { Document, isCollection, isMap, isNode, isScalar, isSeq, Pair, Scalar, YAMLMap, YAMLSeq } from "yaml";
import type { Node } from "yaml";
import type { ContractEdit } from "../../shared/contract/contracts";
import { err, ok, type Problem, type Result } from "../../shared/result";
import { maxAliasCount } from "../yaml/open-yaml";
import { openContract } from "./contract-file";

/** Keys in the order in which a contract is written, by the mapping they stand in. */
const keyOrder: Readonly<Record<string, readonly string[]>> = {
  "": [
    "version",
    "id",
    "title",
    "objective",
    "constraints",
    "acceptance",
    "allow",
    "network",
    "isolation",
    "risk",
    "evidence",
    "owner",
    "onCall",
    "escalation",
    "requester",
    "attempts",
    "links",
  ],
  acceptance: ["id", "name", "command", "expect", "shows", "artifacts", "timeoutSeconds"],
  allow: ["paths", "tools", "commands", "hosts"],
  escalation: ["to", "when"],
  requester: ["name", "entryPoint", "at", "link"],
};

/**
 * Makes one change in a contract's text. Only the lines of the key it concerns are written anew, with their comments and the order of
 * their keys; every other byte stays as it is. Problems: the text is no YAML ("contract-yaml"), or the change does not fit into it
 * ("contract-edit").
 */
export function editContract(text: string, edit: ContractEdit): Result<string> {
  const opened = openContract(text, "contract.yaml");
  if (!opened.ok) return err(opened.error[0] ?? unfit(edit));
  const document: Document = opened.value.document;
  document.contents ??= new YAMLMap();
  const root = document.contents;
  if (!isMap(root)) return err(unfit(edit));
  const [key] = edit.path;
  const before = root.items.find((pair) => keyOf(pair) === key);
  const span = before === undefined ? null : linesOf(text, before);
  if (!change(document, edit)) return err(unfit(edit));
  const wanted = meaning(document);
  const after = root.items.find((pair) => keyOf(pair) === key);
  const edited = root.flow === true ? null : spliced(text, { root, span, after });
  for (const candidate of [edited, whole(document, text)]) {
    if (candidate !== null && says(candidate, wanted)) return ok(candidate);
  }
  return err(unfit(edit));
}

function unfit(edit: ContractEdit): Problem {
  return {
    code: "contract-edit",
    message: `${edit.path.join(".")} cannot be changed here: the contract is not written as the form expects it.`,
    remedy: "Change it in the text.",
  };
}

/** Makes the change in the document. Out: false where something else stands in its way. */
function change(document: Document, { path, value }: ContractEdit): boolean {
  const root = document.contents;
  let at: unknown = root;
  let scope = "";
  for (const [depth, step] of path.slice(0, -1).entries()) {
    const next = child(at, step);
    if (isCollection(next)) at = next;
    else if (next !== undefined && !(isScalar(next) && next.value === null)) return false;
    else if (value === null) return true;
    else {
      const made = typeof path[depth + 1] === "number" ? new YAMLSeq() : new YAMLMap();
      if (!put(at, { step, node: made, scope })) return false;
      at = made;
    }
    if (typeof step === "string") scope = step;
  }
  const last = path.at(-1);
  if (last === undefined || !isCollection(at)) return false;
  if (value === null) {
    at.delete(last);
    prune(document, path.slice(0, -1));
    return true;
  }
  const old = child(at, last);
  if (Array.isArray(value)) {
    if (isSeq(old)) {
      setList(old, value);
      return true;
    }
    const list = new YAMLSeq<Scalar>();
    list.items = value.map((item) => new Scalar(item));
    list.flow = value.length === 0;
    return put(at, { step: last, node: list, scope });
  }
  if (typeof value === "object") {
    const map = new YAMLMap();
    for (const [name, text] of Object.entries(value)) map.set(name, new Scalar(text));
    return put(at, { step: last, node: map, scope });
  }
  if (isScalar(old)) {
    old.value = value;
    delete old.source;
    if (typeof value === "string" && old.type === Scalar.PLAIN && value.includes("\n")) old.type = Scalar.BLOCK_LITERAL;
    return true;
  }
  return put(at, { step: last, node: new Scalar(value), scope });
}

function child(at: unknown, step: string | number): unknown {
  if (isMap(at)) return at.items.find((pair) => keyOf(pair) === String(step))?.value;
  return isSeq(at) && typeof step === "number" ? at.items[step] : undefined;
}

function keyOf(pair: Pair): string | null {
  return isScalar(pair.key) ? String(pair.key.value) : null;
}

/** Puts a node under a key, in the order contracts are written; into a list at its end. */
function put(at: unknown, { step, node, scope }: { step: string | number; node: Node; scope: string }): boolean {
  if (isSeq(at)) {
    if (typeof step !== "number" || step > at.items.length) return false;
    at.items[step] = node;
    at.flow = false;
    return true;
  }
  if (!isMap(at) || typeof step === "number") return false;
  const old = at.items.find((pair) => keyOf(pair) === step);
  if (old !== undefined) {
    old.value = node;
    return true;
  }
  const order = keyOrder[scope] ?? [];
  const place = order.indexOf(step);
  const next = at.items.findIndex((pair) => order.indexOf(keyOf(pair) ?? "") > place);
  const made = new Pair(new Scalar(step), node);
  if (place === -1 || next === -1) at.items.push(made);
  else at.items.splice(next, 0, made);
  return true;
}

/** Items that stay keep their comments: what is equal at both ends is left alone, the rest is changed in place. */
function setList(list: YAMLSeq, values: readonly string[]): void {
  const old = list.items.map((item) => (isScalar(item) ? item.value : Symbol("other")));
  let start = 0;
  while (start < old.length && start < values.length && old[start] === values[start]) start += 1;
  let end = 0;
  while (
    end < old.length - start &&
    end < values.length - start &&
    old[old.length - 1 - end] === values[values.length - 1 - end]
  )
    end += 1;
  const replaced = list.items.slice(start, list.items.length - end);
  const made = values.slice(start, values.length - end).map((value, at) => {
    const item = replaced[at];
    if (!isScalar(item)) return new Scalar(value);
    item.value = value;
    delete item.source;
    return item;
  });
  list.items.splice(start, replaced.length, ...made);
  if (list.items.length === 0) list.flow = true;
  else if (old.length === 0) list.flow = false;
}

/** Takes away mappings that the change left empty: `escalation:` with nothing under it says nothing. */
function prune(document: Document, path: readonly (string | number)[]): void {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const here = path.slice(0, depth);
    const node = document.getIn(here, true);
    if (!isMap(node) || node.items.length > 0) return;
    document.deleteIn(here);
  }
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The whole lines of a top-level key and its value, the comment behind it included. */
function linesOf(text: string, pair: Pair): Span | null {
  const { key, value } = pair;
  if (!isNode(key) || !key.range) return null;
  const start = text.lastIndexOf("\n", key.range[0] - 1) + 1;
  const last = isNode(value) && value.range ? Math.max(value.range[1], key.range[1]) : key.range[1];
  if (last > 0 && text[last - 1] === "\n") return { start, end: last };
  const end = text.indexOf("\n", last);
  return { start, end: end === -1 ? text.length : end + 1 };
}

/** The text with the lines of one key written anew, taken away or added; null where that cannot be done line by line. */
function spliced(
  text: string,
  { root, span, after }: { root: YAMLMap; span: Span | null; after: Pair | undefined },
): string | null {
  const old = span === null ? "" : text.slice(span.start, span.end);
  const made = after === undefined ? "" : pairText(after, old === "" ? text : old);
  if (made === null) return null;
  const lines = text.includes("\r\n") ? made.replace(/\r?\n/g, "\r\n") : made;
  if (span !== null) return text.slice(0, span.start) + lines + text.slice(span.end);
  if (after === undefined) return text;
  const index = root.items.indexOf(after);
  const previous = root.items[index - 1];
  const next = root.items[index + 1];
  const place =
    previous === undefined
      ? next === undefined
        ? text.length
        : linesOf(text, next)?.start
      : linesOf(text, previous)?.end;
  if (place === undefined) return null;
  const head = text.slice(0, place);
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  return head + (head === "" || head.endsWith("\n") ? "" : eol) + lines + text.slice(place);
}

function pairText(pair: Pair, like: string): string | null {
  const { key } = pair;
  const alone = new Document({});
  const map = new YAMLMap();
  map.items = [pair];
  alone.contents = map;
  const kept = isNode(key) ? { before: key.commentBefore, space: key.spaceBefore } : null;
  if (isNode(key)) {
    // The comment above the key is outside its lines and stays there.
    key.commentBefore = null;
    key.spaceBefore = false;
  }
  try {
    return alone.toString(styleOf(like));
  } catch {
    // An alias whose anchor stands under another key: the whole document can still be written.
    return null;
  } finally {
    if (isNode(key) && kept !== null) {
      key.commentBefore = kept.before ?? null;
      key.spaceBefore = kept.space ?? false;
    }
  }
}

function whole(document: Document, text: string): string | null {
  try {
    return document.toString(styleOf(text));
  } catch {
    return null;
  }
}

/** How the text is written: its longest line, the space in its brackets, the indent of its lists. */
function styleOf(text: string) {
  const longest = text.split("\n").reduce((most, line) => Math.max(most, line.trimEnd().length), 0);
  return {
    lineWidth: Math.min(120, Math.max(80, longest)),
    flowCollectionPadding: /[[{] \S/.test(text),
    indentSeq: !/^(\s*)[\w-]+:[ \t]*\r?\n\1- /m.test(text),
  };
}

/** What a document says, as JSON; null where its aliases cannot be followed. */
function meaning(document: Document): string | null {
  try {
    const all: unknown = document.toJS({ maxAliasCount });
    return JSON.stringify({ all });
  } catch {
    return null;
  }
}

/** Whether a text says exactly what the changed document does: nothing is handed back that says something else. */
function says(text: string, wanted: string | null): boolean {
  const opened = openContract(text, "contract.yaml");
  return wanted !== null && opened.ok && meaning(opened.value.document) === wanted;
}
