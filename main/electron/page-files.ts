import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";

/** The page's own scheme. */
export const scheme = "app";

/** Origin of the page: the only one that may talk to this process. */
export const appOrigin = `${scheme}://bundle`;

/** Address of the page. */
export const appEntry = `${appOrigin}/index.html`;

/**
 * Policy of every response. There is no server to reach (`connect-src 'none'`: the core is on a MessagePort), no inline
 * script or style, and strings become script addresses only through the page's Trusted Types policy named `app`.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'none'",
  // A report before it is written: an origin of its own, answered from memory (report-preview.ts).
  "frame-src app://preview",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types app",
].join("; ");

/** Development only: the server on this machine injects styles inline and pushes changes over a WebSocket. */
export function developmentPolicy(server: URL): string {
  return [
    "default-src 'none'",
    "script-src 'self' 'unsafe-inline'",
    "worker-src 'self' blob:",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "font-src 'self'",
    `connect-src 'self' ws://${server.host}`,
    "frame-src app://preview",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

const headers = {
  "Content-Security-Policy": contentSecurityPolicy,
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=(), midi=()",
  "Cache-Control": "no-cache",
} as const;

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
};

/** Exact request path (as in `/assets/index.js`) to file. What is not in it does not exist. */
export type FileMap = ReadonlyMap<string, string>;

/**
 * Lists the packaged page once, at start. Only regular files of known types count: no link is followed, no path is ever
 * put together from a request.
 * @param folder the built page
 * @throws the file system's error when the folder cannot be read
 */
export function mapFiles(folder: string): FileMap {
  const files = new Map<string, string>();
  const visit = (at: string, prefix: string): void => {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      const path = `${prefix}/${encodeURIComponent(entry.name)}`;
      if (entry.isDirectory()) visit(join(at, entry.name), path);
      else if (entry.isFile() && extname(entry.name) in contentTypes) files.set(path, join(at, entry.name));
    }
  };
  visit(folder, "");
  return files;
}

/** The file an address names, or null. The comparison is exact: no decoding, no normalising, no query, no user. */
export function fileFor(files: FileMap, address: string): string | null {
  const prefix = `${appOrigin}/`;
  if (!address.startsWith(prefix)) return null;
  const path = `/${address.slice(prefix.length).replace(/#.*$/s, "")}`;
  return files.get(path) ?? null;
}

/** An answer to one request, as Electron takes it. */
export interface PageAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Answers one request for the page's files: 200 with the file, else 404; both with every security header. */
export async function answer(files: FileMap, request: { url: string; method: string }): Promise<PageAnswer> {
  const file = request.method === "GET" ? fileFor(files, request.url) : null;
  if (file === null) return notFound();
  try {
    const type = contentTypes[extname(file)] ?? "application/octet-stream";
    return { status: 200, headers: { ...headers, "Content-Type": type }, body: await readFile(file) };
  } catch {
    return notFound();
  }
}

function notFound(): PageAnswer {
  return { status: 404, headers: { ...headers, "Content-Type": "text/plain" }, body: Buffer.from("Not found") };
}
