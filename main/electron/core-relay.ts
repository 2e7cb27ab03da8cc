import { fromCoreSchema, requestSchema } from "../../shared/contract/wire";
import type { FromCore, Request } from "../../shared/contract/wire";
import { createRateLimit, measureInput } from "./request-limits";
import { wallNames } from "./wall-names";

const procedures = new Set(wallNames.procedures);

/** The page's port as the relay sees it. */
export interface PagePort {
  postMessage(message: FromCore): void;
  close(): void;
}

export interface Relay {
  /** Makes a port the one that publications go to. The port before it is closed; answers still due to it are dropped. */
  attach(port: PagePort): void;
  /** A message of the page, not yet trusted. `port` is where its answer goes. */
  fromPage(port: PagePort, message: unknown): void;
  /** A message of the core that is not part of its control channel. */
  fromCore(message: unknown): void;
  close(): void;
}

/**
 * Carries messages between the page's port and a core that has no port of its own. Requests get ids of the relay's, so
 * that an answer to a document that is gone never reaches the next one. Both directions are parsed.
 * @param toCore sends one request to the core
 * @param report tells of a message that was refused
 * @param now milliseconds of a clock that never goes back
 */
export function createRelay(
  toCore: (request: Request) => void,
  report: (problem: string) => void,
  now: () => number,
): Relay {
  const due = new Map<number, { port: PagePort; id: number }>();
  const allowed = createRateLimit(now);
  let current: PagePort | null = null;
  let lastId = 0;

  const refuse = (port: PagePort, id: number, code: string, message: string): void => {
    report(message);
    port.postMessage({ type: "response", id, result: { ok: false, error: { code, message } } });
  };

  return {
    attach(port) {
      current?.close();
      current = port;
      for (const [id, asker] of due) if (asker.port !== port) due.delete(id);
    },
    fromPage(port, message) {
      if (port !== current) return;
      const parsed = requestSchema.safeParse(message);
      if (!parsed.success) {
        report("The page sent a message that is not a request.");
        return;
      }
      const { id, name, input } = parsed.data;
      const size = measureInput(input);
      if (!allowed()) refuse(port, id, "too-many-requests", "Too many requests within a second.");
      else if (!size.ok) refuse(port, id, size.error.code, size.error.message);
      else if (!procedures.has(name)) refuse(port, id, "refused", "There is no request of that name.");
      else {
        lastId += 1;
        due.set(lastId, { port, id });
        toCore({ type: "request", id: lastId, name, input });
      }
    },
    fromCore(message) {
      const parsed = fromCoreSchema.safeParse(message);
      if (!parsed.success) {
        report("The core sent a message that is not one.");
        return;
      }
      if (parsed.data.type === "publication") {
        current?.postMessage(parsed.data);
        return;
      }
      const asker = due.get(parsed.data.id);
      due.delete(parsed.data.id);
      asker?.port.postMessage({ ...parsed.data, id: asker.id });
    },
    close() {
      due.clear();
      current?.close();
      current = null;
    },
  };
}
