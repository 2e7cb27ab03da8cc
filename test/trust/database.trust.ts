import path from "node:path";
import { createApp } from "../../main/app";
import * as plugins from "../../main/plugins";
import { systemPlatform } from "../../main/system-platform";
import { fileCallsOnDatabases, fullDisk, letThrough, twoWriters, wrongSettings } from "./database-guards";
import { inFolder, quick, report } from "./durable-log";

// D4 and D5: settings read back on every open, overwriting blocked on every connection, a full disk, two processes, no file calls.
const each = quick() ? 40 : 2000;
const begun = performance.now();
const wrong = await inFolder((folder) => wrongSettings(path.join(folder, "record.db")));
const through = await inFolder(letThrough);
const two = await inFolder((folder) => twoWriters(folder, each));
const disk = await fullDisk();
const resources = path.join(import.meta.dirname, "..", "..", "resources");
const calls = await fileCallsOnDatabases(async (home) => {
  const opened = createApp({
    home,
    version: "0.1.0",
    platform: systemPlatform(resources, "proof"),
    plugins,
    onBug: (_where, error) => {
      throw error;
    },
  });
  if (!opened.ok) throw new Error(opened.error.message);
  const app = opened.value;
  for (const asked of [
    () => app.invoke("sample.open", {}),
    () => app.invoke("inbox.list", { filter: "" }),
    () => app.invoke("backups.make", {}),
    () => app.invoke("backups.verify", { id: "record-00000000T000000Z-0-asked" }),
    () => app.invoke("audit.verify", {}),
    () => app.invoke("backups.state", {}),
  ])
    await asked();
  await app.sync();
  app.close();
});
report(
  [
    `settings on the first three opens: ${wrong.length} wrong`,
    `overwriting statements on three connections: ${through.length} of 39 let through`,
    `two processes: ${two.acknowledged} of ${each * 2} acknowledged, ${two.failed} refused, ${two.lost} lost, log ${two.verified ? "holds, mark at its end" : "does not hold"}`,
    typeof disk === "string"
      ? `full disk: SKIPPED, ${disk}`
      : `full disk of 2 MB: ${disk.recorded} recorded, then ${disk.codes.join(", ")}; log holds: ${disk.verifiedWhileFull}; ${disk.lost} lost; goes on when space is free: ${disk.resumed}`,
    `calls of file functions on databases while the app worked: ${calls.length}`,
    `${((performance.now() - begun) / 1000).toFixed(1)} s`,
  ],
  [
    ...wrong,
    ...through.map((one) => `let through: ${one}`),
    ...(two.acknowledged === each * 2 && two.lost === 0 && two.verified
      ? []
      : ["two processes lost or refused something"]),
    ...(typeof disk === "string" ||
    (disk.verifiedWhileFull && disk.resumed && disk.lost === 0 && disk.codes.every((code) => code === "disk-full"))
      ? []
      : ["a full disk cost something"]),
    ...calls,
  ],
);
