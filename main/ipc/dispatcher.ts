import { isProcedureName, procedures, type Output, type ProcedureName } from "../../shared/contract/api";
import { err, ok, type Problem, type Result } from "../../shared/result";
import type { Handlers } from "./handlers";
import { readingProcedures } from "./reading-procedures";

/** Answers a request by name. Every value from outside is unknown until it is parsed here, on its way in and out. */
export type Dispatch = (name: string, input: unknown) => Promise<Result<unknown>>;

/** A bug: told in one line with where it happened, never a stack with paths or texts of agents. */
function bugProblem(name: string, error: unknown): Problem {
  return {
    code: "internal-error",
    message: `Countersign failed at ${name}: ${error instanceof Error ? error.message : "unknown error"}.`,
    remedy:
      "Nothing was recorded by this call. Try again; if it comes back, the file logs/core.log in the data folder says more.",
  };
}

/** What crosses the wall of a problem: some know more (a time, a status), and an answer with that in it would be none. */
function plainProblem({ code, message, place, remedy }: Problem): Problem {
  return { code, message, ...(place === undefined ? {} : { place }), ...(remedy === undefined ? {} : { remedy }) };
}

/**
 * The one place that catches: an expected failure is a Result, anything thrown is a bug and is reported as one. `viewed`: what a
 * request that is no reading is told, where the data folder is only looked at. `ready`: what every request waits for.
 */
export function createDispatch(
  handlers: Handlers,
  onBug: (name: string, error: unknown) => void,
  viewed: Problem | null = null,
  ready: Promise<void> | null = null,
): Dispatch {
  const run = async <N extends ProcedureName>(name: N, input: unknown): Promise<Result<Output<N>>> => {
    if (viewed !== null && !readingProcedures.has(name)) return err(viewed);
    const parsed = procedures[name].input.safeParse(input);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      return err({
        code: "bad-request",
        message: `The request ${name} does not have its form: ${issue?.message ?? "unknown"}.`,
        place: issue?.path.join(".") ?? "",
        remedy: "This is a fault of the caller.",
      });
    }
    try {
      if (ready !== null) await ready;
      const answer = await handlers[name](parsed.data as never);
      if (!answer.ok) return err(plainProblem(answer.error));
      const checked = procedures[name].output.safeParse(answer.value);
      if (!checked.success) {
        const issue = checked.error.issues[0];
        throw new Error(
          `the answer does not have its form at ${issue?.path.join(".") ?? "top"}: ${issue?.message ?? "unknown"}`,
        );
      }
      return ok(checked.data as Output<N>);
    } catch (error) {
      onBug(name, error);
      return err(bugProblem(name, error));
    }
  };
  return (name, input) =>
    isProcedureName(name)
      ? run(name, input)
      : Promise.resolve(
          err({
            code: "unknown-request",
            message: "There is no such request.",
            remedy: "This is a fault of the caller.",
          }),
        );
}
