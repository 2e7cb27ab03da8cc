import { runBundled } from "./core/run-bundled";

runBundled("store-ingest", process.argv.slice(2));
