import type { Result } from "../../shared/result";
import type { Core } from "../views/core";

/** Tells how far work is; work that has no steps of its own never calls it. */
type Tell = (done: number, total: number, unit: string) => void;

/**
 * Tells that work goes on, and how it ended. In: what it is called, what it does; the work. Out: what it brings.
 * A bug in it is told as its end and goes on to the caller.
 */
export async function tellWork<T>(
  core: Core,
  job: string,
  step: string,
  work: (tell: Tell) => Promise<Result<T>>,
): Promise<Result<T>> {
  let told = { job, step, unit: "steps", total: 1 };
  core.publish("progress", { ...told, done: 0, finished: false });
  try {
    const result = await work((done, total, unit) => {
      told = { job, step, unit, total };
      core.publish("progress", { ...told, done, finished: false });
    });
    core.publish("progress", {
      ...told,
      done: told.total,
      finished: true,
      ...(result.ok
        ? {}
        : {
            failed: {
              message: result.error.message,
              ...(result.error.remedy === undefined ? {} : { remedy: result.error.remedy }),
            },
          }),
    });
    return result;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    core.publish("progress", { ...told, done: 0, finished: true, failed: { message } });
    throw error;
  }
}
