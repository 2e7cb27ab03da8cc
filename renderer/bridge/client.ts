import "./without-eval";
import * as z from "zod";
import { procedures, type Input, type Output, type ProcedureName } from "../../shared/contract/api";
import { shellProcedures, type ShellProcedures } from "../../shared/contract/shell";
import { topics, type TopicName, type TopicPayload } from "../../shared/contract/topics";
import { err, ok, type Problem, type Result } from "../../shared/result";
import { transport } from "./transport";

type ShellName = keyof ShellProcedures;
type ShellOutput<N extends ShellName> = z.output<ShellProcedures[N]["output"]>;

// The same tables, read so that an index by a generic name keeps the pairing of name and schema.
const answers: { readonly [N in ProcedureName]: { readonly output: z.ZodType<Output<N>> } } = procedures;
const shellAnswers: { readonly [N in ShellName]: { readonly output: z.ZodType<ShellOutput<N>> } } = shellProcedures;
const payloads: { readonly [N in TopicName]: z.ZodType<TopicPayload<N>> } = topics;

const answerSchema = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({
    ok: z.literal(false),
    error: z.object({
      code: z.string(),
      message: z.string(),
      place: z.string().optional(),
      remedy: z.string().optional(),
    }),
  }),
]);

function unexpected(name: string, error: z.ZodError): Problem {
  const first = error.issues[0];
  const place = first === undefined ? name : `${name}: ${first.path.join(".")}`;
  return {
    code: "unexpected-answer",
    message: `The answer to ${name} has a form this window does not know: ${first?.message ?? "unknown form"}.`,
    place,
    remedy: "Restart Countersign, so that window and core are of one version.",
  };
}

async function ask<T>(name: string, input: unknown, output: z.ZodType<T>): Promise<Result<T>> {
  let raw: unknown;
  try {
    raw = await transport().invoke(name, input);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return err({ code: "no-answer", message: `No answer to ${name}: ${cause}`, remedy: "Try again." });
  }
  const answer = answerSchema.safeParse(raw);
  if (!answer.success) return err(unexpected(name, answer.error));
  if (!answer.data.ok) return err(answer.data.error);
  const value = output.safeParse(answer.data.value);
  return value.success ? ok(value.data) : err(unexpected(name, value.error));
}

/**
 * Asks the core. In: the procedure's name and input. Out: its parsed answer, or a Problem; never rejects.
 * An answer of another form than the contract's is the Problem "unexpected-answer".
 */
export async function call<N extends ProcedureName>(name: N, input: Input<N>): Promise<Result<Output<N>>> {
  return ask(name, input, answers[name].output);
}

/** Asks the window's own process, for the few things only it can do. Same rules as `call`. */
export async function callShell<N extends ShellName>(
  name: N,
  input: z.input<ShellProcedures[N]["input"]>,
): Promise<Result<ShellOutput<N>>> {
  return ask(name, input, shellAnswers[name].output);
}

/** Hears a topic. A payload of another form than the contract's is dropped. Out: the function that ends it. */
export function listen<N extends TopicName>(topic: N, listener: (payload: TopicPayload<N>) => void): () => void {
  const schema = payloads[topic];
  return transport().subscribe(topic, (raw) => {
    const payload = schema.safeParse(raw);
    if (payload.success) listener(payload.data);
  });
}
