import { parentPort, workerData } from "node:worker_threads";
import { z } from "zod";
import { adapters, parsers } from "./plugins";
import { serveEvidence } from "./services/evidence-thread";
import { createEvidenceReader } from "./services/parse-evidence";
import { createSourceReader } from "./services/read-source";
import { serveReader } from "./services/reader-thread";
import { Archive } from "./store/archive";

/*
 * The thread that reads sources, and the one that reads evidence: started by the core and by the command line (see
 * services/reader-thread.ts and services/evidence-thread.ts). It has no
 * index and no log; what it finds it tells the thread that started it.
 */

const { archive: root, reads } = z
  .strictObject({ archive: z.string(), reads: z.enum(["sources", "evidence"]).default("sources") })
  .parse(workerData);
const archive = new Archive(root);
if (parentPort !== null) {
  if (reads === "evidence") serveEvidence(parentPort, createEvidenceReader(parsers, archive));
  else serveReader(parentPort, createSourceReader(adapters, archive));
}
