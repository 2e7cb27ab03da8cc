import { textMatcher } from "../glob-list";
import { sighting, type FindingRule } from "../rule";
import { runCommands, shownCommand } from "../run-commands";

/** Changing the folder or stopping does nothing by itself. */
const harmless = new Set(["cd", "pushd", "popd", "true", "exit", ":"]);

export const commandBreach: FindingRule = {
  id: "command-breach",
  title: "Command outside the allowlist",
  rationale:
    "The contract lists the commands the agent may run. Every part of a command line counts, so nothing rides along behind an allowed command.",
  looksAt: ["contract", "commands"],
  run(facts) {
    const { task } = facts;
    const commands = task.contract?.allow.commands;
    if (commands === undefined) return [];
    const allowed = textMatcher(commands);
    return runCommands(facts).flatMap(({ ref, parts, denied }) => {
      if (denied) return [];
      // What only carries other commands (`bash -c`) is judged by them: they stand among the parts.
      const outside = parts.find(
        (part) =>
          part.words.length > 0 &&
          !harmless.has(part.words[0] ?? "") &&
          !allowed(part.words.join(" ")) &&
          !allowed(part.text) &&
          !part.carries,
      );
      if (outside === undefined) return [];
      return [
        sighting(
          "serious",
          `${shownCommand(outside.text)} is outside the contract's commands: ${commands.join(", ") || "none"}.`,
          { event: ref },
        ),
      ];
    });
  },
};
