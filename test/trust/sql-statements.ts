/** Takes SQL apart into its statements; a trigger's own statements are part of it. In: as migrations write it, a statement ends its line. */
export function statementsOf(sql: string): string[] {
  const statements: string[] = [];
  let open = "";
  for (const line of sql.split("\n")) {
    open += `${line}\n`;
    const text = open.replace(/--[^\n]*/g, "");
    const ends = /;\s*$/.test(line.replace(/--.*$/, ""));
    if (!ends || (/CREATE\s+TRIGGER/i.test(text) && !/\bEND;\s*$/i.test(text))) continue;
    statements.push(open);
    open = "";
  }
  if (open.replace(/--[^\n]*/g, "").trim() !== "") statements.push(open);
  return statements;
}
