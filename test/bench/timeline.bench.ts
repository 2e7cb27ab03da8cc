import { runBundled } from "./core/run-bundled";

runBundled("timeline", process.argv.slice(2));
