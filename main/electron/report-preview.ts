import { scheme } from "./page-files";
import type { PageAnswer } from "./page-files";

/** Origin of previewed pages: another than the app's own, so they share neither a process nor anything else with it. */
const origin = `${scheme}://preview`;

/** What frames of the page may show: previewed reports and nothing else. */
export const frameSource = origin;

/** Pages kept at a time: the one that is shown, and those that a change of mind just replaced. */
const kept = 3;

/** Of a previewed page: its own inline style is all it may use. `sandbox` takes scripts, forms, windows and its origin from it. */
export function previewPolicy(pageOrigin: string): string {
  return [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${pageOrigin}`,
    "sandbox",
  ].join("; ");
}

/** Reports that the core made for the export dialog, kept in memory and answered by address. */
export interface ReportPreviews {
  /** Keeps a page under a name that only the core and the page know. */
  hold(token: string, html: string): void;
  /** Whether an address is that of a page that is kept. */
  has(address: string): boolean;
  /** Null where the address is none of a previewed page. */
  answer(request: { readonly url: string; readonly method: string }): PageAnswer | null;
}

/** In: origin of the page that may frame them. */
export function createReportPreviews(pageOrigin: string): ReportPreviews {
  const pages = new Map<string, string>();
  /** Fragments are places within one page. */
  const pageAt = (address: string): string | undefined => pages.get(address.replace(/#.*$/s, ""));
  return {
    hold: (token, html) => {
      pages.set(`${origin}/${token}`, html);
      for (const address of [...pages.keys()].slice(0, -kept)) pages.delete(address);
    },
    has: (address) => pageAt(address) !== undefined,
    answer: ({ url, method }) => {
      if (!url.startsWith(`${origin}/`)) return null;
      const html = method === "GET" ? pageAt(url) : undefined;
      return {
        body: Buffer.from(html ?? "Not found"),
        status: html === undefined ? 404 : 200,
        headers: {
          "Content-Type": html === undefined ? "text/plain; charset=utf-8" : "text/html; charset=utf-8",
          "Content-Security-Policy": previewPolicy(pageOrigin),
          "X-Content-Type-Options": "nosniff",
          "Referrer-Policy": "no-referrer",
          "Cross-Origin-Embedder-Policy": "require-corp",
          "Cross-Origin-Resource-Policy": "cross-origin",
          "Cache-Control": "no-store",
        },
      };
    },
  };
}
