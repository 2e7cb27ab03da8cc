import { procedures, type Input, type Output, type ProcedureName } from "../../shared/contract/api";
import { shellProcedures, type ShellProcedures } from "../../shared/contract/shell";
import { topics, type TopicName, type TopicPayload } from "../../shared/contract/topics";
import type { Transport } from "../../shared/contract/wire";
import { err, type Result } from "../../shared/result";
import type * as z from "zod";

type ShellName = keyof ShellProcedures;
type CoreHandlers = {
  readonly [N in ProcedureName]?: (input: Input<N>) => Result<Output<N>> | Promise<Result<Output<N>>>;
};
type ShellHandlers = {
  readonly [N in ShellName]?: (
    input: z.input<ShellProcedures[N]["input"]>,
  ) => Result<z.output<ShellProcedures[N]["output"]>>;
};

/** What a fake answers, by procedure. */
export type FakeHandlers = CoreHandlers & ShellHandlers;

export interface FakeTransport extends Transport {
  /** Everything that was asked, in order. */
  readonly asked: readonly { readonly name: string; readonly input: unknown }[];
  /** Tells the page something, as the core would. The payload is held to the contract. */
  publish<N extends TopicName>(topic: N, payload: TopicPayload<N>): void;
}

const everyProcedure: Readonly<Record<string, { readonly input: z.ZodType; readonly output: z.ZodType }>> = {
  ...procedures,
  ...shellProcedures,
};

/**
 * A transport for the page without a core. In: handlers by procedure. Answers are held to the contract, so a fake cannot drift
 * from it; a procedure without a handler answers with a Problem that names it.
 */
export function fakeTransport(handlers: FakeHandlers): FakeTransport {
  const asked: { name: string; input: unknown }[] = [];
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  const table = new Map<string, unknown>(Object.entries(handlers));
  return {
    asked,
    async invoke(name, input) {
      asked.push({ name, input });
      const procedure = everyProcedure[name];
      if (procedure === undefined) throw new Error(`There is no procedure named ${name}.`);
      const handler = table.get(name);
      if (typeof handler !== "function") {
        return err({ code: "fake-missing", message: `The fake transport has no answer for ${name}` });
      }
      const parsed: unknown = procedure.input.parse(input);
      const result: unknown = await Reflect.apply(handler, undefined, [parsed]);
      if (typeof result === "object" && result !== null && "ok" in result && result.ok === true && "value" in result) {
        return { ok: true, value: procedure.output.parse(result.value) };
      }
      return result;
    },
    subscribe(topic, listener) {
      const set = listeners.get(topic) ?? new Set();
      set.add(listener);
      listeners.set(topic, set);
      return () => {
        set.delete(listener);
      };
    },
    publish(topic, payload) {
      const valid = topics[topic].parse(payload);
      for (const listener of listeners.get(topic) ?? []) listener(valid);
    },
  };
}
