import { parentPort, workerData } from "node:worker_threads";
import * as z from "zod";
import { parsers } from "./plugins";
import { serveEvidence } from "./services/evidence-thread";
import { createEvidenceReader } from "./services/parse-evidence";
import { Archive } from "./store/archive";

/*
 * The thread that reads evidence, started by the core and by the command line (see services/evidence-thread.ts). It has no
 * index and no log. It is a program of its own so that the one that reads sources starts sooner.
 */

const { archive } = z.strictObject({ archive: z.string() }).parse(workerData);
if (parentPort !== null) serveEvidence(parentPort, createEvidenceReader(parsers, new Archive(archive)));
