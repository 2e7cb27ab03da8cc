import type { Finding } from "../../../shared/model/finding";
import { baseName, type SimpleCommand } from "../command-line";
import { addressesOf } from "../contacted-hosts";
import { namedPackages, runsFromNetwork } from "../named-packages";
import { runCommands, shownCommand, type PlacedCommand } from "../run-commands";
import { sighting, type FindingRule } from "../rule";
import { standOf } from "../work-folder";

type Seen = readonly [Finding["severity"], string];

export const networkInstall: FindingRule = {
  id: "network-install",
  title: "Code installed or run from the network",
  rationale:
    "Code that comes from the network runs with the agent's rights before anyone has read it, and what it installs may be needed by the change without being declared.",
  looksAt: ["commands"],
  run(facts) {
    /** Files downloaded so far, by name: running one of them later is running what was downloaded. */
    const downloaded = new Set<string>();
    /** Packages installed so far: a second try at the same one is nothing new. */
    const installed = new Set<string>();
    return runCommands(facts).flatMap(({ ref, denied, detail, parts }) => {
      const told = new Set<string>();
      return parts.flatMap((part) => {
        const plainOf = (path: string): string => standOf(path, part.folder, facts).path;
        const seen = seenIn(part, detail.command, (path) => downloaded.has(plainOf(path)));
        if (!denied) for (const path of downloads(part)) downloaded.add(plainOf(path));
        if (seen === null || told.has(seen[1])) return [];
        told.add(seen[1]);
        const names = namedPackages(baseName(part.words[0] ?? ""), part.words.slice(1)).map(packageName);
        if (names.length > 0 && names.every((name) => installed.has(name))) return [];
        if (!denied) for (const name of names) installed.add(name);
        const where =
          part.where === "here" ? "" : part.where === "container" ? ", in a container" : ", on another machine";
        const what = `${shownCommand(part.text)}: ${seen[1]}${where}`;
        return [
          denied
            ? sighting("note", `${what}. A person refused it.`, { event: ref })
            : sighting(seen[0], `${what}.`, { event: ref }),
        ];
      });
    });
  },
};

const interpreters = new Set([
  "sh",
  "bash",
  "zsh",
  "dash",
  "ksh",
  "python",
  "python3",
  "node",
  "ruby",
  "perl",
  "php",
  "iex",
  "Invoke-Expression",
]);
const fetchers = new Set(["curl", "wget", "iwr", "irm", "Invoke-WebRequest", "Invoke-RestMethod", "fetch"]);
const downloadString = /\b(?:DownloadString|iwr|irm|Invoke-WebRequest|Invoke-RestMethod)\b/i;
const fetched = /^\s*(?:\$\(|`|<\()\s*(?:curl|wget)\b/;

function seenIn(part: PlacedCommand, line: string, isDownloaded: (path: string) => boolean): Seen | null {
  const [first = "", ...args] = part.words;
  const program = baseName(first);
  if (interpreters.has(program) && !args.some((arg) => /^-[em]$/.test(arg))) {
    const from = fetcherOf(part);
    if (from !== null && !args.some((arg) => /^-c$/.test(arg)))
      return ["serious", `runs what it downloads${hostOf(from)}`];
    if (args.some((arg) => fetched.test(arg))) return ["serious", "runs what it downloads"];
    const script = args.find((arg) => !arg.startsWith("-"));
    if (script !== undefined && /^https?:\/\//.test(script)) return ["serious", "runs what it downloads"];
    if (script !== undefined && isDownloaded(script)) return ["serious", "runs a file that was downloaded"];
  }
  if ((program === "eval" || program === "source" || program === ".") && args.some((arg) => fetched.test(arg)))
    return ["serious", "runs what it downloads"];
  if (/^(?:\.{0,2}\/|~\/)/.test(first) && isDownloaded(first)) return ["serious", "runs a file that was downloaded"];
  if (/^(?:iex|Invoke-Expression)$/i.test(program) && (fetcherOf(part) !== null || downloadString.test(line)))
    return ["serious", "runs what it downloads"];
  if (part.carries) return null;
  if (program === "deno" && args[0] === "run" && args.some((arg) => /^https?:\/\//.test(arg)))
    return ["serious", "runs what it downloads"];
  const run = runsFromNetwork(program, args);
  if (run !== null) return ["warning", `runs ${run} from the network`];
  const packages = namedPackages(program, args);
  if (packages.length === 0) return null;
  const list =
    packages.length <= 5
      ? packages.join(", ")
      : `${packages.slice(0, 5).join(", ")} and ${String(packages.length - 5)} more`;
  const unusual = packages.find((name) => /^(?:git\+|git:|github:|https?:|ssh:|file:\/\/)/.test(name));
  return [
    unusual === undefined ? "warning" : "serious",
    `installs ${list}${unusual === undefined ? "" : ", not from a registry"}`,
  ];
}

/** The command whose download reaches this one. */
function fetcherOf(part: PlacedCommand): SimpleCommand | null {
  // Through `tee`, `gunzip` or `sed` it is still what was downloaded.
  for (let before = part.source, turn = 0; before !== null && turn < 5; before = before.source, turn += 1) {
    const name = baseName(before.words[0] ?? "");
    if (fetchers.has(name)) return before;
    if (!["tee", "gunzip", "zcat", "sed", "tr", "cat", "tac", "base64"].includes(name)) return null;
  }
  return null;
}

function hostOf(fetcher: SimpleCommand): string {
  const host = addressesOf({ ...fetcher, folder: null })[0]?.host;
  return host === undefined ? "" : ` from ${host}`;
}

/** Without its version. */
function packageName(written: string): string {
  return written.replace(/(?<=.)(?:@|[=<>~!^]=?|\[).*$/, "").toLowerCase();
}

function downloads({ words, writes }: PlacedCommand): string[] {
  const program = baseName(words[0] ?? "");
  if (!fetchers.has(program)) return [];
  const out = [...writes];
  words.forEach((word, index) => {
    if (/^(?:-o|--output|--output-document|-OutFile)$/.test(word) || (program === "wget" && word === "-O"))
      out.push(words[index + 1] ?? "");
    else if (program === "curl" && /^-[a-zA-Z]*o$/.test(word)) out.push(words[index + 1] ?? "");
    else if (/^--output(?:-document)?=/.test(word)) out.push(word.slice(word.indexOf("=") + 1));
    const named = /^https?:\/\/[^?#]*\/([^/?#]+)/.exec(word)?.[1];
    if (named !== undefined && (program === "wget" || words.some((one) => /^(?:-[a-zA-Z]*O|--remote-name)$/.test(one))))
      out.push(named);
  });
  return out.filter((path) => path !== "" && path !== "-" && !path.startsWith("/dev/"));
}
