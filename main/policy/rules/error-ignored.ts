import { baseName } from "../command-line";
import { isOwn } from "../own-files";
import { runCommands, shownCommand, type PlacedCommand, type RunCommand } from "../run-commands";
import { sighting, type AttemptFacts, type FindingRule, type Sighting } from "../rule";
import { standOf } from "../work-folder";

export const errorIgnored: FindingRule = {
  id: "error-ignored",
  title: "Failure left behind",
  rationale: "Something failed, nothing later shows it working, and the agent's own account does not speak of it.",
  looksAt: ["checks", "commands", "messages"],
  run(facts) {
    // A session that was stopped ignored nothing.
    if (facts.sessions.some(({ status }) => status === "aborted" || status === "errored" || status === "in-flight"))
      return [];
    const final = finalMessage(facts);
    if (final !== null && speaksOfFailure(final)) return [];
    const unsaid = final === null ? "no final message speaks of it" : "the final message does not speak of it";
    return [...checks(facts, unsaid), ...commands(facts, unsaid)];
  },
};

function checks(facts: AttemptFacts, unsaid: string): Sighting[] {
  const last = new Map<string, RunCommand>();
  const runs = new Map(runCommands(facts).map((run) => [run.at, run]));
  const aside = setAside(facts);
  for (const { at, result, later } of facts.checks) {
    const run = runs.get(at);
    if (run?.detail.kind !== "check" || result !== "failed" || later !== null) continue;
    if (isExperiment(run, facts) || aside.some(([from, to]) => at > from && at < to)) continue;
    last.set(run.detail.checkType, run);
  }
  return [...last.values()].map(({ ref, detail }) =>
    sighting(
      "warning",
      `${shownCommand(detail.command)} failed${codeOf(detail.exitCode)} and did not pass later; ${unsaid}.`,
      {
        event: ref,
      },
    ),
  );
}

/** A script the session wrote for itself and left out of the patch, or the code as it was before: a failure there is an answer. */
function isExperiment({ at, parts }: RunCommand, facts: AttemptFacts): boolean {
  const changed = facts.attempt.files;
  return parts.some(({ words, folder }) => {
    const program = baseName(words[0] ?? "");
    if (program === "git" && /^(?:stash|checkout|worktree)$/.test(words[1] ?? "")) return true;
    if (/^(?:cp|mv)$/.test(program) && words.some((word) => /\.(?:bak|backup|orig|old)\b/.test(word))) return true;
    return words.slice(1).some((word) => {
      const file = word.replace(/::.*$/, "");
      if (!/\.[a-z]{1,4}$/.test(file)) return false;
      const { path } = standOf(file, folder, facts);
      return isOwn(path, at, facts) && !changed.some((each) => path === each.path || path.endsWith(`/${each.path}`));
    });
  });
}

/** Where the change was put aside (`git stash`) to see the code without it: from each event to the one that brought it back. */
function setAside(facts: AttemptFacts): (readonly [from: number, to: number])[] {
  const out: (readonly [number, number])[] = [];
  let from: number | null = null;
  for (const { at, parts } of runCommands(facts))
    for (const { words } of parts) {
      if (baseName(words[0] ?? "") !== "git" || words[1] !== "stash") continue;
      const verb = words.slice(2).find((word) => !word.startsWith("-")) ?? "push";
      if (verb === "push" || verb === "save") from = at;
      else if ((verb === "pop" || verb === "apply") && from !== null) {
        out.push([from, at]);
        from = null;
      }
    }
  return out;
}

/** Commands that do work others rely on, by program and verb. A failed look (`ls`, `grep`) or experiment is an answer, not an error. */
const effects: Readonly<Record<string, RegExp>> = {
  git: /^(?:push|commit|merge|rebase|cherry-pick|apply|am|pull)$/,
  docker: /^(?:build|compose|push|buildx)$/,
  "docker-compose": /^(?:up|build)$/,
  kubectl: /^(?:apply|create|delete|patch)$/,
  terraform: /^(?:apply|plan|init)$/,
  helm: /^(?:install|upgrade)$/,
  npm: /^(?:install|i|ci|add|publish|run)$/,
  pnpm: /^(?:install|i|add|publish|run)$/,
  yarn: /^(?:install|add|publish|run)$/,
  bun: /^(?:install|add|run)$/,
  pip: /^install$/,
  pip3: /^install$/,
  uv: /^(?:sync|add|pip)$/,
  poetry: /^(?:install|add)$/,
  bundle: /^install$/,
  make: /./,
  alembic: /^(?:upgrade|revision)$/,
  prisma: /^(?:migrate|db|generate)$/,
  gh: /^(?:pr|release|workflow)$/,
  python: /^manage\.py$/,
  python3: /^manage\.py$/,
  php: /^artisan$/,
  rails: /^db:/,
  rake: /^db:/,
  npx: /^(?:prisma|drizzle-kit|knex|sequelize|typeorm)$/,
  flyway: /^migrate$/,
  liquibase: /^(?:update|migrate)/,
  mix: /^(?:ecto\.(?:migrate|create|setup|rollback)|deps\.get|release$)/,
  diesel: /^migration$/,
  sqlx: /^(?:migrate|database)$/,
  goose: /^up/,
  dbmate: /^(?:up|migrate)$/,
  dotnet: /^(?:ef|restore|publish)$/,
};
const installs = /^(?:install|i|ci|add|sync|pip)$/;

function commands(facts: AttemptFacts, unsaid: string): Sighting[] {
  const all = runCommands(facts);
  const passed = facts.checks.findLast(({ result }) => result === "passed")?.at ?? -1;
  const succeeded = new Map<string, number>();
  for (const run of all)
    if (run.detail.outcome === "ok" && (run.detail.exitCode ?? 0) === 0)
      for (const part of run.parts) succeeded.set(workOf(part), run.at);
  const last = new Map<string, { readonly run: RunCommand; readonly part: PlacedCommand }>();
  for (const run of all) {
    const code = run.detail.exitCode;
    if (run.detail.kind === "check" || run.denied || !failed(run.detail.outcome, code)) continue;
    // Which part of a longer line failed is not on record, except where it is the only one that does anything.
    const doing = run.parts.filter(
      (part) => !part.carries && !/^(?:cd|echo|export|set|source|tail|head|grep|true)$/.test(part.words[0] ?? ""),
    );
    const [part] = doing;
    if (part === undefined || doing.length > 1) continue;
    const program = baseName(part.words[0] ?? "");
    const verb = part.words.slice(1).find((word) => !word.startsWith("-")) ?? "";
    const wanted = Object.hasOwn(effects, program) ? effects[program] : undefined;
    const delivers = /^(?:deploy|release|publish|migrate|rollback)[\w-]*(?:\.(?:sh|py|js|ts))?$/.test(program);
    if ((wanted?.test(verb) !== true && !delivers) || part.where !== "here") continue;
    if ((succeeded.get(workOf(part)) ?? -1) > run.at || (installs.test(verb) && passed > run.at)) continue;
    last.set(workOf(part), { run, part });
  }
  return [...last.values()].map(({ run, part }) =>
    sighting(
      "warning",
      `${shownCommand(part.text)} failed${codeOf(run.detail.exitCode)} and was not run again to success; ${unsaid}.`,
      {
        event: run.ref,
      },
    ),
  );
}

/** What a command does, by which a later one is known to do the same: `git push`, `npm run e2e`, `npm install` for `npm ci`. */
function workOf({ words }: PlacedCommand): string {
  const [verb = "", object = ""] = words.slice(1).filter((word) => !word.startsWith("-"));
  const program = baseName(words[0] ?? "").replace(/^python3$/, "python");
  return `${program} ${installs.test(verb) ? "install" : /^(?:run|manage\.py|artisan|compose|prisma)$/.test(verb) ? `${verb} ${object}` : verb}`;
}

/** Not found, not allowed to run, timed out and ended from outside say nothing of the work. */
function failed(outcome: string, code: number | null): boolean {
  if (code !== null) return code !== 0 && code < 124;
  return outcome === "failed";
}

function codeOf(code: number | null): string {
  return code === null || code === 0 ? "" : ` with exit code ${String(code)}`;
}

function finalMessage({ events, attempt }: AttemptFacts): string | null {
  const last = events.findLast(
    ({ event }) =>
      event.detail.kind === "message" &&
      event.detail.role === "agent" &&
      event.actor === "agent" &&
      event.detail.text.trim() !== "",
  );
  const said = [
    last?.event.detail.kind === "message" ? last.event.detail.text : "",
    attempt.summary ?? "",
    ...attempt.statements.map(({ text }) => text),
  ].filter((text) => text !== "");
  return said.length === 0 ? null : said.join("\n");
}

const noFailure =
  /\b(?:no|0|zero|without(?: any)?|not any|never)\s+(?:\w+\s+){0,2}(?:errors?|failures?|failing|failed|fails)\b|\berror[- ](?:handling|messages?|cases?|paths?|codes?|types?|boundar\w+|class(?:es)?|responses?)\b|\b(?:fix|fixe[sd]|fixing|resolve[sd]?|handle[sd]?|correct(?:s|ed)?)\b[^.\n]{0,60}\b(?:errors?|failures?|failing|fail(?:s|ed)?|offen[cs]es?|violations?|problems?|issues?)\b|\b0 failed\b/gi;
const failure =
  /\b(?:pass(?:es|ed)?|green|succeed(?:s|ed)?|works?)\b[^.\n]{0,40}\b(?:except|apart from|other than)\b|\b(?:fail(?:s|ed|ing|ures?)?|errors?|unable|could(?: not|n['’]t)|can(?:not|['’]t)|not (?:able|run|pass|passing|install|installed|available|build|verified|possible|pushed|working)|did(?: not|n['’]t) (?:pass|work|run|build|compile|succeed|push|install)|does(?: not|n['’]t) (?:pass|compile|build|work|run)|do(?: not|n['’]t) (?:pass|compile|build|work|run)|blocked|broken|breaks|pre-?existing|flaky|timed? ?out|unverified|untested|permission denied|rejected)\b|\b[1-9]\d* (?:\w+ ){0,2}(?:offen[cs]es?|violations?|problems?|issues?|complaints?)\b/i;

/** Any word of a failure counts: whether it is this one only a reader can tell. */
function speaksOfFailure(text: string): boolean {
  return failure.test(text.slice(0, 50_000).replace(noFailure, " "));
}
