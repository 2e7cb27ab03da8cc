import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import react from "@vitejs/plugin-react";
import { build } from "vite";

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".ttf": "font/ttf",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
};
/** What the app's own pages run under, but for the loopback address. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; worker-src 'self'; img-src 'self'";

export interface PageOptions {
  /** The folder of the page's index.html. */
  readonly root: string;
  /** Texts served beside the page, by name. */
  readonly files?: Readonly<Record<string, string>> | undefined;
  /** Pages of other libraries set styles by attribute and by element: they are measured without our policy. */
  readonly foreign?: boolean | undefined;
}

export interface ServedPage {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Builds a page as the app's is built and serves it on the loopback address. */
export async function servePage({ root, files = {}, foreign = false }: PageOptions): Promise<ServedPage> {
  const outDir = mkdtempSync(join(tmpdir(), "countersign-bench-page-"));
  await build({
    configFile: false,
    logLevel: "error",
    root,
    base: "./",
    plugins: foreign ? [] : [react()],
    worker: { format: "es" },
    build: {
      outDir,
      emptyOutDir: true,
      target: "chrome130",
      assetsInlineLimit: 0,
      // Names instead of letters, for a profiler.
      minify: process.env["COUNTERSIGN_BENCH_NAMES"] === undefined,
      chunkSizeWarningLimit: 20_000,
    },
  });
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname.slice(1) || "index.html";
    const headers = {
      "content-type": TYPES[extname(path)] ?? "text/plain; charset=utf-8",
      ...(foreign ? {} : { "content-security-policy": POLICY }),
    };
    try {
      const body = Object.hasOwn(files, path) ? (files[path] ?? "") : readFileSync(join(outDir, normalize(`/${path}`)));
      response.writeHead(200, headers).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((done) => {
    server.listen(0, "127.0.0.1", done);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${String(port)}/`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      rmSync(outDir, { recursive: true, force: true });
    },
  };
}
