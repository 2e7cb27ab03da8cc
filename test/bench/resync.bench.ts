import { runBundled } from "./core/run-bundled";

runBundled("resync", process.argv.slice(2));
