import { protocol } from "electron";
import type { Session } from "electron";
import { answer, scheme } from "./page-files";
import type { FileMap } from "./page-files";
import type { ReportPreviews } from "./report-preview";

/** Must run before the app is ready. `standard` gives the scheme an origin; nothing is exempt from any policy. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true, codeCache: true } }]);
}

/** Serves the page's files and the reports that it previews on one session. */
export function servePage(session: Session, files: FileMap, previews: ReportPreviews): void {
  session.protocol.handle(scheme, (request) => previews.answer(request) ?? answer(files, request));
}
