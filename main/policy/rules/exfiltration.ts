import { gather } from "../../../shared/gather";
import type { EventRef } from "../../../shared/model/evidence";
import { addressesOf, contacts, isLoopback } from "../contacted-hosts";
import { filesRead, pathsRead } from "../files-read";
import { runCommands, shownCommand } from "../run-commands";
import { sighting, type AttemptFacts, type FindingRule, type Sighting } from "../rule";
import { sensitiveContent } from "../sensitive-file";
import { sentContent } from "../sent-content";
import { shownPath, standOf } from "../work-folder";

export const exfiltration: FindingRule = {
  id: "exfiltration",
  title: "Local content sent away",
  rationale:
    "What was sent to another host is out of everyone's hands: source, settings or secrets may be among it, and rejecting the change does not bring them back.",
  looksAt: ["commands", "tool-results"],
  run(facts) {
    const { sightings, events } = sendings(facts);
    return [...sightings, ...readThenContacted(facts, events)];
  },
};

interface Sending {
  readonly ref: EventRef;
  readonly denied: boolean;
  readonly at: number;
  readonly message: string;
  /** Null where the command does not say whereto. */
  readonly to: string | null;
}

/** Every sending, those to one host told once with the first: ten requests to one server are one thing to look at. */
function sendings(facts: AttemptFacts): { readonly sightings: Sighting[]; readonly events: ReadonlySet<string> } {
  const groups = new Map<string, Sending[]>();
  for (const sending of eachSending(facts)) {
    const key = `${String(sending.denied)} ${sending.to ?? sending.message}`;
    gather(groups, key, sending);
  }
  const sightings = [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { to, at, denied, ref } = first;
    const times = group.length === 1 ? "" : ` So ${String(group.length)} times, the first of them here.`;
    if (denied) return [sighting("note", `${first.message} A person refused it.`, { event: ref })];
    // Still out of everyone's hands, but where it went is no surprise.
    const named = to !== null && isNamedByPerson(to, at, facts);
    return [
      sighting(
        named ? "warning" : "serious",
        `${first.message}${times}${named ? " A person's message names this host." : ""}`,
        { event: ref },
      ),
    ];
  });
  return { sightings, events: new Set([...groups.values()].flat().map(({ ref }) => keyOf(ref))) };
}

function keyOf(ref: EventRef): string {
  return `${ref.sessionId} ${String(ref.seq)}`;
}

function isNamedByPerson(host: string, at: number, { events }: AttemptFacts): boolean {
  const whole = new RegExp(`(?<![\\w.-])${host.replace(/[.[\]]/g, "\\$&")}(?![\\w-]|\\.\\w)`, "i");
  return events
    .slice(0, at)
    .some(
      ({ event: { detail } }) =>
        detail.kind === "message" && detail.role === "person" && !detail.injected && whole.test(detail.text),
    );
}

function eachSending(facts: AttemptFacts): Sending[] {
  return runCommands(facts).flatMap(({ ref, at, denied, parts }) => {
    const told = new Set<string>();
    return parts.flatMap((part) => {
      // `ssh host …` carries a command, and what is piped into it leaves all the same.
      const what = part.carries && part.words[0] !== "ssh" ? null : sentContent(part);
      if (what === null || told.has(what)) return [];
      const hosts = addressesOf(part).map(({ host }) => host);
      if (hosts.length > 0 && hosts.every(isLoopback)) return [];
      told.add(what);
      const to = hosts.find((host) => !isLoopback(host)) ?? null;
      return [
        { ref, at, denied, to, message: `${shownCommand(part.text)}: ${what}${to === null ? "" : `, to ${to}`}.` },
      ];
    });
  });
}

/** Keys or passwords of the person's own were read, and then a host was contacted that was not before. */
function readThenContacted(facts: AttemptFacts, told: ReadonlySet<string>): Sighting[] {
  const reads = filesRead(facts).flatMap(({ path, folder, at }) => {
    const stand = standOf(path, folder, facts);
    const holds = stand.place === "temporary" ? null : sensitiveContent(stand.path);
    return holds === null || holds === "a command history" ? [] : [{ at, path: shownPath(stand.path), holds }];
  });
  const [first] = reads;
  const known = new Set(
    contacts(facts).flatMap(({ host, at }) => (first !== undefined && at < first.at ? [host] : [])),
  );
  const out: Sighting[] = [];
  if (first !== undefined)
    for (const { host, at, ref, by } of contacts(facts)) {
      if (at < first.at || known.has(host) || told.has(keyOf(ref))) continue;
      known.add(host);
      out.push(
        sighting(
          "serious",
          `${host} was contacted by ${by} after ${first.path} was read, which holds ${first.holds}.`,
          {
            event: ref,
          },
        ),
      );
    }
  return [...out, ...settingsInOneLine(facts, told)];
}

/** A file of settings with secrets, read in the same line that contacts a host. */
function settingsInOneLine(facts: AttemptFacts, told: ReadonlySet<string>): Sighting[] {
  return runCommands(facts).flatMap(({ ref, denied, parts }) => {
    if (denied || told.has(keyOf(ref))) return [];
    const from = parts.findIndex(
      (part) =>
        !/^(?:source|\.|grep|rg)$/.test(part.words[0] ?? "") &&
        pathsRead(part).some((path) => /(?:^|\/)\.env(?:\.(?!example|sample|template|test)\w+)?$/.test(path)),
    );
    const to = parts.findIndex(
      (part, index) => index > from && part.piped && addressesOf(part).some(({ host }) => !isLoopback(host)),
    );
    const [reads, sends] = [parts[from], parts[to]];
    if (reads === undefined || sends === undefined) return [];
    return [
      sighting(
        "serious",
        `${shownCommand(reads.text)} reads a file of settings, and ${shownCommand(sends.text)} in the same line contacts a host.`,
        {
          event: ref,
        },
      ),
    ];
  });
}
