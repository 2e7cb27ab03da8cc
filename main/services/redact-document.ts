import type { RedactionRule } from "../../shared/model/report-choice";
import { samePerson } from "../policy/same-person";
import { knownSecret, namedSecret } from "../policy/secret-shapes";
import type { ReportDocument } from "../report/document";
import { redactReport, redactSteps } from "../report/redact";
import type { FindSecrets } from "../report/redact-text";
import { remembering } from "./gather-report";
import { paused, type Pause } from "./turns";

/** Most secrets looked for in one line: each is taken out before the next is looked for. */
const mostInLine = 20;

/** The secrets of a line as the rule for patches knows them; null where the line heads a private key. */
const findSecrets: FindSecrets = (line, next) => {
  const found: string[] = [];
  let rest = line;
  for (let turn = 0; turn < mostInLine; turn += 1) {
    const known = knownSecret(rest, next);
    if (known?.value === null) return null;
    const value = known?.value ?? namedSecret(rest, false)?.value;
    if (value === undefined) break;
    found.push(value);
    rest = rest.replaceAll(value, " ");
  }
  return found;
};

/** The document without what the rules leave out. */
export function redactDocument(document: ReportDocument, rules: readonly RedactionRule[]): ReportDocument {
  return redactReport(document, rules, remembering(samePerson), findSecrets);
}

/** The same while others have their turn. */
export function redactInSteps(
  document: ReportDocument,
  rules: readonly RedactionRule[],
  pause: Pause,
): Promise<ReportDocument> {
  return paused(redactSteps(document, rules, remembering(samePerson), findSecrets), pause);
}
