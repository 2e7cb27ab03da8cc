import type { Command } from "commander";
import type { Problem, Result } from "../../shared/result";
import { plain, Screen } from "./screen";

/** What a command works with that needs no data folder. */
export interface Bare {
  readonly json: boolean;
  readonly screen: Screen;
  /** True once a person pressed Ctrl-C; pressed again it ends the program at once. */
  readonly cancelled: () => boolean;
}

/** Runs a command that opens no data folder: in CI there is none, and none is made. Problems end it with 1, Ctrl-C with 130. */
export async function withoutHome(
  command: Command,
  work: (bare: Bare) => Promise<Result<number | undefined>>,
): Promise<void> {
  const { json = false } = command.optsWithGlobals<{ json?: boolean }>();
  const state = { interrupted: false };
  const interrupt = (): void => {
    if (state.interrupted) process.exit(130);
    state.interrupted = true;
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  try {
    const done = await work({ json, screen: new Screen(process.stdout), cancelled: () => state.interrupted });
    if (!done.ok) {
      tell(done.error, json);
      process.exitCode = 1;
    } else if (done.value !== undefined) process.exitCode = done.value;
    if (state.interrupted) process.exitCode = 130;
  } finally {
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
  }
}

function tell(problem: Problem, json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ error: problem }, null, 2)}\n`);
    return;
  }
  process.stderr.write(`${plain(problem.message)}\n`);
  if (problem.place !== undefined && problem.place !== "") process.stderr.write(`  at ${plain(problem.place)}\n`);
  if (problem.remedy !== undefined) process.stderr.write(`  ${plain(problem.remedy)}\n`);
}
