import { runBundled } from "./core/run-bundled";

runBundled("search", process.argv.slice(2));
