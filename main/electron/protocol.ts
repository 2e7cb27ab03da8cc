import { protocol } from "electron";
import type { Session } from "electron";
import { answer, scheme } from "./page-files";
import type { FileMap } from "./page-files";

/** Must run before the app is ready. `standard` gives the scheme an origin; nothing is exempt from any policy. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true, codeCache: true } }]);
}

/** Serves the page's files on one session. */
export function servePage(session: Session, files: FileMap): void {
  session.protocol.handle(scheme, (request) => answer(files, request));
}
