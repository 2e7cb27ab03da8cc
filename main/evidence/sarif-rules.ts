import { isReportObject, numberAt, objectAt, objectsAt, textAt, type ReportObject } from "./json-report";

/** The rules a run of a tool lists, and its texts. Results name a rule by id, by index, or inside an extension of the tool. */
export class SarifRules {
  readonly #components: readonly ReportObject[];
  readonly #lists = new Map<ReportObject, { byIndex: readonly unknown[]; byId: Map<string, ReportObject> }>();
  readonly #texts: ReportObject | null;

  /** In: `runs[].tool`. */
  constructor(tool: ReportObject | null) {
    const driver = objectAt(tool, "driver");
    this.#components = [driver ?? {}, ...objectsAt(tool, "extensions")];
    this.#texts = objectAt(driver, "globalMessageStrings");
  }

  /** The rule of a result, or null where the tool does not list it. */
  find(result: ReportObject): ReportObject | null {
    const named = objectAt(result, "rule");
    const component = this.#componentOf(objectAt(named, "toolComponent"));
    const { byIndex, byId } = this.#listOf(component);
    const index = numberAt(named, "index") ?? numberAt(result, "ruleIndex") ?? -1;
    const id = textAt(result, "ruleId") ?? textAt(named, "id");
    const at = byIndex[index];
    // An index that points at another rule is wrong; the id is what the tool shows.
    if (isReportObject(at) && (id === null || sameRule(textAt(at, "id"), id))) return at;
    if (id === null) return null;
    const found = byId.get(id) ?? byId.get(parentOf(id));
    if (found !== undefined) return found;
    for (const other of this.#components) {
      const elsewhere = this.#listOf(other).byId.get(id);
      if (elsewhere !== undefined) return elsewhere;
    }
    return null;
  }

  /** A message with its arguments in place; null where it has no text. */
  message(message: ReportObject | null, rule: ReportObject | null): string | null {
    if (message === null) return null;
    const id = textAt(message, "id");
    const stored =
      id === null ? null : (objectAt(objectAt(rule, "messageStrings"), id) ?? objectAt(this.#texts, id) ?? null);
    const text = textAt(message, "text") ?? textAt(stored, "text") ?? textAt(message, "markdown");
    if (text === null) return null;
    const given: unknown = message["arguments"];
    const values: readonly unknown[] = Array.isArray(given) ? given : [];
    if (values.length === 0) return text;
    return text.replace(/\{(\d{1,3})\}/g, (whole, place: string) => {
      const value = values[Number(place)];
      return typeof value === "string" ? value.slice(0, 1_000) : whole;
    });
  }

  #componentOf(reference: ReportObject | null): ReportObject {
    const driver = this.#components[0] ?? {};
    if (reference === null) return driver;
    const index = numberAt(reference, "index");
    // Indexes of components count the extensions alone; without one the name or guid tells.
    if (index !== null) return index < 0 ? driver : (this.#components[index + 1] ?? driver);
    const [name, guid] = [textAt(reference, "name"), textAt(reference, "guid")];
    return (
      this.#components.find(
        (each) => (guid !== null && textAt(each, "guid") === guid) || (name !== null && textAt(each, "name") === name),
      ) ?? driver
    );
  }

  #listOf(component: ReportObject): { byIndex: readonly unknown[]; byId: Map<string, ReportObject> } {
    const known = this.#lists.get(component);
    if (known !== undefined) return known;
    const rules: unknown = component["rules"];
    const byIndex: readonly unknown[] = Array.isArray(rules) ? rules : [];
    const byId = new Map<string, ReportObject>();
    for (const rule of byIndex) {
      const id = isReportObject(rule) ? textAt(rule, "id") : null;
      if (isReportObject(rule) && id !== null && !byId.has(id)) byId.set(id, rule);
    }
    const list = { byIndex, byId };
    this.#lists.set(component, list);
    return list;
  }
}

/** "CA1000/1" is a case of rule "CA1000". */
function parentOf(id: string): string {
  const at = id.lastIndexOf("/");
  return at < 0 ? id : id.slice(0, at);
}

function sameRule(ruleId: string | null, id: string): boolean {
  return ruleId === null || ruleId === id || id.startsWith(`${ruleId}/`);
}
