import { existsSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";

// The sources import each other without a file ending, as bundlers read them. Node strips types but does not guess
// endings, so scripts and benchmarks run with `node --import ./scripts/resolve-typescript.mjs FILE`.
registerHooks({
  resolve(specifier, context, next) {
    if (specifier.startsWith(".") && context.parentURL?.startsWith("file:") === true) {
      const url = new URL(specifier, context.parentURL);
      if (!existsSync(fileURLToPath(url))) {
        const typescript = new URL(`${url.href}.ts`);
        if (existsSync(fileURLToPath(typescript))) return next(typescript.href, context);
      }
    }
    return next(specifier, context);
  },
});
