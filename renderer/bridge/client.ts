import "./without-eval";
import * as z from "zod";
import type { Input, Output, ProcedureName } from "../../shared/contract/api";
import type { ShellProcedures } from "../../shared/contract/shell";
import { topics, type TopicName, type TopicPayload } from "../../shared/contract/topics";
import { err, ok, type Problem, type Result } from "../../shared/result";
import type { ShellName, ShellOutput } from "./answers";
import { transport } from "./transport";

/** Making every schema of the contract takes as long as drawing the window: it is done when that is drawn, or with the first answer. */
const drawn = new Promise<unknown>((resolve) => {
  if (typeof requestIdleCallback === "function") requestIdleCallback(resolve, { timeout: 1_000 });
  else resolve(undefined);
});
const contract = () => import("./answers");
void drawn.then(contract);

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

/** The last answer to what every screen of a task asks, megabytes for a large one: the same text is the same answer, read once. */
const readOnce = "task.get";
let lastRead: { readonly text: string; readonly answer: Result<unknown> } | null = null;

async function ask<T>(name: string, input: unknown, form: () => Promise<z.ZodType<T>>): Promise<Result<T>> {
  let raw: unknown;
  let text: string | null = null;
  try {
    const given = await transport().invoke(name, input);
    if (name === readOnce && typeof given === "string") {
      // Read by the form of the same name.
      if (given === lastRead?.text) return lastRead.answer as Result<T>;
      text = given;
    }
    raw = typeof given === "string" ? JSON.parse(given) : given;
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return err({ code: "no-answer", message: `No answer to ${name}: ${cause}`, remedy: "Try again." });
  }
  const answer = answerSchema.safeParse(raw);
  if (!answer.success) return err(unexpected(name, answer.error));
  if (!answer.data.ok) return err(answer.data.error);
  const value = (await form()).safeParse(answer.data.value);
  if (!value.success) return err(unexpected(name, value.error));
  const read = ok(value.data);
  if (text !== null) lastRead = { text, answer: read };
  return read;
}

/**
 * Asks the core. In: the procedure's name and input. Out: its parsed answer, or a Problem; never rejects.
 * An answer of another form than the contract's is the Problem "unexpected-answer".
 */
export async function call<N extends ProcedureName>(name: N, input: Input<N>): Promise<Result<Output<N>>> {
  return ask(name, input, async () => (await contract()).answers[name].output);
}

/** Asks the window's own process, for the few things only it can do. Same rules as `call`. */
export async function callShell<N extends ShellName>(
  name: N,
  input: z.input<ShellProcedures[N]["input"]>,
): Promise<Result<ShellOutput<N>>> {
  return ask(name, input, async () => (await contract()).shellAnswers[name].output);
}

/** Hears a topic. A payload of another form than the contract's is dropped. Out: the function that ends it. */
export function listen<N extends TopicName>(topic: N, listener: (payload: TopicPayload<N>) => void): () => void {
  const schema = payloads[topic];
  return transport().subscribe(topic, (raw) => {
    const payload = schema.safeParse(raw);
    if (payload.success) listener(payload.data);
  });
}
