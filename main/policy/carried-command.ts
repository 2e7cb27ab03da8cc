import type { Dialect } from "./shell-scanner";

/** Where a command runs. */
export type Place = "here" | "container" | "remote";

interface Wrapper {
  /** Options that take the next word. */
  readonly valued: ReadonlySet<string>;
  /** Words between the options and the command: the time of `timeout`, the host of `ssh`. */
  readonly leading?: number;
  readonly where?: Place;
}

const set = (text: string): ReadonlySet<string> => new Set(text.split(" "));

/** Programs that run the command that follows them. */
const wrappers: Readonly<Record<string, Wrapper>> = {
  sudo: { valued: set("-u --user -g --group -h -p -C -D -R -T -U") },
  doas: { valued: set("-u -C") },
  env: { valued: set("-u --unset -C --chdir -S") },
  time: { valued: set("-f -o") },
  nohup: { valued: set("") },
  nice: { valued: set("-n --adjustment") },
  ionice: { valued: set("-c -n") },
  command: { valued: set("") },
  builtin: { valued: set("") },
  exec: { valued: set("-a") },
  setsid: { valued: set("") },
  stdbuf: { valued: set("-i -o -e") },
  unbuffer: { valued: set("") },
  xargs: { valued: set("-I -i -n -P -L -d -E -s -a --max-args --max-procs --replace --delimiter") },
  timeout: { valued: set("-s --signal -k --kill-after"), leading: 1 },
  gtimeout: { valued: set("-s --signal -k --kill-after"), leading: 1 },
  flock: { valued: set("-w --timeout -E"), leading: 1 },
};
const ssh = set("-b -c -D -E -e -F -I -i -J -L -l -m -O -o -p -Q -R -S -W -w");
const containerOptions = set(
  "-v --volume -e --env --env-file -p --publish -w --workdir -u --user --name --network --net --entrypoint --mount --platform -h --hostname --label -l --add-host --cpus -m --memory --shm-size --tmpfs --gpus --ulimit --cap-add --cap-drop --security-opt --index -c -n --namespace --container --context -f --file --profile --project-directory --project-name --restart --pull --device --dns --log-driver --log-opt --pid --ipc --link --volumes-from --cidfile --detach-keys --health-cmd",
);
const scripted: Readonly<Record<string, { readonly flag: RegExp; readonly dialect?: Dialect }>> = {
  sh: { flag: /^-[a-zA-Z]*c$/ },
  bash: { flag: /^-[a-zA-Z]*c$/ },
  zsh: { flag: /^-[a-zA-Z]*c$/ },
  dash: { flag: /^-[a-zA-Z]*c$/ },
  ksh: { flag: /^-[a-zA-Z]*c$/ },
  su: { flag: /^(?:-c|--command)$/ },
  powershell: { flag: /^-(?:c|command)$/i, dialect: "windows" },
  pwsh: { flag: /^-(?:c|command)$/i, dialect: "windows" },
  cmd: { flag: /^\/[ck]$/i, dialect: "windows" },
};

/**
 * Takes off what only carries a command: assignments, `sudo`, `timeout 60`, `xargs`, `docker exec x`, `ssh host`.
 * In: words; a list that the assignments are added to. Out: the words of the command itself, and where it runs.
 */
export function carried(words: readonly string[], settings: string[]): { words: readonly string[]; where: Place } {
  let rest = words;
  let where: Place = "here";
  for (let turn = 0; turn < 8; turn += 1) {
    while (/^[A-Za-z_][A-Za-z0-9_]*\+?=/.test(rest[0] ?? "")) {
      settings.push(rest[0] ?? "");
      rest = rest.slice(1);
    }
    const program = nameOf(rest[0] ?? "");
    const wrapper = Object.hasOwn(wrappers, program) ? wrappers[program] : undefined;
    if (wrapper !== undefined && rest.length > 1) {
      const after = behindOptions(rest, 1, wrapper.valued) + (wrapper.leading ?? 0);
      // `command -v node` asks where a program is, it runs nothing.
      if (program === "command" && /^-[vV]$/.test(rest[1] ?? "")) return { words: rest, where };
      // A wrapper around nothing is itself the command: `env` lists settings, `xargs` writes words.
      if (rest.slice(after).every((word) => /^[A-Za-z_][A-Za-z0-9_]*=/.test(word))) return { words: rest, where };
      rest = rest.slice(after);
      continue;
    }
    const inside = insideContainer(program, rest);
    if (inside === null) return { words: rest, where };
    rest = inside;
    where = "container";
  }
  return { words: rest, where };
}

/**
 * The commands a command is given as text: `bash -c '…'`, `eval …`, `ssh host '…'`, `find -exec … ;`.
 * Out: the text and where it runs; null where it is given none.
 */
export function scriptOf(words: readonly string[]): { text: string; dialect?: Dialect; where?: Place } | null {
  const program = nameOf(words[0] ?? "");
  const shell = Object.hasOwn(scripted, program) ? scripted[program] : undefined;
  if (shell !== undefined) {
    const at = words.findIndex((word, index) => index > 0 && shell.flag.test(word));
    if (at === -1 || words[at + 1] === undefined) return null;
    const text = shell.dialect === undefined ? (words[at + 1] ?? "") : words.slice(at + 1).join(" ");
    return shell.dialect === undefined ? { text } : { text, dialect: shell.dialect };
  }
  if (program === "eval" && words.length > 1) return { text: words.slice(1).join(" ") };
  if (program === "ssh") {
    const command = words.slice(behindOptions(words, 1, ssh) + 1);
    return command.length === 0 ? null : { text: command.join(" "), where: "remote" };
  }
  return null;
}

/** What `find` runs on each file it finds: the words behind `-exec`, `-execdir`, `-ok`. */
export function foundCommand(words: readonly string[]): readonly string[] | null {
  const at = words.findIndex((word) => /^-(?:exec|execdir|ok)$/.test(word));
  if (nameOf(words[0] ?? "") !== "find" || at === -1) return null;
  const end = words.findIndex((word, index) => index > at && (word === ";" || word === "+"));
  return words.slice(at + 1, end === -1 ? undefined : end);
}

function insideContainer(program: string, words: readonly string[]): readonly string[] | null {
  if (program === "kubectl" && words.includes("exec")) {
    const dashes = words.indexOf("--");
    return dashes === -1 ? null : words.slice(dashes + 1);
  }
  if (!["docker", "podman", "docker-compose", "nerdctl"].includes(program)) return null;
  let at = behindOptions(words, 1, containerOptions);
  if (["compose", "container"].includes(words[at] ?? "")) at = behindOptions(words, at + 1, containerOptions);
  if (!["exec", "run"].includes(words[at] ?? "")) return null;
  // The name of the image, container or service stands before the command.
  const command = words.slice(behindOptions(words, at + 1, containerOptions) + 1);
  return command.length === 0 ? null : command;
}

function behindOptions(words: readonly string[], from: number, valued: ReadonlySet<string>): number {
  let at = from;
  while ((words[at] ?? "").startsWith("-") && words[at] !== "--") at += valued.has(words[at] ?? "") ? 2 : 1;
  return words[at] === "--" ? at + 1 : at;
}

function nameOf(word: string): string {
  return word.slice(Math.max(word.lastIndexOf("/"), word.lastIndexOf("\\")) + 1).replace(/\.exe$/i, "");
}
