import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { inFolder, ledgerOn, openLog, recordDecisions } from "./durable-log";
import { traced } from "./strace";
import { openDatabase } from "../../main/store/database";

/*
 * D3: what a disk may hold after the power went, at any moment while decisions are recorded. Every call to the disk is replayed from
 * a trace; at each moment the writes that were not synced are kept, dropped, kept in part or torn, and the log is opened on what
 * that leaves.
 */

/** One call to the disk, on files by their names in the data folder. */
type DiskEvent =
  | { readonly call: "write"; readonly file: string; readonly at: number; readonly bytes: Buffer }
  | { readonly call: "truncate"; readonly file: string; readonly size: number }
  | { readonly call: "create" | "empty" | "sync" | "unlink"; readonly file: string }
  | { readonly call: "sync-folder" }
  | { readonly call: "rename"; readonly file: string; readonly to: string };

/** Reads the events on a data folder out of a trace with whole strings in hexadecimal (`strace -y -xx`). */
export function readTrace(trace: readonly string[], home: string): DiskEvent[] {
  const written = new Map<string, number>();
  const nameOf = (text: string): string | null => {
    const full = plainText(text);
    if (full === home) return "";
    return full.startsWith(`${home}/`) ? full.slice(home.length + 1) : null;
  };
  return trace.flatMap((line): DiskEvent[] => {
    const call = line.slice(0, line.indexOf("("));
    if (line.includes(" = -1 ")) return [];
    const file = nameOf(/<([^>]*)>/.exec(line)?.[1] ?? "");
    const strings = [...line.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map((match) => match[1] ?? "");
    switch (call) {
      case "pwrite64": {
        const at = /, ([0-9]+)\) = ([0-9]+)$/.exec(line);
        if (file === null || at === null) return [];
        return [
          { call: "write", file, at: Number(at[1]), bytes: bytesOf(strings[0] ?? "").subarray(0, Number(at[2])) },
        ];
      }
      case "write": {
        if (file === null) return [];
        const bytes = bytesOf(strings[0] ?? "");
        const at = written.get(file) ?? 0;
        written.set(file, at + bytes.length);
        return [{ call: "write", file, at, bytes }];
      }
      case "ftruncate": {
        const size = /, ([0-9]+)\) = 0$/.exec(line);
        return file === null || size === null ? [] : [{ call: "truncate", file, size: Number(size[1]) }];
      }
      case "fsync":
      case "fdatasync":
        return file === null ? [] : [file === "" ? { call: "sync-folder" } : { call: "sync", file }];
      case "unlink": {
        const gone = nameOf(strings[0] ?? "");
        return gone === null ? [] : [{ call: "unlink", file: gone }];
      }
      case "rename": {
        const [from, to] = [nameOf(strings[0] ?? ""), nameOf(strings[1] ?? "")];
        return from === null || to === null ? [] : [{ call: "rename", file: from, to }];
      }
      case "openat": {
        const opened = nameOf(strings[0] ?? "");
        if (opened === null || !line.includes("O_CREAT")) return [];
        if (line.includes("O_TRUNC")) written.set(opened, 0);
        return [{ call: line.includes("O_TRUNC") ? "empty" : "create", file: opened }];
      }
      default:
        return [];
    }
  });
}

function bytesOf(hex: string): Buffer {
  return Buffer.from(hex.replaceAll("\\x", ""), "hex");
}

function plainText(text: string): string {
  return text.startsWith("\\x") ? bytesOf(text).toString("utf8") : text;
}

/** A file on the disk: what is there for certain, and what was written since and not synced. */
interface Inode {
  synced: Buffer;
  pending: { readonly at: number; readonly bytes: Buffer | null; readonly size: number }[];
}

/** A disk as it is after some calls: contents and names, each with what is certain and what is not yet. */
class Disk {
  readonly #names = new Map<string, Inode>();
  #syncedNames = new Map<string, Inode>();

  constructor(files: ReadonlyMap<string, Buffer>) {
    for (const [name, bytes] of files) this.#names.set(name, { synced: bytes, pending: [] });
    this.#syncedNames = new Map(this.#names);
  }

  apply(event: DiskEvent): void {
    if (event.call === "sync-folder") {
      this.#syncedNames = new Map(this.#names);
      return;
    }
    let inode = this.#names.get(event.file);
    if (inode === undefined || event.call === "empty") {
      if (event.call === "unlink" || event.call === "rename") return;
      inode = { synced: Buffer.alloc(0), pending: [] };
      this.#names.set(event.file, inode);
    }
    switch (event.call) {
      case "create":
      case "empty":
        break;
      case "write":
        inode.pending.push({ at: event.at, bytes: event.bytes, size: 0 });
        break;
      case "truncate":
        inode.pending.push({ at: 0, bytes: null, size: event.size });
        break;
      case "sync":
        inode.synced = contentOf(inode, () => "whole");
        inode.pending = [];
        break;
      case "unlink":
        this.#names.delete(event.file);
        break;
      case "rename":
        this.#names.delete(event.file);
        this.#names.set(event.to, inode);
        break;
    }
  }

  /** What the disk may hold if the power goes now. In: whether changes of names arrived, and which writes did. */
  after(namesArrived: boolean, arrived: () => Arrival): Map<string, Buffer> {
    const names = namesArrived ? this.#names : this.#syncedNames;
    return new Map([...names].map(([name, inode]) => [name, contentOf(inode, arrived)]));
  }
}

type Arrival = "whole" | "torn" | "lost";

function contentOf({ synced, pending }: Inode, arrived: () => Arrival): Buffer {
  let content = Buffer.from(synced);
  for (const { at, bytes, size } of pending) {
    const how = arrived();
    if (how === "lost") continue;
    if (bytes === null) {
      content = Buffer.concat([content.subarray(0, size), Buffer.alloc(Math.max(0, size - content.length))]);
      continue;
    }
    // Disks write sectors of 512 bytes whole: a torn write ends at one.
    const part = how === "torn" ? bytes.subarray(0, Math.floor(bytes.length / 1024) * 512) : bytes;
    if (content.length < at + part.length)
      content = Buffer.concat([content, Buffer.alloc(at + part.length - content.length)]);
    part.copy(content, at);
  }
  return content;
}

export interface PowerCuts {
  readonly events: number;
  readonly states: number;
  /** States with at least one acknowledged decision missing, and how many were missing in all. */
  readonly lossy: number;
  readonly lost: number;
  /** States in which the database or the log did not hold. */
  readonly corrupt: number;
  /** States in which decisions were missing and nothing said so. */
  readonly unnoticed: number;
  readonly problems: readonly string[];
}

/**
 * Cuts the power at every call while decisions are recorded. In: how many; whether the connection has this project's settings or
 * SQLite's own (`weak`); variants of each cut. An acknowledgement counts from the sync of the mark: from there on the process says so.
 */
export function cutPower(decisions: number, mode: "strong" | "weak", variants: number, every = 1): Promise<PowerCuts> {
  return inFolder(async (folder) => {
    const home = path.join(folder, "home");
    mkdirSync(home);
    const log = openLog(home);
    recordDecisions(log.ledger, 2);
    log.close();
    const base = new Map(["record.db", "log.mark"].map((name) => [name, readFileSync(path.join(home, name))] as const));
    const out = path.join(folder, "trace");
    const run = traced(home, decisions, { out, whole: true, mode: mode === "weak" ? "weak-end" : "end" });
    const acks = run.said.filter((line) => line.startsWith("ack ")).map((line) => Number(line.split(" ")[1]));
    if (acks.length !== decisions) throw new Error(`only ${acks.length} of ${decisions} were recorded`);
    const events = readTrace(run.trace, home);
    return inFolder((place) => play(events, base, acks, { place, variants, every }), fastPlace());
  });
}

/** Memory, where there is a file system of it: states are many and hold nothing of worth. */
function fastPlace(): string | undefined {
  return existsSync("/dev/shm") ? "/dev/shm" : undefined;
}

function play(
  events: readonly DiskEvent[],
  base: ReadonlyMap<string, Buffer>,
  acks: readonly number[],
  { place, variants, every }: { place: string; variants: number; every: number },
): PowerCuts {
  const disk = new Disk(base);
  const counts = { states: 0, lossy: 0, lost: 0, corrupt: 0, unnoticed: 0 };
  const problems: string[] = [];
  let acknowledged = 0;
  let written = false;
  let seed = 1;
  const random = (): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return seed / 0x7fffffff;
  };
  for (const [at, event] of events.entries()) {
    disk.apply(event);
    if (event.call === "write" && event.file === "log.mark") written = true;
    else if (event.call === "sync" && event.file === "log.mark" && written) {
      acknowledged += 1;
      written = false;
    }
    if (at % every !== 0) continue;
    for (let variant = 0; variant < variants; variant += 1) {
      const arrived = (): Arrival => {
        if (variant === 0) return "lost";
        if (variant === 1) return "whole";
        const n = random();
        return n < 0.4 ? "whole" : n < 0.6 ? "torn" : "lost";
      };
      const state = disk.after(variant === 1 || (variant > 1 && random() < 0.5), arrived);
      const wanted = acks.slice(0, acknowledged).at(-1);
      counts.states += 1;
      const found = look(place, state, wanted);
      if (found.missing > 0) counts.lossy += 1;
      counts.lost += found.missing;
      if (found.problem !== null && !found.diverged) counts.corrupt += 1;
      if (found.missing > 0 && found.problem === null) counts.unnoticed += 1;
      if (found.problem !== null && problems.length < 5)
        problems.push(`event ${at} (${event.call}), variant ${variant}: ${found.problem}`);
    }
  }
  return { events: events.length, ...counts, problems };
}

/** Opens the log on a state. In: the last acknowledged entry. Out: how many acknowledged ones are missing, and what is said. */
function look(place: string, state: ReadonlyMap<string, Buffer>, wanted: number | undefined) {
  const home = path.join(place, "state");
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home);
  for (const [name, bytes] of state) if (!name.endsWith("-shm")) writeFileSync(path.join(home, name), bytes);
  const db = openDatabase(path.join(home, "record.db"), "durable");
  if (!db.ok) return { missing: wanted === undefined ? 0 : 1, problem: db.error.message, diverged: false };
  try {
    const pages: unknown = db.value.pragma("quick_check(1)", { simple: true });
    const ledger = ledgerOn(db.value, home);
    const check = ledger.verify();
    const missing = wanted === undefined ? 0 : Math.max(0, wanted + 1 - check.entries);
    return { missing, problem: pages === "ok" ? check.problem : String(pages), diverged: check.diverged };
  } catch (error) {
    return { missing: wanted === undefined ? 0 : 1, problem: String(error), diverged: false };
  } finally {
    db.value.close();
  }
}
