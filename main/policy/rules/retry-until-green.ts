import { baseName } from "../command-line";
import { pathsWritten } from "../files-written";
import { runCommands, shownCommand, type RunCommand } from "../run-commands";
import { sighting, type FindingRule } from "../rule";

/** They look and wait; between two runs of a check they change nothing. */
const looking = new Set(
  "cat ls head tail less more grep egrep rg find wc sort uniq echo printf pwd sleep date ps which type stat file jq diff test [ true tree du df env whoami uname".split(
    " ",
  ),
);
const gitLooking = new Set(["status", "diff", "log", "show", "blame", "branch", "rev-parse", "ls-files"]);
const leastFailures = 2;

export const retryUntilGreen: FindingRule = {
  id: "retry-until-green",
  title: "Run again until it passed",
  rationale:
    "A check that fails, fails and then passes with nothing changed in between is flaky: its pass shows little.",
  looksAt: ["checks", "edits", "commands"],
  run(facts) {
    const commands = new Map(runCommands(facts).map((run) => [run.at, run]));
    const results = new Map(facts.checks.map(({ at, result }) => [at, result]));
    /** Failures in a row of each check, with nothing changed since the first of them. */
    const failures = new Map<string, number>();
    return facts.events.flatMap(({ event }, at) => {
      const { detail } = event;
      if (detail.kind === "file-edit") {
        if (detail.outcome !== "denied") failures.clear();
        return [];
      }
      // A tool that no one knows may have changed anything; those that only read or talk have not.
      if (detail.kind === "tool-call" && !/read|view|grep|glob|search|list|fetch|todo|think|ls|find/i.test(detail.tool))
        failures.clear();
      const run = commands.get(at);
      if (run === undefined || run.denied) return [];
      const result = results.get(at);
      if (result === undefined) {
        if (!onlyLooks(run)) failures.clear();
        return [];
      }
      if (
        run.parts.some((part) =>
          pathsWritten(part).some((path) => !/^\/dev\/|^(?:\/private)?\/tmp\/|\.(?:log|txt|out)$/.test(path)),
        )
      )
        failures.clear();
      // A formatter or an update of snapshots is an edit of its own, and a build makes anew what tests run.
      const changing = /--fix\b|--write\b|--update|\s-u\b|:fix\b|\bfmt\b|\bformat\b/.test(run.detail.command);
      if (changing || (detail.kind === "check" && detail.checkType === "build" && result === "passed"))
        failures.clear();
      const key = checkKey(run);
      const failed = failures.get(key) ?? 0;
      if (result === "failed") failures.set(key, failed + 1);
      else if (result === "passed") {
        failures.delete(key);
        if (failed >= leastFailures)
          return [
            sighting(
              "warning",
              `${shownCommand(run.detail.command)} failed ${String(failed)} times and then passed, with nothing changed in between.`,
              {
                event: run.ref,
              },
            ),
          ];
      }
      return [];
    });
  },
};

function onlyLooks({ parts }: RunCommand): boolean {
  return parts.every((part) => {
    const program = baseName(part.words[0] ?? "");
    if (pathsWritten(part).some((path) => !path.startsWith("/dev/"))) return false;
    if (program === "git") return gitLooking.has(part.words[1] ?? "");
    return (
      part.carries ||
      program === "cd" ||
      looking.has(program) ||
      (program === "sed" && !part.words.some((word) => /^-[a-zA-Z]*i/.test(word)))
    );
  });
}

/** The check itself, whatever its output is piped into. */
function checkKey({ parts, detail }: RunCommand): string {
  const own = parts.filter(
    (part) => !part.piped && !part.carries && !/^(?:cd|echo|sleep|export|set|true)$/.test(part.words[0] ?? ""),
  );
  return own.length === 0
    ? detail.command
    : JSON.stringify(own.map((part) => [part.folder, ...part.settings, ...part.words]));
}
