/** What the page may name, handed from the window's process to its preload script as an argument. */
export interface NameLists {
  readonly procedures: readonly string[];
  readonly topics: readonly string[];
}

const prefix = "--countersign-names=";

/** One argument that carries both lists; names hold letters, digits, dots and dashes only. */
export function namesArgument({ procedures, topics }: NameLists): string {
  return `${prefix}${procedures.join(",")};${topics.join(",")}`;
}

/** Reads the lists back; without the argument nothing may be named. */
export function namesFrom(argv: readonly string[]): NameLists {
  const given = argv.find((argument) => argument.startsWith(prefix))?.slice(prefix.length) ?? "";
  const [procedures, topics] = given.split(";").map((list) => list.split(",").filter((name) => name !== ""));
  return { procedures: procedures ?? [], topics: topics ?? [] };
}
