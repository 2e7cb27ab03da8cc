import { counted } from "../../../shared/review/counted";
import { sighting, type FindingRule } from "../rule";

/** So much of the patch must be explained by recorded edits before a hunk without one is worth a word. */
const explained = 0.75;

/** Files that tools keep and nobody writes by hand: other rules speak of them. */
const kept =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|Cargo\.lock|go\.sum|poetry\.lock|uv\.lock|Pipfile\.lock|Gemfile\.lock|composer\.lock)$|\.snap$/;

export const unexplainedHunk: FindingRule = {
  id: "unexplained-hunk",
  title: "Unexplained hunk",
  rationale:
    "The session records what the agent edited and ran. A change that nothing in the record can have made came from elsewhere: a person, another agent, or a step that was not recorded.",
  looksAt: ["edits", "commands", "added-lines", "removed-lines"],
  run({ provenance }) {
    if (provenance === null || provenance.edits === 0) return [];
    const { figures, edits } = provenance;
    const unexplained = provenance.unexplained.filter(({ path }) => !kept.test(path));
    const without = unexplained.reduce((sum, { added, removed }) => sum + added + removed, 0);
    const rest = figures.lines - without;
    // Where the record has other holes too, one more says nothing.
    if (rest === 0 || (figures.exact + figures.patch) / rest < explained) return [];
    return unexplained.map(({ path, side, from, to, added, removed }) => {
      const what = [
        ...(added > 0 ? [counted(added, "added line")] : []),
        ...(removed > 0 ? [counted(removed, "removed line")] : []),
      ].join(" and ");
      const where = from === to ? `line ${String(from)}` : `lines ${String(from)} to ${String(to)}`;
      return sighting(
        "warning",
        `${path}, ${where}: none of the ${counted(edits, "recorded edit")} and no command explains ${what}.`,
        { path, line: from, side },
      );
    });
  },
};
