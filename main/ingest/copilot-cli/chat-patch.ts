import { isObject } from "../json-fields";
import type { JsonObject } from "../json-fields";

const maxIndex = 100_000;
const refused = new Set(["__proto__", "constructor", "prototype"]);

/** A change of the chat's document: `kind` 1 sets, 2 adds to a list after cutting it at `i`, 3 takes away. */
export interface ChatPatch {
  readonly kind: 1 | 2 | 3;
  readonly path: readonly (string | number)[];
  readonly value: unknown;
  readonly at: number | null;
}

/** A record of a patch log, or null where it is none. Kind 0 is the whole document and not read here. */
export function chatPatch(record: JsonObject): ChatPatch | null {
  const { kind, k } = record;
  if (kind !== 1 && kind !== 2 && kind !== 3) return null;
  if (!Array.isArray(k) || k.length === 0 || k.length > 50) return null;
  const path: (string | number)[] = [];
  for (const step of k as readonly unknown[]) {
    if (typeof step === "string" && !refused.has(step)) path.push(step);
    else if (typeof step === "number" && Number.isInteger(step) && step >= 0 && step < maxIndex) path.push(step);
    else return null;
  }
  const at = typeof record.i === "number" && Number.isInteger(record.i) && record.i >= 0 ? record.i : null;
  return { kind, path, value: record.v, at };
}

/** The value with the change made at `path`, counted from step `from`. Containers on the way are copied, others are shared. */
export function patched(value: unknown, patch: ChatPatch, from: number): unknown {
  const step = patch.path[from];
  if (step === undefined) return replaced(value, patch);
  if (typeof step === "number") {
    const list: unknown[] = Array.isArray(value) ? [...(value as readonly unknown[])] : [];
    if (step > list.length) return list;
    if (patch.kind === 3 && from === patch.path.length - 1) list.splice(step, 1);
    else list[step] = patched(list[step], patch, from + 1);
    return list;
  }
  const entries = Object.entries(isObject(value) ? value : {}).filter(([name]) => !refused.has(name));
  const object = new Map<string, unknown>(entries);
  if (patch.kind === 3 && from === patch.path.length - 1) object.delete(step);
  else object.set(step, patched(object.get(step), patch, from + 1));
  return Object.fromEntries(object);
}

function replaced(value: unknown, patch: ChatPatch): unknown {
  if (patch.kind === 1) return patch.value;
  const list: readonly unknown[] = Array.isArray(value) ? (value as readonly unknown[]) : [];
  const kept = patch.at === null ? list : list.slice(0, patch.at);
  return Array.isArray(patch.value) ? [...kept, ...(patch.value as readonly unknown[])] : kept;
}
