import { protocol } from "electron";
import type { Session } from "electron";
import { answer, scheme } from "./page-files";
import type { FileMap } from "./page-files";
import type { ReportPreviews } from "./report-preview";

/** Must run before the app is ready. `standard` gives the scheme an origin; nothing is exempt from any policy. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true, codeCache: true } }]);
}

/**
 * Serves the page's files and the reports that it previews on one session. Not by `protocol.handle`, which Electron would rather have
 * used: it makes every answer a stream of a `Response`, and the first of those loads all of Node's fetch. That kept the window's first
 * picture waiting for a sixth of its time.
 */
export function servePage(session: Session, files: FileMap, previews: ReportPreviews): void {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- see above
  const served = session.protocol.registerBufferProtocol(scheme, (request, reply) => {
    void Promise.resolve(previews.answer(request) ?? answer(files, request)).then(({ status, headers, body }) => {
      reply({ statusCode: status, headers: { ...headers }, data: body });
    });
  });
  if (!served) throw new Error(`the scheme ${scheme} is served already`);
}
