import { baseName } from "./command-line";
import { scriptText } from "./contacted-hosts";
import type { PlacedCommand } from "./run-commands";

const afterOption: Readonly<Record<string, RegExp>> = {
  curl: /^(?:-o|--output)$/,
  wget: /^(?:-O|--output-document)$/,
  tar: /^(?:-C|--directory)$/,
  unzip: /^-d$/,
};

/** The files a command writes, as it names them: redirections, copies, edits in place, settings under the home folder. */
export function pathsWritten(command: PlacedCommand): string[] {
  const { words, writes, where, carries } = command;
  if (where !== "here" || carries) return [];
  const program = baseName(words[0] ?? "");
  const args = words.slice(1);
  const plain = args.filter((word) => !word.startsWith("-"));
  const out = [...writes];
  if (program === "tee" || program === "touch") out.push(...plain);
  else if (["cp", "mv", "ln", "install"].includes(program)) {
    const folder = args.findIndex((arg) => /^(?:-t|--target-directory)$/.test(arg));
    const last = folder === -1 ? plain.at(-1) : args[folder + 1];
    if (plain.length > 1 && last !== undefined) out.push(last);
  } else if ((program === "sed" || program === "perl") && args.some((arg) => /^-[a-zA-Z]*i/.test(arg)))
    out.push(
      ...plain
        .slice(args.some((arg) => /^-[a-zA-Z]*e$/.test(arg)) ? 0 : 1)
        .filter((word) => /[/.]/.test(word) && !/\s|^s\//.test(word)),
    );
  else if (program === "git" && plain[0] === "config" && args.some((arg) => /^--(?:global|system)$/.test(arg))) {
    const reads = args.some((arg) => /^--(?:get|list|get-all|get-regexp)$|^-l$/.test(arg)) || plain.length < 3;
    if (!reads) out.push(args.includes("--system") ? "/etc/gitconfig" : "~/.gitconfig");
  } else if (
    (program === "npm" || program === "pnpm") &&
    plain[0] === "config" &&
    plain[1] === "set" &&
    !args.includes("--location=project")
  )
    out.push("~/.npmrc");
  else if (
    program === "crontab" &&
    (plain.length > 0 || command.piped || args.includes("-")) &&
    !args.some((arg) => /^-[lr]$/.test(arg))
  )
    out.push("/var/spool/cron");
  const option = Object.hasOwn(afterOption, program) ? afterOption[program] : undefined;
  if (option !== undefined)
    args.forEach((arg, index) => {
      if (option.test(arg)) out.push(args[index + 1] ?? "");
    });
  out.push(...writtenByScript(scriptText(program, command) ?? ""));
  return out.filter((path) => path !== "" && path !== "-" && !path.startsWith("&"));
}

/** Paths that stand as they are in a program text beside a call that writes them. */
function writtenByScript(script: string): string[] {
  if (script === "") return [];
  const opened = [...script.matchAll(/\bopen\(\s*["']([^"'\n]+)["']\s*,\s*(?:mode\s*=\s*)?["'][rb]*[wax+]/g)];
  const files = [
    ...script.matchAll(/\b(?:writeFileSync|writeFile|appendFileSync|File\.write)\(\s*["'`]([^"'`\n]+)["'`]/g),
  ];
  const paths = /\.write_(?:text|bytes)\(/.test(script)
    ? [...script.matchAll(/\bPath\(\s*["']([^"'\n]+)["']\s*\)/g)]
    : [];
  return [...opened, ...files, ...paths].map((match) => match[1] ?? "");
}
