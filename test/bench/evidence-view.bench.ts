import { runBundled } from "./core/run-bundled";

runBundled("evidence-view", process.argv.slice(2));
