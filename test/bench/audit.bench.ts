import { runBundled } from "./core/run-bundled";

// Recording, verifying and exporting a log. Options: --entries 100000 --decisions 0.1 (their share) --appends 500.
runBundled("audit", process.argv.slice(2));
