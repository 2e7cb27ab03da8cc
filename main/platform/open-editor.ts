import { spawn } from "node:child_process";
import path from "node:path";
import { err, ok, type Result } from "../../shared/result";
import { withoutSecrets } from "./own-secrets";

/** Stands in a template for the folder that is opened. */
export const folderWord = "{folder}";
const startMs = 1500;

/** What opens a folder where the person has named nothing: the system's own file manager. */
export function systemOpener(platform: NodeJS.Platform): readonly string[] {
  if (platform === "darwin") return ["open", folderWord];
  return platform === "win32" ? ["explorer.exe", folderWord] : ["xdg-open", folderWord];
}

/**
 * Checks the command that opens a folder: a program and its arguments, one of which is or holds `{folder}`. It is never given to a
 * shell, so nothing in it is expanded. Codes: "editor-refused".
 */
export function checkEditor(argv: readonly string[]): Result<readonly string[]> {
  const refuse = (message: string) =>
    err({
      code: "editor-refused",
      message,
      remedy: `Give a program and its arguments, e.g. code --new-window ${folderWord}, or a terminal: gnome-terminal --working-directory=${folderWord}.`,
    });
  const [program = "", ...rest] = argv;
  if (program === "" || program.startsWith("-")) return refuse("The command names no program.");
  if (program.includes(folderWord)) return refuse("The program may not come from the folder that is opened.");
  if (/[\\/]/.test(program) && !path.isAbsolute(program))
    return refuse(
      "A program is named by its full path or by its name alone: a relative one would be looked for in the folder.",
    );
  if (argv.some((part) => /\p{Cc}/u.test(part))) return refuse("The command holds a control character.");
  return rest.some((part) => part.includes(folderWord)) ? ok(argv) : refuse(`None of its arguments is ${folderWord}.`);
}

interface Opening {
  readonly argv: readonly string[];
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Starts what opens a folder and lets it go on by itself. Out: the command as it was started. It runs outside of the folder, and
 * without what opens keys or holds tokens here. Codes: "editor-refused", "editor-not-started".
 */
export async function openEditor({ argv, folder, env }: Opening): Promise<Result<readonly string[]>> {
  const checked = checkEditor(argv);
  if (!checked.ok) return checked;
  const [program = "", ...rest] = checked.value;
  const args = rest.map((part) => part.replaceAll(folderWord, folder));
  // A relative entry of the search path would let a folder choose the program.
  const search = (env["PATH"] ?? "").split(path.delimiter).filter((entry) => path.isAbsolute(entry));
  const child = spawn(program, args, {
    cwd: path.dirname(folder),
    env: { ...withoutSecrets(env), PATH: search.join(path.delimiter) },
    stdio: "ignore",
    detached: true,
    shell: false,
    windowsHide: false,
  });
  return new Promise((resolve) => {
    const failed = (why: string): void => {
      resolve(
        err({
          code: "editor-not-started",
          message: `${program} could not be started: ${why}.`,
          place: folder,
          remedy: "Open the folder yourself, or name another command: countersign foreground editor.",
        }),
      );
    };
    const timer = setTimeout(() => {
      child.unref();
      resolve(ok([program, ...args]));
    }, startMs);
    child.on("error", (error) => {
      clearTimeout(timer);
      failed(error.message);
    });
    child.on("exit", (code) => {
      clearTimeout(timer);
      if (code === 0 || code === null) resolve(ok([program, ...args]));
      else failed(`it ended with code ${String(code)}`);
    });
  });
}
