import type { Input, Output, ProcedureName } from "../../../shared/contract/api";
import type { Transport } from "../../../shared/contract/wire";
import { err, type Result } from "../../../shared/result";

/** What a bench page's core answers, by procedure. The page holds answers to the contract itself, as it does the real core's. */
export type PlainHandlers = {
  readonly [N in ProcedureName]?: (input: Input<N>) => Result<Output<N>> | Promise<Result<Output<N>>>;
};

/**
 * A core of a few functions, in the page: what is measured is the page, so nothing is checked twice here. Each answer comes as a
 * message of its own, as the real core's do: several that were one task would be measured as one.
 */
export function plainTransport(handlers: PlainHandlers): Transport {
  const table = new Map<string, unknown>(Object.entries(handlers));
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.onmessage = () => waiting.shift()?.();
  const message = () =>
    new Promise<void>((come) => {
      waiting.push(come);
      port2.postMessage(null);
    });
  return {
    async invoke(name, input) {
      const handler = table.get(name);
      if (typeof handler !== "function")
        return err({ code: "bench-missing", message: `The bench page has no answer for ${name}` });
      const answer: unknown = await Reflect.apply(handler, undefined, [input]);
      await message();
      return answer;
    },
    subscribe: () => () => undefined,
  };
}
