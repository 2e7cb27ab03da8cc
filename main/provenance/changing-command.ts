/** Redirections into these change no file of the work. */
const elsewhere = /^(?:\/dev\/|\/tmp\/|\/var\/tmp\/|\/proc\/|&|\$\{?TMP|\$\()/;
/** Folders and files that builds make: removing or filling them changes nothing that is worked on. */
const builtOnly =
  /^(?:\/tmp\/|\/var\/tmp\/|(?:\.\/|.*\/)?(?:node_modules|dist|build|out|target|coverage|htmlcov|__pycache__|\.[\w.-]*cache|\.next|\.tox|\.venv|venv)(?:\/|$)|.*\.(?:log|pyc|tmp|tsbuildinfo|patch|diff)$|.*\bpatch\w*\.txt$)/;
/** Folders for temporary files. */
const temporary = /^(?:\/tmp|\/var\/tmp)(?:\/|$)/;
/** An inline script that opens a file for writing. */
const writes =
  /\bopen\([^)\n]*,\s*(?:mode\s*=\s*)?["'][wax]b?\+?["']|\.write_(?:text|bytes)\(|\bwrite(?:File|FileSync)\(/;

type Reading = (words: readonly string[]) => string | null;

const withFlag =
  (
    flag: RegExp,
    how: (program: string, found: string) => string = (program, found) => `${program} ${found}`,
  ): Reading =>
  (words) => {
    const found = words.slice(1).find((word) => flag.test(word));
    return found === undefined ? null : how(words[0] ?? "", found);
  };

const unlessFlag =
  (flag: RegExp, how: string): Reading =>
  (words) =>
    words.some((word) => flag.test(word)) ? null : how;

/** The words that name things, without options. */
function operands(words: readonly string[]): string[] {
  return words.slice(1).filter((word) => !word.startsWith("-"));
}

const moved: Reading = (words) => {
  const named = operands(words);
  const to = words[0] === "rm" ? named : named.slice(-1);
  return to.length === 0 || to.every((path) => builtOnly.test(path)) ? null : (words[0] ?? null);
};

const gitChanges: Readonly<Record<string, Reading>> = {
  checkout: (words) => {
    const made = words.some((word) => word === "-b" || word === "-B" || word === "--orphan");
    return made && !words.includes("--") ? null : "git checkout";
  },
  switch: unlessFlag(/^(?:-c|-C|--create)$/, "git switch"),
  restore: (words) => (words.includes("--staged") && !words.includes("--worktree") ? null : "git restore"),
  reset: withFlag(/^--(?:hard|merge|keep)$/, (_, flag) => `git reset ${flag}`),
  stash: (words) => (/^(?:list|show|drop|clear|create)$/.test(words[1] ?? "") ? null : "git stash"),
  apply: unlessFlag(/^--(?:check|stat|numstat|summary|cached)$/, "git apply"),
  am: () => "git am",
  merge: unlessFlag(/^--abort$/, "git merge"),
  rebase: unlessFlag(/^--abort$/, "git rebase"),
  "cherry-pick": unlessFlag(/^--abort$/, "git cherry-pick"),
  revert: () => "git revert",
  pull: () => "git pull",
  clean: withFlag(/^-\w*f/, () => "git clean"),
  rm: unlessFlag(/^--cached$/, "git rm"),
  mv: () => "git mv",
};

const git: Reading = (words) => {
  let at = 1;
  while ((words[at] ?? "").startsWith("-")) at += words[at] === "-C" || words[at] === "-c" ? 2 : 1;
  return gitChanges[words[at] ?? ""]?.(words.slice(at)) ?? null;
};

const scriptNames = /^(?:format|fmt|prettier|fix|lint:fix|lint-fix|format:\w+|generate|codegen|gen|generate:\w+)$/;
const packageScript: Reading = (words) => {
  const name = operands(words).find((word) => word !== "run" && word !== "run-script");
  const first = words.slice(1).some((word) => word === "run" || word === "run-script") || words[0] !== "npm";
  return first && name !== undefined && scriptNames.test(name) ? `${words[0] ?? ""} run ${name}` : null;
};

/** Programs that can rewrite files of the work, and when they do. Their manuals' own options; what only prints is left out. */
const programs: Readonly<Record<string, Reading>> = {
  sed: withFlag(/^(?:-[a-zA-Z]*i|--in-place)/, () => "sed -i"),
  perl: withFlag(/^-\w*i/, () => "perl -i"),
  tee: (words) => (operands(words).some((path) => !elsewhere.test(path) && !builtOnly.test(path)) ? "tee" : null),
  patch: unlessFlag(/^--dry-run$/, "patch"),
  mv: moved,
  cp: moved,
  rm: moved,
  git,
  prettier: withFlag(/^(?:--write|-w)$/),
  eslint: withFlag(/^--fix$/),
  stylelint: withFlag(/^--fix$/),
  biome: withFlag(/^--(?:write|apply|apply-unsafe|fix)$/),
  black: unlessFlag(/^--(?:check|diff|version)$/, "black"),
  isort: unlessFlag(/^(?:--check|--check-only|-c|--diff|--version)$/, "isort"),
  ruff: (words) =>
    words[1] === "format" && !words.some((word) => /^--(?:check|diff)$/.test(word))
      ? "ruff format"
      : words.includes("--fix")
        ? "ruff --fix"
        : null,
  autopep8: withFlag(/^(?:-\w*i|--in-place)/),
  yapf: withFlag(/^(?:-\w*i|--in-place)/),
  gofmt: withFlag(/^-\w*w/),
  goimports: withFlag(/^-\w*w/),
  go: (words) =>
    words[1] === "fmt" || words[1] === "generate"
      ? `go ${words[1]}`
      : words[1] === "mod" && words[2] === "tidy"
        ? "go mod tidy"
        : null,
  cargo: (words) =>
    (words[1] === "fmt" && !words.includes("--check")) || words[1] === "fix" || words.includes("--fix")
      ? `cargo ${words[1] ?? ""}`
      : null,
  rustfmt: unlessFlag(/^--check$/, "rustfmt"),
  "clang-format": withFlag(/^-i$/),
  rubocop: withFlag(/^(?:-a|-A|--auto-?correct(?:-all)?|--fix-layout)$/),
  dotnet: (words) => (words[1] === "format" && !words.includes("--verify-no-changes") ? "dotnet format" : null),
  jest: withFlag(/^(?:-u|--updateSnapshot)$/),
  vitest: withFlag(/^(?:-u|--update)$/),
  jscodeshift: unlessFlag(/^(?:-d|--dry)$/, "jscodeshift"),
  npm: packageScript,
  pnpm: packageScript,
  yarn: packageScript,
  bun: packageScript,
  make: (words) => {
    const goal = operands(words).find((word) => scriptNames.test(word));
    return goal === undefined ? null : `make ${goal}`;
  },
};

const wrappers = new Set(["sudo", "env", "command", "time", "npx", "bunx", "pnpx", "uvx", "exec", "xargs", "nohup"]);
const runThrough: Readonly<Record<string, ReadonlySet<string>>> = {
  uv: new Set(["run"]),
  poetry: new Set(["run"]),
  pipenv: new Set(["run"]),
  pnpm: new Set(["exec", "dlx"]),
  yarn: new Set(["exec", "dlx"]),
  npm: new Set(["exec"]),
  bundle: new Set(["exec"]),
  python: new Set(["-m"]),
  python3: new Set(["-m"]),
};

/** Takes off what only runs another program: `cd x`, `FOO=1`, `npx`, `uv run`, `timeout 60`. */
function bare(words: readonly string[]): readonly string[] {
  let rest = words;
  for (;;) {
    const [first = "", second = ""] = rest;
    if (/^[A-Za-z_]\w*=/.test(first) || wrappers.has(first) || /^(?:then|do|else|!|\(|\{)$/.test(first))
      rest = rest.slice(1);
    else if (first === "timeout") rest = rest.slice(2);
    else if (runThrough[first]?.has(second) === true) rest = rest.slice(2);
    else return rest;
    while (rest.length > 1 && (rest[0] ?? "").startsWith("-") && rest !== words) rest = rest.slice(1);
  }
}

interface Simple {
  readonly words: readonly string[];
  /** Files that its output is redirected to. */
  readonly into: readonly string[];
}

/** The simple commands of a shell line: quotes are kept together, and the bodies of here-documents are left out. */
function simpleCommands(line: string): Simple[] {
  const tokens =
    line.match(/"(?:[^"\\]|\\.)*"|'[^']*'|&&|\|\||&>>?|\d?>>?&?|[;|\n&()]|(?:\\.|[^\s"'|;&()<>])+|<+/g) ?? [];
  const commands: { words: string[]; into: string[] }[] = [{ words: [], into: [] }];
  let redirect = false;
  for (const token of tokens) {
    const current = commands.at(-1);
    if (current === undefined) break;
    if (/^(?:&&|\|\||[;|\n&()])$/.test(token)) {
      commands.push({ words: [], into: [] });
      redirect = false;
    } else if (/^(?:&>>?|\d?>>?&?)$/.test(token)) redirect = !token.endsWith("&");
    else if (redirect) {
      current.into.push(token.replace(/^["']|["']$/g, ""));
      redirect = false;
    } else current.words.push(token.replace(/^["']|["']$/g, ""));
  }
  return commands;
}

/**
 * What in a command line may have changed files of the work: a formatter, `sed -i`, `git checkout`, a redirection, a script that
 * writes. In: a shell line as recorded. Out: a few words, "prettier --write"; null where nothing in it is known to change files.
 * A line is read by its look: whether anything really changed is not known.
 */
export function changingCommand(line: string): string | null {
  // Bodies of here-documents are texts, not commands; a script's body is looked at for what it writes.
  const heads = line.replace(/<<-?\s*(["']?)(\w+)\1([^\n]*)\n[\s\S]*?(?:\n\s*\2\s*(?=\n|$)|$)/g, " $3");
  if (/\b(?:python3?|node|ruby|bun|deno)\b/.test(heads) && writes.test(line)) return "a script that writes files";
  let inTemporary = false;
  for (const { words, into } of simpleCommands(heads)) {
    const own = bare(words);
    const program = (own[0] ?? "").replace(/^.*\//, "");
    if (program === "cd") inTemporary = temporary.test(own[1] ?? "");
    // Beside a program's options only names tell where it writes: in a folder for temporary files those are not the work's.
    if (inTemporary) continue;
    const how = programs[program]?.([program, ...own.slice(1)]) ?? null;
    if (how !== null) return how;
    const file = into.find((path) => path !== "" && !elsewhere.test(path) && !builtOnly.test(path));
    const tests = own.some((word) => word === "[" || word === "[[");
    const exports = program === "git" && own.some((word) => /^(?:diff|show|log|format-patch)$/.test(word));
    if (file !== undefined && own.length > 0 && !tests && !exports)
      return `writing ${file.length > 60 ? `${file.slice(0, 59)}…` : file}`;
  }
  return null;
}
