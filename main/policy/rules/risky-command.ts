import type { SimpleCommand } from "../command-line";
import { baseName, simpleCommands } from "../command-line";
import { sighting, type FindingRule } from "../rule";
import { runCommands, shownCommand } from "../run-commands";

type Danger = readonly ["serious" | "warning", string];

const interpreters = new Set(["sh", "bash", "zsh", "dash", "python", "python3", "node", "ruby", "perl"]);
const sqlClients = new Set([
  "psql",
  "mysql",
  "mariadb",
  "sqlite3",
  "sqlcmd",
  "duckdb",
  "cockroach",
  "clickhouse-client",
]);

export const riskyCommand: FindingRule = {
  id: "risky-command",
  title: "Risky command",
  rationale: "Some commands destroy work, run code nobody read, or reach systems that others use.",
  looksAt: ["commands"],
  run(facts) {
    return runCommands(facts).flatMap(({ ref, detail, denied }) => {
      const parts = simpleCommands(detail.command);
      return parts.flatMap((part, index) => {
        const danger = dangerOf(part, parts[index - 1], detail.cwd);
        if (danger === null) return [];
        const what = `${shownCommand(part.text)}: ${danger[1]}`;
        return [
          denied
            ? sighting("note", `${what}. A person refused it.`, { event: ref })
            : sighting(danger[0], `${what}.`, { event: ref }),
        ];
      });
    });
  },
};

function dangerOf(part: SimpleCommand, before: SimpleCommand | undefined, cwd: string | null): Danger | null {
  const [first = "", ...args] = part.words;
  const program = baseName(first);
  const has = (...flags: string[]): boolean =>
    args.some(
      (arg) => flags.includes(arg) || flags.some((flag) => flag.startsWith("--") && arg.startsWith(`${flag}=`)),
    );
  if (program === "rm") return removal(args, cwd);
  if (program === "git") return git(args);
  if (
    part.piped &&
    interpreters.has(program) &&
    before !== undefined &&
    ["curl", "wget"].includes(baseName(before.words[0] ?? "")) &&
    !args.some((arg) => /^-[cem]$/.test(arg))
  ) {
    return ["serious", "runs what it downloads"];
  }
  if (program === "chmod" && args.some((arg) => /^0?777$|^(?:a|ugo)\+rwx$/.test(arg)))
    return ["warning", "lets everyone write"];
  if (
    sqlClients.has(program) &&
    args.some((arg) => /\b(?:DROP\s+(?:TABLE|DATABASE|SCHEMA)|TRUNCATE\s+(?:TABLE\s+)?\w)/i.test(arg))
  )
    return ["serious", "removes stored data"];
  if (program === "dd" && args.some((arg) => /^of=\/dev\/(?!null)/.test(arg)))
    return ["serious", "writes over a device"];
  if (program.startsWith("mkfs") || program === "shutdown" || program === "reboot")
    return ["serious", "acts on the machine itself"];
  if (["npm", "pnpm", "yarn", "cargo"].includes(program) && args[0] === "publish" && !has("--dry-run"))
    return ["serious", "publishes a package"];
  if (program === "twine" && args[0] === "upload") return ["serious", "publishes a package"];
  if (program === "terraform" && (args.includes("destroy") || args.includes("apply")))
    return ["serious", "changes infrastructure"];
  if (
    program === "kubectl" &&
    ["apply", "delete", "drain", "scale", "rollout"].includes(args.find((arg) => !arg.startsWith("-")) ?? "") &&
    !has("--dry-run")
  )
    return ["serious", "changes a cluster"];
  if (has("--dangerously-skip-permissions", "--dangerously-bypass-approvals-and-sandbox"))
    return ["serious", "starts an agent without its guards"];
  return null;
}

function removal(args: readonly string[], cwd: string | null): Danger | null {
  const flags = args.filter((arg) => arg.startsWith("-")).join("");
  if (!/r|R|recursive/.test(flags) || !/f|force/.test(flags)) return null;
  const targets = args.filter((arg) => !arg.startsWith("-"));
  const outside = targets.find((target) => {
    if (/^(?:~|\$HOME|\$\{HOME\})(?:\/|$)/.test(target) || target === "/*" || /^(?:\.\.\/?)+(?:\*|$)/.test(target))
      return true;
    if (target.startsWith("../")) return true;
    if (!target.startsWith("/")) return false;
    if (/^\/(?:tmp|var\/tmp|private\/tmp)\/./.test(target)) return false;
    return cwd === null ? /^\/(?:\*|\w+\/?\*?)?$/.test(target) : !target.startsWith(`${cwd.replace(/\/$/, "")}/`);
  });
  return outside === undefined ? null : ["serious", `removes ${outside}, outside the working folder`];
}

function git(args: readonly string[]): Danger | null {
  let rest = [...args];
  while (rest[0] === "-C" || rest[0] === "-c") rest = rest.slice(2);
  const [verb = "", ...options] = rest;
  const has = (...flags: string[]): boolean =>
    options.some(
      (option) =>
        flags.includes(option) || flags.some((flag) => flag.startsWith("--") && option.startsWith(`${flag}=`)),
    );
  if (verb === "push") {
    if (has("--force", "-f", "--mirror") || options.some((option) => /^\+\S/.test(option)))
      return ["serious", "overwrites history that others have"];
    if (has("--force-with-lease")) return ["warning", "overwrites published history"];
    if (has("--delete", "-d") || options.some((option) => /^:\S/.test(option)))
      return ["warning", "deletes a published branch"];
    if (has("--no-verify")) return ["warning", "goes around the hooks"];
  }
  if (verb === "reset" && has("--hard")) return ["warning", "throws away changes that were not committed"];
  if (
    verb === "clean" &&
    options.some((option) => /^-[a-z]*f/.test(option) || option === "--force") &&
    !options.some((option) => /^-[a-z]*n/.test(option) || option === "--dry-run")
  )
    return ["warning", "deletes files that git does not know"];
  if (verb === "commit" && options.some((option) => option === "--no-verify" || /^-[a-z]*n[a-z]*$/.test(option)))
    return ["warning", "goes around the hooks"];
  if (verb === "filter-branch" || verb === "filter-repo") return ["serious", "rewrites history"];
  if (verb === "config" && has("core.hooksPath")) return ["warning", "changes which hooks run"];
  return null;
}
