import type { EventRef } from "../../shared/model/evidence";
import { atOnce } from "../../shared/steps";
import { baseName } from "./command-line";
import { eventsAtOnce, runCommands, shownCommand, type PlacedCommand } from "./run-commands";
import type { AttemptFacts } from "./rule";
import { inputTexts } from "./tool-input";

/** A host that a command or a tool contacted. */
export interface Contact {
  readonly host: string;
  /** The address as written, where one was. */
  readonly address: string;
  readonly ref: EventRef;
  readonly at: number;
  /** What contacted it, as a message shows it. */
  readonly by: string;
}

const loopback = /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[?::1\]?|\[?::\]?)$/;
const url =
  /\b(?:https?|wss?|ftps?|sftp|ssh|git|rsync|ldap):\/\/(?:[^\s/"'@]*@)?(\[[0-9a-f:]+\]|[A-Za-z0-9.-]+)(?![A-Za-z0-9.$-])/gi;
const remotePath = /^(?:[\w.-]+@)?([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+):/;
const bareHost = /^(?:[\w.-]+@)?(localhost|(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}|\d{1,3}(?:\.\d{1,3}){3})(?=[:/]|$)/;
/** Their words are text, whatever address stands in it. */
const textPrograms = new Set(
  "echo printf grep egrep fgrep rg ag ack sed awk gawk jq yq test [ [[ export cat tee ls find wc sort uniq cut tr head tail diff alias unset read true false : gh glab code open sleep mkdir touch rm cp mv Write-Output Write-Host Select-String".split(
    " ",
  ),
);
/** Their first plain word is an address, with or without a scheme. */
const clients = new Set(
  "curl wget http https xh ping ping6 traceroute dig nslookup host whois telnet nc ncat netcat ssh mosh ftp".split(" "),
);
const valued = new Set(
  "-H --header -d --data --data-raw --data-binary --data-urlencode --data-ascii --json -A --user-agent -e --referer -F --form -b --cookie -c --cookie-jar -w --write-out -o --output -u --user -X --request -T --upload-file -m --max-time --connect-timeout --retry --post-data --post-file --body-data -p -i -l -O -K --config --cacert --cert --key -q --timeout --tries -t -W -P --output-document".split(
    " ",
  ),
);
/** These take nothing with curl, though they do with others. */
const curlFlags = new Set(["-O", "-i", "-l", "-p", "-q"]);
const gitContacts = new Set(["clone", "fetch", "pull", "push", "ls-remote", "submodule"]);
const fetchTool = /fetch|browse|navigate|http|web|open_?url|curl/i;
const wordsTool = /^web_?fetch$|^fetch|_fetch$/i;
const addressField = /^(?:url|urls|uri|href|link|address)$/i;
const known = new WeakMap<AttemptFacts["events"], readonly Contact[]>();

/** True for names of the machine itself. */
export function isLoopback(host: string): boolean {
  return loopback.test(host);
}

/**
 * Every contact with another host that the events name, in order: addresses in commands that use them and in the input of tools that
 * fetch. Refused ones are left out; so is the machine itself. Registries that an install reaches without naming them are not seen.
 */
export function contacts(facts: Pick<AttemptFacts, "events" | "sessions">): readonly Contact[] {
  return known.get(facts.events) ?? atOnce(contactSteps(facts));
}

/** Gathers the contacts in steps of a few milliseconds: from then on `contacts` knows them. */
export function* contactSteps(facts: Pick<AttemptFacts, "events" | "sessions">): Generator<void, readonly Contact[]> {
  const out: Contact[] = [];
  for (const [index, { ref, at, denied, parts }] of runCommands(facts).entries()) {
    if (index % eventsAtOnce === eventsAtOnce - 1) yield;
    if (denied) continue;
    for (const part of parts)
      for (const address of addressesOf(part))
        if (!isLoopback(address.host)) out.push({ ...address, ref, at, by: shownCommand(part.text) });
  }
  facts.events.forEach(({ sessionId, event }, at) => {
    const { detail } = event;
    if (detail.kind !== "tool-call" || detail.outcome === "denied" || !fetchTool.test(detail.tool)) return;
    const ref = { sessionId, seq: event.seq };
    const named = inputTexts(detail.input, addressField);
    // Some tools take the address within a sentence: "Read https://…".
    const texts =
      named.length > 0 || !wordsTool.test(detail.tool) ? named : inputTexts(detail.input, /^(?:prompt|query|text)$/);
    for (const text of named.length === 0 && !detail.input.startsWith("{") ? [detail.input.slice(0, 5_000)] : texts)
      for (const address of urlsIn(text))
        if (!isLoopback(address.host)) out.push({ ...address, ref, at, by: detail.tool });
  });
  out.sort((a, b) => a.at - b.at);
  known.set(facts.events, out);
  return out;
}

type Address = Pick<Contact, "host" | "address">;

/** The hosts a command contacts, the machine itself among them. */
export function addressesOf(part: PlacedCommand): Address[] {
  const program = baseName(part.words[0] ?? "");
  const words = part.words.slice(1);
  const sockets = [...part.writes, ...part.reads].flatMap((file) => {
    const host = /^\/dev\/(?:tcp|udp)\/([^/]+)\//.exec(file)?.[1];
    return host === undefined ? [] : [{ host: plain(host), address: file }];
  });
  if ((part.carries && program !== "ssh") || textPrograms.has(program)) return sockets;
  const script = scriptText(program, part);
  if (script !== null) return [...sockets, ...(reachesOut(script) ? urlsIn(script) : [])];
  if (program === "git") return [...sockets, ...gitAddresses(words)];
  const out: Address[] = sockets;
  let client = clients.has(program);
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? "";
    if (clients.has(program) && valued.has(word) && !(program === "curl" && curlFlags.has(word))) {
      index += 1;
      continue;
    }
    // A word with blanks in it is prose or data, unless they stand in a command whose output it takes.
    if (/\s/.test(word.replace(/\$\([^()]*\)|`[^`]*`/g, ""))) continue;
    const named = urlsIn(/^(?:-[\w-]+=|git\+)?[a-z0-9+]+:\/\//i.test(word) ? word : "");
    out.push(...named);
    if (named.length > 0) client = false;
    else if (/^(?:scp|rsync|sftp)$/.test(program)) out.push(...hostBy(remotePath, word));
    else if (client && !word.startsWith("-") && bareHost.test(word)) {
      out.push(...hostBy(bareHost, word));
      client = false;
    }
  }
  for (const setting of part.settings)
    if (/^[A-Z_]*(?:INDEX_URL|REGISTRY|PROXY)[A-Z_]*=/i.test(setting)) out.push(...urlsIn(setting));
  return out;
}

function gitAddresses(words: readonly string[]): Address[] {
  let rest = words;
  while (rest[0] === "-C" || rest[0] === "-c") rest = rest.slice(2);
  if (!gitContacts.has(rest[0] ?? "")) return [];
  return rest.slice(1).flatMap((word) => {
    const named = urlsIn(word);
    return named.length > 0 || word.startsWith("-") ? named : hostBy(remotePath, word);
  });
}

/** A program text given on the command line or as its input: `python -c`, `node -e`, a here-document. */
export function scriptText(program: string, { words, input }: PlacedCommand): string | null {
  const at = words.findIndex((word) => /^(?:python[\d.]*|node|ruby|perl|php|deno|bun)$/.test(baseName(word)));
  if (at === -1 || at > 3 || (at > 0 && !/^(?:uv|poetry|pipenv|npx|rye|hatch|bunx|pdm)$/.test(program))) return null;
  const flag = words.findIndex(
    (word, index) => index > at && /^(?:-c|-e|-r|--eval|-p|--print|eval|-[a-z]*[ce])$/.test(word),
  );
  if (flag !== -1) return words[flag + 1] ?? null;
  return input;
}

function reachesOut(script: string): boolean {
  return /\b(?:requests\.|urllib|httpx\.|aiohttp|http\.client|urlopen|fetch\(|axios|https?\.(?:get|request)\(|Net::HTTP|file_get_contents|socket\.)/.test(
    script,
  );
}

function urlsIn(text: string): Address[] {
  return [...text.slice(0, 50_000).matchAll(url)].flatMap((match) => {
    const host = plain(match[1] ?? "");
    if (host === "") return [];
    const rest = /^[^\s"'<>`)\]}]*/.exec(text.slice(match.index + match[0].length))?.[0] ?? "";
    return [{ host, address: match[0] + rest }];
  });
}

function hostBy(pattern: RegExp, word: string): Address[] {
  const host = pattern.exec(word)?.[1];
  return host === undefined ? [] : [{ host: plain(host), address: word }];
}

function plain(host: string): string {
  return host.toLowerCase().replace(/\.+$/, "").replace(/^\.+/, "");
}
