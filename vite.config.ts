import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The page. It is served as files from app:// under a policy without inline script, style or data: addresses. */
export default defineConfig({
  root: "renderer",
  base: "./",
  plugins: [react()],
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
  },
  server: { host: "127.0.0.1", port: 5173, strictPort: true },
});
