import { runBundled } from "./core/run-bundled";

runBundled("blame", process.argv.slice(2));
