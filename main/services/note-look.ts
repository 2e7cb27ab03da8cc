import type { Output } from "../../shared/contract/api";
import { readVisit, writeVisit } from "../store/inbox-desk";
import type { Core } from "../views/core";
import { currentSettings } from "../views/settings";

/** After so long without a look the next one begins another visit, in milliseconds. */
const visitEndsAfter = 2 * 60 * 60_000;

/** Looks within so long of each other are one: a look is not worth a write each second. Milliseconds. */
const sameLook = 60_000;

/** The reviewer looks at the inbox. Out: when they last did before this visit. */
export function noteLook(core: Core): Output<"inbox.looked"> {
  const { reviewerName } = currentSettings(core);
  const now = core.platform.clock.now();
  const visit = readVisit(core.record, reviewerName);
  if (visit === null) {
    writeVisit(core.record, reviewerName, { lastAt: now.toISOString(), beforeAt: null });
    return { since: null };
  }
  const away = now.getTime() - Date.parse(visit.lastAt);
  const beforeAt = away >= visitEndsAfter ? visit.lastAt : visit.beforeAt;
  if (away >= sameLook) writeVisit(core.record, reviewerName, { lastAt: now.toISOString(), beforeAt });
  return { since: beforeAt };
}
