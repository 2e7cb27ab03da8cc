import { Command, Option } from "commander";
import type { Invoke } from "../../shared/contract/api";
import type { Result } from "../../shared/result";
import type { App } from "../app";
import type { Screen } from "./screen";

export interface Session {
  readonly app: App;
  readonly ask: Invoke;
  readonly json: boolean;
  readonly screen: Screen;
  /** Closes the data folder and opens it anew: a restore is done then. The command goes on with the app it answers. */
  reopen(): Result<App>;
}

/** Runs a command's work on an opened data folder; ok may carry an exit code. */
export interface Terminal {
  run(command: Command, work: (session: Session) => Promise<Result<number | undefined>>): Promise<void>;
}

/** A command with the options that every one has. */
export function newCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .addOption(new Option("--home <dir>", "data folder"))
    .addOption(new Option("--json", "print JSON instead of text").default(false));
}
