import type { ProcedureName } from "../../shared/contract/api";
import { requestSchema, type FromCore } from "../../shared/contract/wire";
import type { Result } from "../../shared/result";
import type { Dispatch } from "./dispatcher";

/** Answers that are one text of megabytes, or hold bytes: they cross as they are. All others are text by the time they are sent. */
export const sentAsTheyAre: ReadonlySet<string> = new Set<ProcedureName>([
  "diff.get",
  "diff.content",
  "evidence.image",
  "timeline.pictures",
]);

interface Served {
  readonly dispatch: Dispatch;
  /** Out: the function that ends it. */
  subscribe(listener: (topic: string, payload: unknown) => void): () => void;
}

function responseOf(id: number, name: string, result: Result<unknown>): FromCore {
  return result.ok && !sentAsTheyAre.has(name)
    ? { type: "answer", id, json: JSON.stringify(result) }
    : { type: "response", id, result };
}

/**
 * Serves one page: requests in, responses and publications out. Requests are begun in the order they came. What is answered at once is on its
 * way before the next is begun: the page asks first for what it shows first. What waits for something else lets the others go ahead.
 * @param send resolves when the message has left this process
 * @param answered is told of every answer that was sent
 */
export function serve(
  app: Served,
  send: (message: FromCore) => Promise<void>,
  answered: (name: string) => void,
): { receive: (message: unknown) => void; stop: () => void } {
  const stop = app.subscribe((topic, payload) => {
    void send({ type: "publication", topic, payload });
  });
  const waiting: { id: number; name: string; input: unknown }[] = [];
  let begun = false;

  const work = async (): Promise<void> => {
    for (let request = waiting.shift(); request !== undefined; request = waiting.shift()) {
      const { id, name, input } = request;
      const answer = app.dispatch(name, input).then((result) => {
        const sent = send(responseOf(id, name, result));
        answered(name);
        return { sent };
      });
      const atOnce = await Promise.race([answer, turn()]);
      await atOnce?.sent;
    }
    begun = false;
  };

  return {
    receive(message) {
      const request = requestSchema.safeParse(message);
      // A message that is no request has no id to answer to; the shell refuses such before they come here.
      if (!request.success) return;
      waiting.push(request.data);
      if (begun) return;
      begun = true;
      void work();
    },
    stop,
  };
}

/** When everything that waits for nothing has been done. */
function turn(): Promise<null> {
  return new Promise((resolve) => {
    setImmediate(resolve, null);
  });
}
