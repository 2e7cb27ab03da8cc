import { pullFactsSchema, type PullFacts } from "../github/pull-facts";
import type { KnownPull } from "../store/github-pulls";
import type { Core } from "./core";

/** The facts that are archived of a pull request; null where there are none, or other code wrote them. */
export function factsOf(core: Core, pull: Pick<KnownPull, "facts"> | null): PullFacts | null {
  const bytes = pull?.facts === null || pull === null ? null : core.archive.get(pull.facts);
  if (bytes?.ok !== true) return null;
  try {
    const parsed = pullFactsSchema.safeParse(JSON.parse(bytes.value.toString("utf8")));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
