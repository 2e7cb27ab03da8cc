import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { processRuns } from "./process-runs";

/*
 * Who is at a piece of work that several processes could take up: this machine, this process, and which part of it. A process
 * that is gone leaves its claims behind; on this machine that can be seen at once, elsewhere only by the time they end.
 */

const alive = new Set<string>();

/** A name to claim work with, good until it is let go of. */
export interface ClaimOwner {
  readonly name: string;
  /** Nobody holds its claims any more. */
  end(): void;
}

/** Makes a name that no other process and no other part of this one has. */
export function claimOwner(): ClaimOwner {
  const name = `${encodeURIComponent(hostname())} ${String(process.pid)} ${randomUUID()}`;
  alive.add(name);
  return { name, end: () => alive.delete(name) };
}

/** Whether whoever has this name is surely gone. A name from another machine never is: its claims end by their time. */
export function isGone(name: string): boolean {
  const [host, pidText = ""] = name.split(" ");
  const pid = Number(pidText);
  if (host !== encodeURIComponent(hostname()) || !Number.isSafeInteger(pid) || pid <= 0) return false;
  if (pid === process.pid) return !alive.has(name);
  return !processRuns(pid);
}
