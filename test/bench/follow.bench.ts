import { runBundled } from "./core/run-bundled";

runBundled("follow", process.argv.slice(2));
