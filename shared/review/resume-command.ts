import type { RunnerKind } from "../model/runner";

/** How a session is gone on with in its own runner, or why no command is known. */
export type ResumeCommand =
  | {
      readonly known: true;
      readonly argv: readonly string[];
      /** The same as one line for a shell: nothing in it needs quoting. */
      readonly line: string;
      /** Where the runner's own documents say so, in words. */
      readonly source: string;
    }
  | { readonly known: false; readonly why: string };

interface Runner {
  readonly argv: (id: string) => readonly string[];
  readonly source: string;
}

/** Runners whose own documents or help name a way to go on with one session by its id. None is guessed. */
const runners: Partial<Record<RunnerKind, Runner>> = {
  "claude-code": {
    argv: (id) => ["claude", "--resume", id],
    source:
      "Claude Code, CLI reference: --resume with a session's id; sessions are found from the folder they worked in",
  },
  codex: {
    argv: (id) => ["codex", "resume", id],
    source: "Codex CLI, codex resume [SESSION_ID], since 0.39",
  },
  "gemini-cli": {
    argv: (id) => ["gemini", "--resume", id],
    source: "Gemini CLI, session management: --resume with a session's UUID; sessions belong to their project's folder",
  },
  opencode: {
    argv: (id) => ["opencode", "--session", id],
    source: "OpenCode, CLI: --session, the id of the session to continue",
  },
  "copilot-cli": {
    argv: (id) => ["copilot", `--resume=${id}`],
    source: "GitHub Copilot CLI: --resume=SESSION-ID, as it prints itself when a session ends",
  },
};

/** An id that is a plain word: anything else is not put into a line that somebody pastes into a shell. */
const plainId = /^[A-Za-z0-9][A-Za-z0-9_-]{5,127}$/;

/** How to go on with a session in its runner. In: the runner, and the id that it gave the session. */
export function resumeCommand(runner: RunnerKind, id: string): ResumeCommand {
  const known = runners[runner];
  if (known === undefined) return { known: false, why: "No resume command is known of this runner." };
  if (!plainId.test(id))
    return {
      known: false,
      why: "Its session's id is of another form than the runner gives: no command is made of it.",
    };
  const argv = known.argv(id);
  return { known: true, argv, line: argv.join(" "), source: known.source };
}
