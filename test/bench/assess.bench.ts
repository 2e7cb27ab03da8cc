import { runBundled } from "./core/run-bundled";

runBundled("assess", process.argv.slice(2));
