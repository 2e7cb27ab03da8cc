import { runBundled } from "./core/run-bundled";

// Writing a report of many decisions, format by format. Options: --decisions 10000 --formats html,json,csv,csv-attempts,markdown,pdf.
runBundled("report", process.argv.slice(2));
