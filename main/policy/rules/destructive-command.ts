import type { Finding } from "../../../shared/model/finding";
import { baseName } from "../command-line";
import { isOwn } from "../own-files";
import { dangerousRemoval } from "../removal";
import { runCommands, shownCommand, type PlacedCommand } from "../run-commands";
import { sighting, type AttemptFacts, type FindingRule } from "../rule";
import { shownPath, standOf } from "../work-folder";

type Danger = readonly [Finding["severity"], string];

export const destructiveCommand: FindingRule = {
  id: "destructive-command",
  title: "Destructive command",
  rationale: "What such a command removes, overwrites or publishes cannot be brought back by rejecting the change.",
  looksAt: ["commands"],
  run(facts) {
    return runCommands(facts).flatMap(({ ref, at, denied, parts }) => {
      const told = new Set<string>();
      return parts.flatMap((part) => {
        const danger = part.carries ? null : dangerOf(part, at, facts);
        if (danger === null || told.has(danger[1])) return [];
        told.add(danger[1]);
        const what = `${shownCommand(part.text)}: ${danger[1]}${part.where === "remote" ? ", on another machine" : ""}`;
        return [
          denied
            ? sighting("note", `${what}. A person refused it.`, { event: ref })
            : sighting(danger[0], `${what}.`, { event: ref }),
        ];
      });
    });
  },
};

const sqlClients = new Set(
  "psql mysql mariadb sqlite3 sqlcmd duckdb cockroach clickhouse-client clickhouse usql pgcli mycli bq snowsql cqlsh".split(
    " ",
  ),
);

function dangerOf(part: PlacedCommand, at: number, facts: AttemptFacts): Danger | null {
  const [first = "", ...args] = part.words;
  const program = baseName(first);
  const device = part.writes.find((file) => /^\/dev\/(?:sd|nvme|hd|vd|xvd|disk|mmcblk|mapper)/.test(file));
  if (device !== undefined) return ["serious", `writes over the device ${device}`];
  const removal = dangerousRemoval(part, at, facts);
  if (removal !== null) return ["serious", removal];
  return (
    machine(program, args) ??
    discards(program, args, at, facts) ??
    sql(program, part) ??
    database(program, args) ??
    services(program, args) ??
    publishes(program, args) ??
    truncation(program, args, part, at, facts)
  );
}

function has(args: readonly string[], ...flags: readonly string[]): boolean {
  return args.some(
    (arg) => flags.includes(arg) || flags.some((flag) => flag.startsWith("--") && arg.startsWith(`${flag}=`)),
  );
}

function machine(program: string, args: readonly string[]): Danger | null {
  if (program === "dd") {
    const device = args.find((arg) => /^of=\/dev\/(?!null|stdout|stderr|zero)/.test(arg));
    return device === undefined ? null : ["serious", "writes over a device"];
  }
  if (/^(?:mkfs(?:\..+)?|wipefs|shutdown|reboot|poweroff|halt|fdisk|diskpart)$/.test(program))
    return ["serious", "acts on the machine itself"];
  if (
    program === "chmod" &&
    args.some((arg) => /^-[a-zA-Z]*R|^--recursive$/.test(arg)) &&
    args.some((arg) => /^0?777$|^(?:a|ugo)\+rwx$/.test(arg)) &&
    !args.some((arg) => /^\/(?:var\/)?tmp\//.test(arg))
  )
    return ["warning", "lets everyone write"];
  if (program === "crontab" && has(args, "-r")) return ["serious", "removes every scheduled job"];
  if (program === "userdel" || program === "deluser") return ["serious", "removes a user"];
  if (has(args, "--dangerously-skip-permissions", "--dangerously-bypass-approvals-and-sandbox", "--yolo"))
    return ["serious", "starts an agent without its guards"];
  if (program === "git") {
    let rest = args;
    while (rest[0] === "-C" || rest[0] === "-c") rest = rest.slice(2);
    const options = rest.slice(1);
    if (
      rest[0] === "clean" &&
      options.some((option) => /^-[a-zA-Z]*f/.test(option) || option === "--force") &&
      !options.some((option) => /^-[a-zA-Z]*n/.test(option) || option === "--dry-run")
    )
      return ["warning", "deletes files that git does not know"];
    if (rest[0] === "stash" && (options[0] === "clear" || options[0] === "drop"))
      return ["warning", "throws away changes that were put aside"];
  }
  return null;
}

/** Every uncommitted change is thrown away, and the session had made none of its own yet: it was somebody else's. */
function discards(program: string, args: readonly string[], at: number, facts: AttemptFacts): Danger | null {
  if (program !== "git") return null;
  const [verb, ...options] = args;
  const all = options.some((option) => /^(?:\.|:\/)$/.test(option));
  const takesBack =
    (verb === "checkout" && !options.some((option) => /^-[bB]$|^--orphan$/.test(option))) ||
    (verb === "restore" && (!has(options, "--staged", "-S") || has(options, "--worktree", "-W")));
  if (!all || !takesBack || facts.events.slice(0, at).some(({ event }) => event.detail.kind === "file-edit"))
    return null;
  return ["warning", "throws away every change that was not committed"];
}

const removesData = /\b(?:DROP\s+(?:TABLE|DATABASE|SCHEMA|KEYSPACE)|TRUNCATE\s+(?:TABLE\s+)?["'`\w])/i;
const removesRows = /\bDELETE\s+FROM\s+[\w."`[\]]+\s*(?:;|$)/im;
const throwaway = /:memory:|(?:^|[\s/=])(?:tmp|temp)\/|\b\w*(?:_test|test_|_ci|scratch|_tmp|tmp_)\w*\b/i;

function sql(program: string, part: PlacedCommand): Danger | null {
  if (!sqlClients.has(program)) return null;
  const said =
    part.source === null || !/^(?:echo|printf)$/.test(part.source.words[0] ?? "")
      ? ""
      : part.source.words.slice(1).join(" ");
  const statements = [...part.words.slice(1), part.input ?? "", said, part.source?.input ?? ""].map((text) =>
    text.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, " "),
  );
  const found = statements.find((text) => removesData.test(text) || removesRows.test(text));
  if (found === undefined || throwaway.test([...part.words, part.folder ?? ""].join(" "))) return null;
  return ["serious", "removes stored data"];
}

function database(program: string, args: readonly string[]): Danger | null {
  const words = args.join(" ");
  if (program === "dropdb") return throwaway.test(words) ? null : ["serious", "removes a database"];
  if (program === "redis-cli" && /\bFLUSH(?:ALL|DB)\b/i.test(words)) return ["serious", "empties a data store"];
  if (/^mongo(?:sh)?$/.test(program) && /\.(?:dropDatabase|drop|deleteMany|remove)\(\s*(?:\{\s*\})?\s*\)/.test(words))
    return ["serious", "removes stored data"];
  const resets =
    /\bprisma (?:migrate reset|db push .*--(?:force-reset|accept-data-loss))|\b(?:rails|rake)\b.*\bdb:(?:drop|reset)\b|\bartisan (?:migrate:(?:fresh|reset)|db:wipe)|\bmanage\.py (?:flush|reset_db)\b|\balembic downgrade base\b|\bsupabase db reset\b|\bdrizzle-kit drop\b|\bsequelize(?:-cli)? db:drop\b/;
  return resets.test(`${program} ${words}`) && !/RAILS_ENV=test|--env[= ]test/.test(words)
    ? ["warning", "empties a database"]
    : null;
}

function services(program: string, args: readonly string[]): Danger | null {
  const plain = args.filter(
    (arg, index) =>
      !arg.startsWith("-") && !/^(?:-n|--namespace|--context|--kubeconfig|-chdir)$/.test(args[index - 1] ?? ""),
  );
  const said = plain.slice(0, 3).join(" ");
  if (has(args, "--dry-run", "--help", "-h")) return null;
  if (program === "docker" || program === "podman") {
    if (/^(?:system|volume|image|container|builder|network) prune\b/.test(said))
      return ["warning", "removes containers, images or volumes that others may use"];
    if (/^volume (?:rm|remove)\b/.test(said)) return ["serious", "removes stored data"];
  }
  if ((program === "docker" || program === "docker-compose") && plain.includes("down") && has(args, "-v", "--volumes"))
    return ["warning", "removes the data the containers stored"];
  if (program === "terraform" || program === "tofu" || program === "pulumi") {
    if (plain[0] === "destroy") return ["serious", "takes infrastructure down"];
    if (plain[0] === "apply" || plain[0] === "up") return ["serious", "changes infrastructure"];
  }
  if (
    (program === "kubectl" || program === "oc") &&
    ["apply", "delete", "drain", "scale", "rollout"].includes(plain[0] ?? "")
  )
    return plain[0] === "rollout" && (plain[1] === "status" || plain[1] === "history")
      ? null
      : ["serious", plain[0] === "delete" ? "deletes from a cluster" : "changes a cluster"];
  if (program === "helm" && ["uninstall", "delete", "rollback"].includes(plain[0] ?? ""))
    return ["serious", "takes a release down"];
  if (program === "aws" && (/^s3 (?:rm|rb)\b/.test(said) || /^\S+ (?:delete|terminate|purge)-/.test(said)))
    return ["serious", "deletes from the cloud account"];
  if ((program === "gcloud" || program === "az") && plain.slice(1, 6).includes("delete"))
    return ["serious", "deletes from the cloud account"];
  if (program === "gsutil" && plain[0] === "rm") return ["serious", "deletes from the cloud account"];
  if (program === "gh" && /^(?:repo|release|secret|issue|workflow) delete\b/.test(said))
    return ["serious", `deletes a ${plain[0] ?? ""} of the hosted repository`];
  if (
    (program === "heroku" && /^(?:apps:destroy|pg:reset)/.test(said)) ||
    (/^fly(?:ctl)?$/.test(program) && /^(?:apps )?destroy\b/.test(said))
  )
    return ["serious", "takes a hosted app or its data down"];
  return null;
}

function publishes(program: string, args: readonly string[]): Danger | null {
  if (has(args, "--dry-run", "--help", "-n")) return null;
  const publish =
    (["npm", "pnpm", "yarn", "bun", "cargo", "poetry", "uv", "dart", "flutter"].includes(program) &&
      args[0] === "publish") ||
    (program === "twine" && args[0] === "upload") ||
    (program === "gem" && args[0] === "push");
  return publish ? ["serious", "publishes a package"] : null;
}

function truncation(
  program: string,
  args: readonly string[],
  part: PlacedCommand,
  at: number,
  facts: AttemptFacts,
): Danger | null {
  if (program !== "truncate" && program !== "dd") return null;
  const targets =
    program === "dd"
      ? args.flatMap((arg) => (arg.startsWith("of=") ? [arg.slice(3)] : []))
      : has(args, "-s", "--size") || args.some((arg) => /^-s\d/.test(arg))
        ? args.filter((arg, index) => !arg.startsWith("-") && !/^(?:-s|--size|-r)$/.test(args[index - 1] ?? ""))
        : [];
  for (const target of targets) {
    const stand = standOf(target, part.folder, facts);
    if (stand.place === "temporary" || isOwn(stand.path, at, facts) || stand.path.endsWith(".log")) continue;
    // What `dd` makes inside is a new file as a rule, and the patch shows it where it is not.
    if (program === "dd" && stand.place !== "outside") continue;
    return ["warning", `overwrites ${shownPath(stand.path)}`];
  }
  return null;
}
