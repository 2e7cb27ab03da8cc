// Writes shared/keyboard/catalogue.ts and docs/keys.md from the page's sources. Run: node --import ./scripts/resolve-typescript.mjs scripts/list-commands.ts
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import type { Command } from "../shared/keyboard/command";
import { decisionCatalog } from "../shared/review/decision-catalog";

const root = fileURLToPath(new URL("../", import.meta.url));

/** The folder of a screen, and how the map of keys names it, in the order of the map. */
const screenNames: Readonly<Record<string, string>> = {
  "": "Everywhere",
  decisions: "Decisions",
  inbox: "Inbox",
  task: "Task",
  diff: "Diff",
  timeline: "Timeline",
  evidence: "Evidence",
  comments: "Comments",
  decide: "Decision drawer",
  contract: "Contract",
  search: "Search",
  audit: "Audit log",
  policy: "Policy",
  runners: "Runners",
  settings: "Settings",
  "first-run": "Start",
};

/** Commands whose words are made while they run, by scope and key: what the map calls them. Others with such words keep their key. */
const named: Readonly<Record<string, string>> = {
  "diff-body w": "White space changes: all, without amounts, none",
};

/** Every command of the page that has a key of its own: read out of the calls of `useKeys` in the sources, in their order. */
export function listCommands(): Command[] {
  const found = globSync("renderer/**/*.{ts,tsx}", { cwd: root }).sort().flatMap(commandsOf);
  const order = Object.values(screenNames);
  const kept = new Map<string, Command>();
  for (const command of found.sort((a, b) => order.indexOf(a.screen) - order.indexOf(b.screen)))
    if (!kept.has(command.id)) kept.set(command.id, command);
  // A screen may do what the frame does in a way of its own: that is one command.
  const frame = new Set(
    [...kept.values()].filter(({ id }) => id.startsWith("app.")).map(({ label, key }) => `${key} ${label}`),
  );
  return [...kept.values()].filter(({ id, label, key }) => id.startsWith("app.") || !frame.has(`${key} ${label}`));
}

/** The catalogue's file, as it should be. */
export function catalogueText(commands: readonly Command[]): string {
  const rows = commands.map(
    ({ id, screen, group, label, key }) =>
      `  ${JSON.stringify([id, screen, group, label, key]).replaceAll('","', '", "')},`,
  );
  return `import type { CommandRow } from "./command";

// Written by scripts/list-commands.ts from the page's sources: id, screen, group, label, usual key.
// prettier-ignore
export const commandRows: readonly CommandRow[] = [
${rows.join("\n")}
];
`;
}

const pageIntro = `# Keys

Everything can be done from the keyboard. \`?\` lists the keys that work where you are, and all others by screen; \`Ctrl K\` (\`Cmd K\` on
macOS) finds a command, a task, a file or a setting by a few letters. Each key can be changed under Settings, Keys, or by
\`countersign shortcuts\` ([desk.md](desk.md)). A key of a screen goes before one of the frame, a key of the open decision drawer before both.
A button or link that has the focus keeps \`Enter\` and \`Space\` for itself. Chords such as \`g i\` are typed one after the other within two
seconds. The keys 1 to 9 and 0 choose an attempt on its task. The decision keys work in the inbox, on a task and in the drawer; in a diff, a timeline and on the screens of evidence and comments
those of \`a r e o s\` and rejection.

These are the usual keys, as \`scripts/list-commands.ts\` finds them in \`renderer/\`.
`;

/** The page of the documentation that lists every key, as it should be. */
export function keysPage(commands: readonly Command[]): string {
  const screens = [...new Set(commands.map(({ screen }) => screen))];
  const tables = screens.map((screen) => {
    const rows = commands
      .filter((one) => one.screen === screen)
      .map(({ key, label }) => `| ${keyCell(key)} | ${label} |`);
    return `\n## ${screen}\n\n| key | does |\n|---|---|\n${rows.join("\n")}\n`;
  });
  return `${pageIntro}${tables.join("")}`;
}

const shownParts: Readonly<Record<string, string>> = {
  Mod: "Ctrl",
  Escape: "Esc",
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
};

/** A key in a cell of a table, "Mod+k" as "Ctrl K": the bar would end the cell, the backtick the code. */
function keyCell(key: string): string {
  if (key === "|") return "<code>&#124;</code>";
  if (key === "`") return "<code>&#96;</code>";
  const strokes = key.split(" ").map((stroke) => {
    const parts = stroke === "+" ? ["+"] : stroke.split("+");
    const shown = parts.map(
      (part) => shownParts[part] ?? (parts[0] === "Mod" && part.length === 1 ? part.toUpperCase() : part),
    );
    return shown.join(" ");
  });
  return `\`${strokes.join(" ")}\``;
}

function commandsOf(file: string): Command[] {
  const text = readFileSync(`${root}${file}`, "utf8");
  if (!text.includes("useKeys(")) return [];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const folder = /^renderer\/screens\/([^/]+)\//u.exec(file.replaceAll("\\", "/"))?.[1] ?? "";
  const screen = screenNames[folder] ?? `${folder.charAt(0).toUpperCase()}${folder.slice(1).replaceAll("-", " ")}`;
  const commands: Command[] = [];
  const calls = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === "useKeys") {
      const [scope, bindings] = node.arguments;
      if (scope !== undefined && ts.isStringLiteral(scope) && bindings !== undefined)
        commands.push(...bindingsIn(bindings, scope.text, screen));
    }
    ts.forEachChild(node, calls);
  };
  calls(source);
  return commands;
}

function bindingsIn(bindings: ts.Node, scope: string, screen: string): Command[] {
  const commands: Command[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === "decisionCatalog")
      for (const { kind, key, verb } of decisionCatalog)
        commands.push({ id: `decision.${kind}`, screen: "Decisions", group: "Decide", label: verb, key });
    if (ts.isObjectLiteralExpression(node)) {
      const own = literal(node, scope, screen);
      if (own !== null) commands.push(own);
    }
    ts.forEachChild(node, visit);
  };
  visit(bindings);
  return commands;
}

/** A binding written out; null for what is none, is a second key for the same thing, or has a key made while it runs. */
function literal(node: ts.ObjectLiteralExpression, scope: string, screen: string): Command | null {
  const fields = new Map<string, ts.Expression>();
  for (const property of node.properties)
    if (ts.isPropertyAssignment(property) && ts.isIdentifier(property.name))
      fields.set(property.name.text, property.initializer);
    else if (ts.isShorthandPropertyAssignment(property)) fields.set(property.name.text, property.name);
  const key = textOf(fields.get("key"));
  const group = textOf(fields.get("group"));
  if (key === null || group === null || fields.get("unlisted")?.kind === ts.SyntaxKind.TrueKeyword) return null;
  const label = named[`${scope} ${key}`] ?? textOf(fields.get("label"));
  if (label === null) return null;
  const id = textOf(fields.get("id"));
  return { ...command(scope, screen, { group, label, key }), ...(id === null ? {} : { id: `${scope}.${id}` }) };
}

function command(
  scope: string,
  screen: string,
  { group, label, key }: { readonly group: string; readonly label: string; readonly key: string },
): Command {
  const slug = label
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, "-")
    .replace(/^-+|-+$/gu, "");
  return { id: `${scope}.${slug}`, screen, group, label, key };
}

/** A text written in the sources: as it stands, as a constant of the file, or two of which one is shown. */
function textOf(node: ts.Expression | undefined): string | null {
  if (node === undefined) return null;
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node)) return textOf(node.expression);
  if (ts.isIdentifier(node)) return textOf(constants(node.getSourceFile()).get(node.text));
  if (!ts.isConditionalExpression(node)) return null;
  const [yes, no] = [textOf(node.whenTrue), textOf(node.whenFalse)];
  return yes === null || no === null ? null : either(yes, no);
}

function constants(source: ts.SourceFile): Map<string, ts.Expression> {
  const found = new Map<string, ts.Expression>();
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer !== undefined)
      if (ts.isStringLiteralLike(node.initializer)) found.set(node.name.text, node.initializer);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** "Show marks" and "Hide marks" are "Show or hide marks"; without a common end the one stands after the other. */
function either(yes: string, no: string): string {
  const [first, second] = [yes.split(" "), no.split(" ")];
  let common = 0;
  while (common < Math.min(first.length, second.length) - 1 && first.at(-1 - common) === second.at(-1 - common))
    common += 1;
  const head = first.slice(0, first.length - common).join(" ");
  const other = second.slice(0, second.length - common).join(" ");
  return [head, "or", other.charAt(0).toLowerCase() + other.slice(1), ...first.slice(first.length - common)].join(" ");
}

if (import.meta.main) {
  const commands = listCommands();
  writeFileSync(`${root}shared/keyboard/catalogue.ts`, catalogueText(commands));
  writeFileSync(`${root}docs/keys.md`, keysPage(commands));
  console.log(`shared/keyboard/catalogue.ts, docs/keys.md: ${String(commands.length)} commands`);
}
