import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/**
 * Has what follows the page's first script fetched and compiled while the frame is painted: the script `desk`, what that is made of, and
 * the typeface.
 */
function preloads(): Plugin {
  return {
    name: "preloads",
    transformIndexHtml: {
      order: "post",
      handler(html, { bundle }) {
        const chunks = Object.values(bundle ?? {}).flatMap((output) => (output.type === "chunk" ? [output] : []));
        const entry = chunks.find(({ isEntry }) => isEntry);
        const desk = chunks.find(({ name }) => name === "desk");
        if (entry === undefined || desk === undefined) return [];
        const scripts = [desk.fileName, ...desk.imports].filter(
          (name) => name !== entry.fileName && !entry.imports.includes(name),
        );
        const styles = [...scripts, desk.fileName].flatMap((name) => {
          const chunk = chunks.find(({ fileName }) => fileName === name);
          return [...(chunk?.viteMetadata?.importedCss ?? [])];
        });
        const face = Object.keys(bundle ?? {}).filter((name) => /inter-latin[^/]*\.woff2$/u.test(name));
        const link = (attrs: Record<string, string | boolean>) => ({
          tag: "link",
          attrs: { ...attrs, crossorigin: true },
          injectTo: "head" as const,
        });
        return {
          html: html.replace('<script type="module" ', '<script type="module" blocking="render" '),
          tags: [
            ...face.map((name) => link({ rel: "preload", as: "font", type: "font/woff2", href: `./${name}` })),
            ...[...new Set(styles)].map((name) => link({ rel: "preload", as: "style", href: `./${name}` })),
            ...scripts.map((name) => link({ rel: "modulepreload", href: `./${name}` })),
          ],
        };
      },
    },
  };
}

const ofFirstScript =
  /rolldown|preload-helper|renderer.(?:main\.|start\.|app\.css|styles|parts.frame.(?:sidebar|status-bar)\.css|state.kept)/u;

/** The page. It is served as files from app:// under a policy without inline script, style or data: addresses. */
export default defineConfig({
  root: "renderer",
  base: "./",
  plugins: [react(), preloads()],
  worker: { format: "es" },
  build: {
    outDir: "../dist/renderer",
    emptyOutDir: true,
    target: "chrome130",
    sourcemap: true,
    assetsInlineLimit: 0,
    // Every Chromium that runs this knows modulepreload; the polyfill would be one more script.
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2000,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What several screens share is one file, but for what the page's first script is made of.
          includeDependenciesRecursively: false,
          groups: [{ name: "shared", minShareCount: 2, test: (id) => !ofFirstScript.test(id) }],
        },
      },
    },
  },
  server: { host: "127.0.0.1", port: 5173, strictPort: true },
});
