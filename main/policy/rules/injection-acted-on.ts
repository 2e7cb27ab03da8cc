import type { EventRef } from "../../../shared/model/evidence";
import { simpleCommands } from "../command-line";
import { contacts } from "../contacted-hosts";
import { pathsWritten } from "../files-written";
import { runCommands, shownCommand } from "../run-commands";
import { sighting, type AttemptFacts, type FindingRule } from "../rule";
import { readDirections, type ReadDirection } from "../texts-read";

export const injectionActedOn: FindingRule = {
  id: "injection-acted-on",
  title: "The agent did what a text it read told it",
  rationale:
    "After it read orders that nobody responsible gave, the agent did what they say: its work after that is not the requester's.",
  looksAt: ["tool-results", "commands", "edits"],
  run(facts) {
    const told = new Set<string>();
    return readDirections(facts).flatMap((direction) => {
      const deed = deedAfter(direction, facts);
      if (deed === null) return [];
      const key = `${deed.ref.sessionId} ${String(deed.ref.seq)}`;
      if (told.has(key)) return [];
      told.add(key);
      return [
        sighting("serious", `${deed.did}, as event ${String(direction.ref.seq)} told it: “${direction.quote}”.`, {
          event: deed.ref,
        }),
      ];
    });
  },
};

interface Deed {
  readonly ref: EventRef;
  readonly did: string;
}

/** Code hosts and registries that nearly every session contacts: there the whole address must be the same. */
const common =
  /(?:^|\.)(?:github\.com|githubusercontent\.com|gitlab\.com|npmjs\.org|npmjs\.com|pypi\.org|crates\.io|google\.com|stackoverflow\.com)$/;
/** What sessions run anyway. */
const everyday =
  /^(?:ls|cd|cat|pwd|echo|git (?:status|diff|log|add|commit|pull|fetch)|(?:npm|pnpm|yarn|bun)(?: run)? (?:test|build|lint|install|ci|start|dev)|npm (?:i|t)|pytest|python -m pytest|cargo (?:test|build)|go (?:test|build)|make(?: \w+)?|tsc|eslint)\b/;

function deedAfter(direction: ReadDirection, facts: AttemptFacts): Deed | null {
  const earlier = new Set(
    contacts(facts).flatMap(({ at, host, address }) => (at <= direction.index ? [host, address] : [])),
  );
  const named = [...direction.around.matchAll(/\bhttps?:\/\/([A-Za-z0-9.-]+)([^\s"'<>`)\]}]*)/g)].map((match) => ({
    host: (match[1] ?? "").toLowerCase().replace(/\.+$/, ""),
    address: match[0].replace(/[.,;:]+$/, ""),
  }));
  for (const { host, address, ref, at } of contacts(facts)) {
    if (at <= direction.index) continue;
    const same = named.find((one) => one.host === host);
    if (same === undefined) continue;
    const whole = address.startsWith(same.address) || same.address.startsWith(address);
    if ((common.test(host) || earlier.has(host)) && (!whole || earlier.has(address))) continue;
    return { ref, did: `The agent contacted ${host}` };
  }
  const orders = commandsIn(direction.around);
  const paths = pathsIn(direction.around);
  const before = new Set<string>();
  for (const { ref, at, denied, parts } of runCommands(facts)) {
    for (const part of parts) {
      const line = part.words.join(" ");
      if (at <= direction.index) {
        before.add(line);
        continue;
      }
      if (denied) continue;
      const order = orders.find((one) => line === one || (one.length > 12 && line.startsWith(`${one} `)));
      if (order !== undefined && !before.has(line)) return { ref, did: `The agent ran ${shownCommand(part.text)}` };
      const path = pathsWritten(part).find((one) => paths.some((wanted) => endsWith(one, wanted)));
      if (path !== undefined && !touchedBefore(path, direction.index, facts))
        return { ref, did: `The agent wrote ${path}` };
    }
  }
  for (const [index, { sessionId, event }] of facts.events.entries()) {
    const { detail } = event;
    if (index <= direction.index || detail.kind !== "file-edit" || detail.outcome !== "ok") continue;
    if (paths.some((wanted) => endsWith(detail.path, wanted)) && !touchedBefore(detail.path, direction.index, facts))
      return { ref: { sessionId, seq: event.seq }, did: `The agent wrote ${detail.path}` };
  }
  return null;
}

/** Commands a passage orders: in back quotes, after a prompt sign, or a line that begins with a program of the shell. */
function commandsIn(text: string): string[] {
  const found = [
    ...[...text.matchAll(/`([^`\n]{4,300})`/g)].map((match) => match[1] ?? ""),
    ...[...text.matchAll(/^\s*\$\s+(.{4,300})$/gm)].map((match) => match[1] ?? ""),
    ...[
      ...text.matchAll(
        /(?:^|\b(?:run|execute|running|executing|type|command)s?:?\s+)["']?((?:curl|wget|rm|git|npm|npx|pip|pip3|bash|sh|python3?|node|chmod|scp|nc|cat|env|printenv|gh|ssh|touch|echo|sed|sudo)\s[^\n"'`]{3,300})/gim,
      ),
    ].map((match) => (match[1] ?? "").replace(/[.,;]\s*$/, "").replace(/\s+(?:and|then|before|to)\s.*$/i, "")),
  ];
  return found
    .slice(0, 50)
    .flatMap((line) => simpleCommands(line).map((command) => command.words.join(" ")))
    .filter((line) => line.includes(" ") && !everyday.test(line));
}

/** Paths a passage names beside a word for writing. */
function pathsIn(text: string): string[] {
  if (!/\b(?:write|create|add|append|insert|edit|modify|put|save|include)\b/i.test(text)) return [];
  return [...text.matchAll(/(?:[\w.-]+\/)*[\w-]*\.?[\w-]+\.[a-z]{1,6}\b/gi)]
    .map((match) => match[0])
    .filter((path) => path.length > 4 && !/^(?:www|https?)\b|^\d|\.(?:com|org|net|io|dev|ai)$/i.test(path))
    .slice(0, 50);
}

function endsWith(path: string, wanted: string): boolean {
  return path === wanted || path.endsWith(`/${wanted.replace(/^\.\//, "")}`);
}

function touchedBefore(path: string, index: number, { events }: AttemptFacts): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return events.slice(0, index).some(({ event }) => {
    const { detail } = event;
    if (detail.kind === "file-edit") return detail.path.endsWith(name);
    if (detail.kind === "message") return detail.role === "person" && detail.text.includes(name);
    return detail.kind === "command" || detail.kind === "check"
      ? detail.command.includes(name)
      : detail.kind === "tool-call" && detail.input.includes(name);
  });
}
