import type { SavedFilter } from "../../shared/contract/inbox";
import { readFilters } from "../store/inbox-desk";
import type { Core } from "./core";

/** The filters that were kept under a name, in the reviewer's order. */
export function savedFilters(core: Core): SavedFilter[] {
  return readFilters(core.record);
}
