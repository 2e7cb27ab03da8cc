import type { ReportDocument } from "../document";
import { appendixSection } from "../html/appendix";
import { attemptSection } from "../html/attempt";
import { drawingRoom } from "../html/diff";
import { excusesSection } from "../html/excuses";
import { h, instant, number, Markup } from "../html/markup";
import { logSection, populationSection, summarySection } from "../html/overview";
import {
  countsSection,
  decisionList,
  decisionSection,
  head,
  ingestSection,
  notProvedSection,
  openSection,
} from "../html/sections";
import { reportStyle } from "../html/style";
import { reportFormat } from "../format";

/** Even a part that slipped through unescaped could load and run nothing. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/**
 * One static file for people: no script, no reference to anything outside it, readable in a browser and on paper. All text of agents and
 * repositories is escaped, hidden characters are drawn as chips, and what is too large says how much is withheld.
 */
export const html = reportFormat({
  id: "html",
  name: "HTML",
  extension: "html",
  *pieces(document) {
    const { attempts, decisions, log } = document;
    yield* pageHead();
    yield `<main>${head(document).html}`;
    yield* written(logSection(document));
    yield* written([populationSection(document), summarySection(document), countsSection(document)]);
    yield `<section class="list">`;
    yield* written(decisionList(decisions));
    yield "</section>";
    yield* written(excusesSection(document.excuses));
    yield* written(openSection(document.open));
    yield* written(eachDecision(decisions, attempts));
    yield* written(eachAttempt(attempts));
    yield ingestSection(document.ingest).html;
    yield* written(appendixSection(document));
    yield notProvedSection(document.notProved).html;
    yield h`<footer>Countersign ${document.appVersion}. Made ${instant(document.generatedAt)} from ${log.origin}, ${number(log.entries)} entries, root ${log.root.slice(0, 12)}.</footer></main></body></html>
`.html;
  },
});

function* pageHead(): Generator<string> {
  const style = Markup.written(reportStyle);
  yield h`<!doctype html>
<html lang="en" dir="ltr"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${Markup.written(policy)}"><meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark"><title>Decision report, Countersign</title><style>${style}</style></head><body>`
    .html;
}

function* eachDecision(
  decisions: ReportDocument["decisions"],
  attempts: ReportDocument["attempts"],
): Generator<Markup> {
  if (decisions.length === 0) return;
  const byId = new Map(attempts.map((item) => [item.view.attempt.id, item]));
  yield h`<section><h2>Each decision</h2>`;
  for (const record of decisions) yield decisionSection(record, byId);
  yield h`</section>`;
}

function* eachAttempt(attempts: ReportDocument["attempts"]): Generator<Markup> {
  if (attempts.length === 0) return;
  const room = drawingRoom();
  yield h`<section><h2>Attempts decided on <span class="n">${number(attempts.length)}</span></h2>`;
  for (const item of attempts) yield attemptSection(item, room);
  yield h`</section>`;
}

function* written(parts: Iterable<Markup>): Generator<string> {
  for (const part of parts) yield part.html;
}
