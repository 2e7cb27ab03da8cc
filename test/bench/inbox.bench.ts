import { runBundled } from "./core/run-bundled";

runBundled("inbox", process.argv.slice(2));
