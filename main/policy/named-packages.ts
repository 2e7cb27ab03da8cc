/** Package managers and the words that install a package by name. */
const installs: Readonly<Record<string, readonly string[]>> = {
  npm: ["install", "i", "add", "in", "isntall"],
  pnpm: ["add", "install", "i"],
  yarn: ["add", "global add"],
  bun: ["add", "install", "i"],
  deno: ["add", "install"],
  pip: ["install"],
  pip3: ["install"],
  pipx: ["install"],
  uv: ["add", "pip install", "tool install"],
  poetry: ["add"],
  pipenv: ["install"],
  pdm: ["add"],
  rye: ["add"],
  conda: ["install"],
  mamba: ["install"],
  cargo: ["add", "install"],
  go: ["get", "install"],
  gem: ["install"],
  bundle: ["add"],
  composer: ["require", "global require"],
  apt: ["install"],
  "apt-get": ["install"],
  aptitude: ["install"],
  apk: ["add"],
  yum: ["install"],
  dnf: ["install"],
  pacman: ["-S", "-Sy", "-Syu"],
  zypper: ["install"],
  brew: ["install", "cask install"],
  port: ["install"],
  snap: ["install"],
  choco: ["install"],
  winget: ["install"],
  scoop: ["install"],
  dotnet: ["add package", "tool install"],
  nuget: ["install"],
  luarocks: ["install"],
  cpan: [""],
  cpanm: [""],
  rustup: ["component add", "target add"],
  code: [],
};
const valued = new Set(
  "-r --requirement -c --constraint -e --editable -t --target -i --index-url --extra-index-url -f --find-links --prefix --root --registry -w --workspace --workspace-root --filter -C --dir --cwd --features -F --version --path --git --branch --tag --rev --group -G --extra --python -p --manifest-path --package --source --index -n --name --no-binary --only-binary --progress-bar --timeout --cache-dir --platform --toolchain --channel --jobs -j --repository -X -o --platforms".split(
    " ",
  ),
);
/** The installers themselves, brought up to date. */
const plumbing = /^(?:pip|setuptools|wheel|npm|build)(?:[@=<>~!].*)?$/;

/**
 * The packages a command installs by name. What a project declares already (`npm ci`, `pip install -r`, `pip install -e .`) is none.
 * In: program name, arguments. Out: names as written.
 */
export function namedPackages(program: string, args: readonly string[]): string[] {
  let [name, rest] = [program, args];
  if (/^python[\d.]*$/.test(program) && args[0] === "-m" && (args[1] === "pip" || args[1] === "pipx"))
    [name, rest] = ["pip", args.slice(2)];
  else if (/^pip3?(?:\.\d+)?$/.test(program)) name = "pip";
  else if (program === "corepack") [name, rest] = [args[0] ?? "", args.slice(1)];
  // Which workspace it is for stands before the verb.
  while (/^(?:-F|--filter|-C|--dir|--cwd|--prefix|-w|--workspace|workspace)$/.test(rest[0] ?? "") && rest.length > 2)
    rest = rest.slice(2);
  const verbs = Object.hasOwn(installs, name) ? (installs[name] ?? []) : [];
  if (rest.some((arg) => /^(?:--dry-run|--help|-h|--simulate|--download-only)$/.test(arg))) return [];
  const lead = rest.filter((arg) => verbs.includes(arg) || !arg.startsWith("-"));
  const verb = verbs.find((one) => one === "" || one === lead.slice(0, one.split(" ").length).join(" "));
  if (verb === undefined) return [];
  const words: string[] = [];
  let skip = verb === "" ? 0 : verb.split(" ").length;
  let editable = false;
  for (let index = 0; index < rest.length; index += 1) {
    const arg = rest[index] ?? "";
    if (skip > 0 && verb.split(" ").includes(arg)) {
      skip -= 1;
      continue;
    }
    if (arg.startsWith("-") && skip === 0) {
      if (/^(?:-e|--editable|-r|--requirement)$/.test(arg)) editable = true;
      if (valued.has(arg)) index += 1;
      continue;
    }
    if (!arg.startsWith("-")) words.push(arg);
  }
  const found = words.filter((word) => !isLocal(word) && !plumbing.test(word) && !/[$`(){}|;]/.test(word));
  // `npm install left-pad` names a package, `npm install` with a working folder does not.
  return editable && found.every((word) => /^\.?\[/.test(word)) ? [] : found;
}

function isLocal(word: string): boolean {
  return (
    word === "" ||
    /^\.{1,2}(?:$|\/|\[)|^~?\/|^file:|^link:|^workspace:|^[A-Za-z]:\\/.test(word) ||
    /\.(?:whl|tgz|tar\.gz|zip|deb|rpm|gem|txt|toml|nupkg)$/.test(word.replace(/^https?:.*/, ""))
  );
}

/** Programs that projects declare and `npx` finds in them: nothing is fetched for those. */
const declared = new Set(
  "tsc eslint prettier vitest jest mocha ava tap c8 nyc playwright cypress vite webpack rollup esbuild tsup turbo nx lerna next nuxt astro svelte-check svelte-kit vue-tsc vue-cli-service ng react-scripts react-router remix storybook tailwindcss postcss biome oxlint oxfmt stylelint tsx ts-node nodemon rimraf concurrently cross-env husky lint-staged changeset drizzle-kit prisma sequelize sequelize-cli knex typeorm wrangler supabase expo electron electron-builder electron-forge electron-rebuild markdownlint markdownlint-cli2 cspell knip madge depcruise dependency-cruiser size-limit hardhat truffle tsd tsgo swc babel gulp grunt karma protractor wdio web-test-runner pnpm yarn npm bun graphql-codegen openapi-typescript typedoc semantic-release commitlint commitizen pkgroll unbuild tshy publint attw rolldown lefthook convex firebase cdk cdktf sst serverless sls vsce ovsx mocha-parallel-tests standard xo tslint".split(
    " ",
  ),
);

/** The package that a runner of packages fetches to run it: `npx -y x`, `uvx x`, `npm create x`; null where it runs what is there. */
export function runsFromNetwork(program: string, args: readonly string[]): string | null {
  const plain = args.filter((arg) => !arg.startsWith("-"));
  // After the program's name the options are its own: `npx tsc -p tsconfig.json`.
  const verbs = /^(?:npx|bunx|uvx)$/.test(program) ? 0 : program === "uv" ? 2 : 1;
  const own = args.findIndex(
    (arg, index) =>
      !arg.startsWith("-") &&
      !/^(?:-p|--package|--from|--with|--python)$/.test(args[index - 1] ?? "") &&
      args.slice(0, index).filter((before) => !before.startsWith("-")).length >= verbs,
  );
  const options = own === -1 ? args : args.slice(0, own);
  const flagged = options.findIndex((arg) => /^(?:-p|--package|--from)$/.test(arg));
  const from =
    options.find((arg) => /^--(?:package|from)=/.test(arg))?.replace(/^[^=]*=/, "") ??
    (flagged === -1 ? undefined : args[flagged + 1]);
  const local = (name: string | undefined): string | null =>
    name === undefined || isLocal(name) || /[$`]/.test(name) ? null : name;
  if (args.some((arg) => /^(?:--no-install|--no|--offline|--help|--version|-v)$/.test(arg)) && plain.length === 0)
    return null;
  if (
    program === "npx" ||
    program === "bunx" ||
    (program === "npm" && plain[0] === "exec") ||
    (program === "bun" && plain[0] === "x")
  ) {
    if (args.some((arg) => /^(?:--no-install|--no|--offline)$/.test(arg))) return null;
    if (from !== undefined) return local(from);
    const name = program === "npx" || program === "bunx" ? plain[0] : plain[1];
    if (name === undefined) return null;
    const bare = name.replace(/(?<=.)@[^/@]*$/, "");
    return declared.has(bare) ||
      /^@(?:playwright|biomejs|angular|nestjs|storybook|changesets|tailwindcss|typescript|redocly|sveltejs|vitest)\//.test(
        bare,
      )
      ? null
      : local(name);
  }
  if (
    ((program === "pnpm" || program === "yarn") && plain[0] === "dlx") ||
    (program === "uv" && plain[0] === "tool" && plain[1] === "run")
  )
    return from ?? local(plain[program === "uv" ? 2 : 1]);
  if (program === "uvx" || (program === "pipx" && plain[0] === "run")) {
    const name = from ?? plain[program === "uvx" ? 0 : 1];
    return name !== undefined &&
      /^(?:ruff|black|mypy|pytest|pre-commit|pyright|ty|tox|nox|isort|flake8)(?:@|$)/.test(name)
      ? null
      : local(name);
  }
  if (["npm", "pnpm", "yarn", "bun"].includes(program) && plain[0] === "create")
    return local(plain[1] === undefined ? undefined : `create-${plain[1]}`);
  if (program === "npm" && plain[0] === "init" && plain[1] !== undefined) return local(`create-${plain[1]}`);
  if (program === "go" && plain[0] === "run" && /@[\w.-]+$/.test(plain[1] ?? "")) return plain[1] ?? null;
  return null;
}
