import { attemptSection } from "../html/attempt";
import { drawingRoom } from "../html/diff";
import { excusesSection } from "../html/excuses";
import { h, instant, number, Markup } from "../html/markup";
import {
  countsSection,
  decisionList,
  decisionSection,
  head,
  ingestSection,
  logSection,
  notProvedSection,
  openSection,
} from "../html/sections";
import { reportStyle } from "../html/style";
import type { ReportFormat } from "../format";

/** Even a part that slipped through unescaped could load and run nothing. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/**
 * One static file for people: no script, no reference to anything outside it, readable in a browser and on paper. All text of agents and
 * repositories is escaped, hidden characters are drawn as chips, and what is too large says how much is withheld.
 */
export const html: ReportFormat = {
  id: "html",
  name: "HTML",
  extension: "html",
  render(document) {
    const { attempts, decisions, log } = document;
    const room = drawingRoom();
    const judged =
      attempts.length === 0
        ? null
        : h`<section><h2>Attempts decided on <span class="n">${number(attempts.length)}</span></h2>${attempts.map((item) => attemptSection(item, room))}</section>`;
    const each =
      decisions.length === 0
        ? null
        : h`<section><h2>Each decision</h2>${decisions.map((record) => decisionSection(record, attempts))}</section>`;
    const style = Markup.written(reportStyle);
    const page = h`<!doctype html>
<html lang="en" dir="ltr"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${Markup.written(policy)}"><meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark"><title>Decision report, Countersign</title><style>${style}</style></head><body><main>${head(document)}${logSection(document)}${countsSection(document)}<section class="list">${decisionList(decisions)}</section>${excusesSection(document.excuses)}${openSection(document.open)}${each}${judged}${ingestSection(document.ingest)}${notProvedSection(document.notProved)}<footer>Countersign ${document.appVersion}. Made ${instant(document.generatedAt)} from ${log.origin}, ${number(log.entries)} entries, root ${log.root.slice(0, 12)}.</footer></main></body></html>
`;
    return page.html;
  },
};
