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
  ".woff2": "font/woff2",
};
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; worker-src 'self'; img-src 'self'";

/** Builds test/bench/diff-page and serves it with some patches on the loopback address. */
export async function serveDiffPage(
  patches: Readonly<Record<string, string>>,
): Promise<{ url: string; close: () => Promise<void> }> {
  const outDir = mkdtempSync(join(tmpdir(), "countersign-diff-page-"));
  await build({
    configFile: false,
    logLevel: "error",
    root: join(import.meta.dirname, "diff-page"),
    base: "./",
    plugins: [react()],
    worker: { format: "es" },
    build: { outDir, emptyOutDir: true, target: "chrome130", assetsInlineLimit: 0, chunkSizeWarningLimit: 4000 },
  });
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname.slice(1) || "index.html";
    const headers = {
      "content-type": TYPES[extname(path)] ?? "text/plain; charset=utf-8",
      "content-security-policy": POLICY,
    };
    try {
      const body = Object.hasOwn(patches, path)
        ? (patches[path] ?? "")
        : readFileSync(join(outDir, normalize(`/${path}`)));
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
