import type { ChangedFile } from "../../shared/model/attempt";
import { changingCommand } from "./changing-command";

/** Ways of changing files that are sure to have written to a file they name. */
const sure = /^(?:sed -i|perl -i|tee|patch|git apply|writing |a script that writes)/;

/** The file of the patch that a command surely wrote to: it names it, and it is a command that writes. */
export function writtenBy(command: string, files: readonly ChangedFile[]): string | null {
  const line = command.slice(0, 20_000);
  const named = files.slice(0, 500).filter(({ path }) => holdsName(line, nameOf(path)));
  if (named.length === 0) return null;
  const how = changingCommand(line);
  if (how === null || !sure.test(how)) return null;
  // What it is redirected into is the file, not any other that the line names.
  const into = /^writing (.+)$/.exec(how)?.[1];
  const written =
    into === undefined || into.endsWith("…") ? named[0] : named.find(({ path }) => nameOf(path) === nameOf(into));
  return written?.path ?? null;
}

/** Whether a command line names a file by its last part. */
export function namesFile(command: string, path: string): boolean {
  return holdsName(command.slice(0, 20_000), nameOf(path));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The name as a word of its own: a folder or an option of the same letters is another thing. */
function holdsName(line: string, name: string): boolean {
  for (let at = line.indexOf(name); at >= 0; at = line.indexOf(name, at + 1))
    if (!/[\w.-]/.test(line.charAt(at - 1)) && !/[\w/-]/.test(line.charAt(at + name.length))) return true;
  return false;
}
