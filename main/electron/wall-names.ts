import { procedures } from "../../shared/contract/api";
import { topics } from "../../shared/contract/topics";
import type { NameLists } from "./name-lists";

/**
 * What the page may name. Its bundle holds the two lists alone: scripts/bundle-main.mjs works this file out, because making every
 * schema of the contract would keep the window waiting for a tenth of a second.
 */
export const wallNames: NameLists = { procedures: Object.keys(procedures), topics: Object.keys(topics) };
