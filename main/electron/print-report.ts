import { readFile, realpath, writeFile } from "node:fs/promises";
import { dirname, isAbsolute, join } from "node:path";
import { BrowserWindow, session } from "electron";
import { printLimitMs, tookTooLong } from "../platform/chromium";
import { appOrigin, scheme } from "./page-files";
import { reportInside } from "./report-path";

/** The one address that the printing session answers. */
const address = `${appOrigin}/report-to-print`;
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";
/** Beneath every page. */
const footer =
  '<div style="font:8px sans-serif;color:#63656b;width:100%;padding:0 14mm;text-align:right">Decision report, page <span class="pageNumber"></span> of <span class="totalPages"></span></div>';

let before: Promise<unknown> = Promise.resolve();

/**
 * Prints a report of the data folder's `reports` into a PDF beside it, in a hidden window without script, without a way out, in a
 * session of its own that holds that one page. One at a time.
 * Out: what went wrong, in words; null when it is printed.
 */
export function printReport(home: string, html: string, pdf: string): Promise<string | null> {
  const turn = before.then(() => print(home, html, pdf)).catch((error: unknown) => String(error));
  before = turn;
  return turn;
}

async function print(home: string, html: string, pdf: string): Promise<string | null> {
  const file = await reportInside(home, html);
  if (!file.ok) return file.error.message;
  if (!isAbsolute(pdf) || !pdf.endsWith(".pdf")) return "the paper has no place";
  const folder = await realpath(dirname(pdf));
  if (folder !== (await realpath(join(home, "reports")))) return "the paper would lie outside of the reports";
  const page = await readFile(file.value);
  const own = session.fromPartition("report-print", { cache: false });
  own.protocol.handle(scheme, (request) =>
    request.url === address
      ? new Response(new Uint8Array(page), {
          headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy },
        })
      : new Response(null, { status: 404 }),
  );
  const window = new BrowserWindow({
    show: false,
    width: 900,
    height: 1200,
    webPreferences: {
      session: own,
      javascript: false,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      webSecurity: true,
      disableDialogs: true,
      images: true,
      devTools: false,
      spellcheck: false,
    },
  });
  const limit = setTimeout(() => {
    window.destroy();
  }, printLimitMs);
  try {
    await window.loadURL(address);
    const paper = await window.webContents.printToPDF({
      pageSize: "A4",
      preferCSSPageSize: true,
      printBackground: true,
      generateTaggedPDF: true,
      generateDocumentOutline: true,
      displayHeaderFooter: true,
      headerTemplate: "<span></span>",
      footerTemplate: footer,
    });
    await writeFile(pdf, paper, { mode: 0o600 });
    return null;
  } catch (error) {
    // A window that is taken away under the printing tells nothing of why.
    if (window.isDestroyed()) return tookTooLong;
    throw error;
  } finally {
    clearTimeout(limit);
    if (!window.isDestroyed()) window.destroy();
    own.protocol.unhandle(scheme);
  }
}
