import { randomUUID } from "node:crypto";
import type { Input, Output } from "../../shared/contract/api";
import { err, ok, type Result } from "../../shared/result";
import { readFilters, writeFilters } from "../store/inbox-desk";
import type { Core } from "../views/core";

/** So many filters can be kept: more would be no shortcut. */
const mostFilters = 100;

type Kept = Result<Output<"filters.list">>;

function keep(core: Core, filters: Output<"filters.list">["filters"]): Kept {
  writeFilters(core.record, filters);
  core.publish("changed", { scopes: ["settings"] });
  return ok({ filters });
}

/** Keeps a filter under a name, changes one that is kept, or moves it. Err: the name is taken, or the one to change is gone. */
export function saveFilter(core: Core, { id, name, query, position }: Input<"filters.save">): Kept {
  const filters = readFilters(core.record);
  const plainName = name.trim();
  const plainQuery = query.trim();
  if (plainName === "" || plainQuery === "")
    return err({ code: "filter-empty", message: "A kept filter needs a name and a filter.", remedy: "Type both." });
  const same = filters.find((one) => one.name.toLowerCase() === plainName.toLowerCase() && one.id !== id);
  if (same !== undefined)
    return err({
      code: "name-taken",
      message: `There is a filter named ${same.name} already.`,
      remedy: "Give another name, or change that one.",
    });
  const at = filters.findIndex((one) => one.id === id);
  if (id !== null && at === -1) return gone();
  if (id === null && filters.length >= mostFilters)
    return err({
      code: "too-many-filters",
      message: `${String(mostFilters)} filters are kept already.`,
      remedy: "Delete one first.",
    });
  const kept = { id: id ?? randomUUID(), name: plainName, query: plainQuery };
  const others = filters.filter((one) => one.id !== kept.id);
  const place = Math.min(position ?? (at === -1 ? others.length : at), others.length);
  return keep(core, others.toSpliced(place, 0, kept));
}

/** Forgets a kept filter. */
export function deleteFilter(core: Core, id: string): Kept {
  const filters = readFilters(core.record);
  const rest = filters.filter((one) => one.id !== id);
  return rest.length === filters.length ? gone() : keep(core, rest);
}

function gone(): Kept {
  return err({ code: "not-found", message: "That filter is not kept any more.", remedy: "Keep it anew." });
}
