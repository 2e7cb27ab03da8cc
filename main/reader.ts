import { parentPort, workerData } from "node:worker_threads";
import * as z from "zod";
import { adapters } from "./plugins";
import { createSourceReader } from "./services/read-source";
import { serveReader } from "./services/reader-thread";
import { Archive } from "./store/archive";

/*
 * The thread that reads sources, started by the core and by the command line (see services/reader-thread.ts). It has no
 * index and no log; what it finds it tells the thread that started it.
 */

const { archive } = z.strictObject({ archive: z.string() }).parse(workerData);
if (parentPort !== null) serveReader(parentPort, createSourceReader(adapters, new Archive(archive)));
