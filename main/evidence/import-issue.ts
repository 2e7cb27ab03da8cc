import { Document, isMap, isNode, isScalar, type Node } from "yaml";
import { findHiddenCharacters } from "../../shared/diff/hidden-characters";
import type { EvidenceKind } from "../../shared/model/contract";
import type { TierLevel } from "../../shared/model/tier";
import { issueSections, type IssueSection } from "./issue-sections";

/** An issue as it was found: every text is its author's. */
export interface Issue {
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  /** "owner/repo#12"; null for a text without an address. */
  readonly reference: string | null;
  readonly author: string | null;
  /** RFC 3339. */
  readonly createdAt: string | null;
  readonly link: string | null;
}

/** Text of an issue that is looked at, in characters. */
const maxBody = 100_000;
const most = 40;

interface Guess {
  readonly key: string;
  readonly value: unknown;
  /** Where it was taken from; stands above it as a comment. */
  readonly because: string | null;
}

/**
 * A contract begun from an issue: what its headings, lists, code and labels say, in the places where a contract has it. Everything
 * that is a guess says so in a comment; nothing of it is more than a draft for a person to go through. In: the issue. Out: YAML that
 * is a valid contract. What an issue names as a criterion without a command becomes a constraint: only a command is a check.
 */
export function contractFromIssue(issue: Issue): string {
  const hidden = findHiddenCharacters(issue.body.slice(0, maxBody)).length + findHiddenCharacters(issue.title).length;
  const title = cut(visible(issue.title), 300) || "Untitled";
  const sections = issueSections(visible(issue.body.slice(0, maxBody), true));
  const { criteria, checks } = acceptanceOf(sections);
  const constraints = [...constraintsOf(sections), ...criteria.filter((text) => text !== "")].slice(0, most);
  const objective = objectiveOf(sections);
  const paths = pathsOf(sections);
  const risk = riskOf(issue.labels);
  const links = linksOf(issue);
  const guesses: Guess[] = [
    { key: "version", value: 1, because: null },
    {
      key: "id",
      value: idOf(issue, title),
      because: issue.reference === null ? "Guessed: the text names no reference of its own." : null,
    },
    { key: "title", value: title, because: null },
    {
      key: "objective",
      value: objective?.text ?? title,
      because: objective === null ? "Guessed: the title. Say what must be true at the end." : objective.because,
    },
    ...(constraints.length === 0
      ? []
      : [
          {
            key: "constraints",
            value: constraints,
            because:
              criteria.length === 0
                ? "Guessed from the issue's lists."
                : "Guessed from the issue's lists. Criteria without a command stand here: write a check for each that one can check.",
          },
        ]),
    ...(checks.length === 0
      ? []
      : [
          {
            key: "acceptance",
            value: checks,
            because: "Guessed from commands in the issue. Read them before anything runs them.",
          },
        ]),
    ...(paths.length === 0
      ? []
      : [{ key: "allow", value: { paths }, because: "Guessed from the paths the issue names as its scope." }]),
    ...(risk === null ? [] : [{ key: "risk", value: risk.level, because: `Guessed from the label ${risk.label}.` }]),
    ...(issue.author === null
      ? []
      : [
          {
            key: "requester",
            value: {
              name: cut(visible(issue.author), 200),
              entryPoint: "issue",
              ...(issue.createdAt === null ? {} : { at: issue.createdAt }),
              ...(issue.link === null ? {} : { link: issue.link }),
            },
            because: null,
          },
        ]),
    ...(links.length === 0 ? [] : [{ key: "links", value: links, because: null }]),
  ];
  return written(guesses, [
    issue.reference === null ? "Begun from a text." : `Begun from ${cut(visible(issue.reference), 200)}.`,
    ...(hidden === 0 ? [] : [`${String(hidden)} hidden characters of it were left out.`]),
    ...(issue.body.length > maxBody ? [`Only its first ${String(maxBody)} characters were looked at.`] : []),
  ]);
}

function written(guesses: readonly Guess[], above: readonly string[]): string {
  const document = new Document(Object.fromEntries(guesses.map(({ key, value }) => [key, value])));
  document.commentBefore = above.map((line) => ` ${line}`).join("\n");
  const { contents } = document;
  if (isMap(contents)) {
    for (const pair of contents.items) {
      const key: unknown = pair.key;
      const guess = guesses.find((one) => isScalar(key) && one.key === key.value);
      if (isNode(key) && guess !== undefined && guess.because !== null)
        (key as Node).commentBefore = ` ${guess.because}`;
    }
  }
  return document.toString({ lineWidth: 100, flowCollectionPadding: false });
}

function idOf({ reference }: Issue, title: string): string {
  if (reference !== null) return cut(visible(reference).replace(/^.*\//, ""), 80);
  return /\b[A-Z][A-Z0-9]{1,9}-\d{1,7}\b/.exec(title)?.[0] ?? "DRAFT-1";
}

const objectiveHeadings = /\b(?:objective|goal|summary|description|what|overview|problem|user story|expected)\b/;

function objectiveOf(sections: readonly IssueSection[]): { text: string; because: string } | null {
  const named = sections.find((section) => objectiveHeadings.test(section.heading) && section.paragraphs.length > 0);
  if (named !== undefined)
    return {
      text: cut(named.paragraphs.join("\n\n"), 4000),
      because: `Guessed from the heading “${cut(named.heading, 60)}”.`,
    };
  const first = sections.flatMap((section) => section.paragraphs)[0];
  return first === undefined ? null : { text: cut(first, 4000), because: "Guessed: the issue's first paragraph." };
}

const constraintHeadings =
  /\b(?:constraints?|non-goals?|out of scope|limits?|limitations?|must not|do not|don['’]?t)\b/;
const outside = /\b(?:non-goals?|out of scope)\b/;
const ban = /^(?:do not|don['’]t|must not|never|no)\s/i;

function constraintsOf(sections: readonly IssueSection[]): string[] {
  return sections.flatMap(({ heading, items, paragraphs }) => {
    if (acceptanceHeadings.test(heading)) return [];
    if (!constraintHeadings.test(heading)) return items.filter((text) => ban.test(text)).map((text) => cut(text, 2000));
    const all = items.length > 0 ? items : paragraphs;
    return all.map((text) => cut(outside.test(heading) ? `Out of scope: ${text}` : text, 2000));
  });
}

const acceptanceHeadings =
  /\b(?:acceptance|criteria|definition of done|done when|verification|verify|how to test|test plan|checks)\b/;
const programs =
  /^(?:npm|npx|pnpm|yarn|node|deno|bun|python3?|pytest|tox|uv|poetry|ruff|mypy|go|cargo|make|cmake|ctest|mvn|\.\/mvnw|gradle|\.\/gradlew|dotnet|bundle|rake|rspec|phpunit|composer|swift|bazel|just|docker|eslint|tsc|vitest|jest|playwright|\.\/[\w./-]+|bash [\w./-]+|sh [\w./-]+)(?:\s|$)/;
const shellLanguages = new Set(["", "sh", "bash", "shell", "console", "zsh", "shell-session"]);

interface GuessedCheck {
  readonly id: string;
  readonly name: string;
  readonly command: string;
  readonly shows: EvidenceKind;
}

/** Checks from commands under an acceptance heading; its items without a command are criteria. */
function acceptanceOf(sections: readonly IssueSection[]): { criteria: string[]; checks: GuessedCheck[] } {
  const criteria: string[] = [];
  const commands: { command: string; name: string }[] = [];
  const anyItems = sections.some((section) => acceptanceHeadings.test(section.heading) && section.items.length > 0);
  for (const section of sections) {
    const named = acceptanceHeadings.test(section.heading);
    if (named) {
      for (const text of section.items) {
        const command = [...text.matchAll(/`([^`\n]{2,400})`/g)].map((match) => match[1]?.trim() ?? "").find(isCommand);
        if (command === undefined) criteria.push(cut(text, 2000));
        else commands.push({ command, name: cut(text.replaceAll("`", ""), 300) });
      }
      if (!anyItems) criteria.push(...section.paragraphs.map((text) => cut(text, 2000)));
      for (const { language, lines } of section.code) {
        if (!shellLanguages.has(language)) continue;
        for (const line of lines) {
          const command = line.replace(/^\s*\$\s+/, "").trim();
          if (isCommand(command) && command.length <= 4000) commands.push({ command, name: cut(command, 300) });
        }
      }
    }
  }
  const seen = new Set<string>();
  const unique = commands.filter(({ command }) => !seen.has(command) && seen.add(command));
  return {
    criteria: criteria.slice(0, most),
    checks: unique
      .slice(0, most)
      .map(({ command, name }, index) => ({ id: `check-${String(index + 1)}`, name, command, shows: kindOf(command) })),
  };
}

function isCommand(text: string): boolean {
  return programs.test(text);
}

function kindOf(command: string): EvidenceKind {
  if (/\b(?:lint|eslint|ruff|mypy|clippy|vet|semgrep|typecheck)\b/.test(command)) return "static-analysis";
  if (/\bcoverage\b/.test(command)) return "coverage";
  if (/\b(?:tests?|pytest|vitest|jest|rspec|phpunit|ctest)\b/.test(command)) return "tests";
  return /\b(?:build|compile|tsc|package)\b/.test(command) ? "build" : "tests";
}

const scopeHeadings = /\b(?:scope|files?|paths?|where|affected|touches)\b/;

/** Paths in backquotes under a heading that speaks of the scope; elsewhere a path is an example as often as not. */
function pathsOf(sections: readonly IssueSection[]): string[] {
  const found = sections
    .filter(({ heading }) => scopeHeadings.test(heading) && !outside.test(heading))
    .flatMap(({ items, paragraphs }) => [...items, ...paragraphs])
    .flatMap((text) => [...text.matchAll(/`([^`\s]{2,300})`/g)].map((match) => match[1] ?? ""))
    .filter((text) => /^[\w.@*][\w.@*/-]*$/.test(text) && /[/.*]/.test(text) && !text.includes(".."))
    .map((text) => (text.endsWith("/") ? `${text}**` : text));
  return [...new Set(found)].slice(0, most);
}

const levels: readonly TierLevel[] = ["critical", "high", "medium", "low"];

function riskOf(labels: readonly string[]): { level: TierLevel; label: string } | null {
  for (const label of labels) {
    const text = label.toLowerCase();
    const level = levels.find((one) =>
      new RegExp(`\\b(?:risk|severity)\\b[^a-z]*${one}\\b|\\b${one}\\b[^a-z]*risk\\b`).test(text),
    );
    if (level !== undefined) return { level, label: cut(visible(label), 60) };
  }
  const security = labels.find((label) => /\bsecurity\b/i.test(label));
  return security === undefined ? null : { level: "high", label: cut(visible(security), 60) };
}

function linksOf({ body, link }: Issue): string[] {
  const found = [...body.slice(0, maxBody).matchAll(/https:\/\/[^\s<>()[\]"'`\\]{4,1000}/g)].map(([url]) =>
    visible(url).replace(/[.,;:!?]+$/, ""),
  );
  return [...new Set([...(link === null ? [] : [link]), ...found])].slice(0, most);
}

/** A text without characters that nobody sees. */
function visible(text: string, lines = false): string {
  let kept = "";
  let at = 0;
  for (const { start, end } of findHiddenCharacters(text)) {
    kept += text.slice(at, start);
    at = end;
  }
  kept += text.slice(at);
  return lines ? kept : kept.replace(/\s+/g, " ").trim();
}

function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}
