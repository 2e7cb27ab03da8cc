import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { createThreadReader } from "../../../main/services/reader-thread";
import type { SourceReader } from "../../../main/views/source-reader";
import { tempFolder } from "../../support/temp-home";

/** A reader's thread that follows what it is told to read, and writes down that it was started. */
const program = `
const { parentPort, workerData } = require("node:worker_threads");
require("node:fs").appendFileSync(workerData.log, "started\\n");
let followed = 0;
const answers = {
  sweep: (root) => ({ paths: root + "\\0", sizes: new Float64Array(1), mtimes: new Float64Array(1), unread: [] }),
  read: () => { followed += 1; return { ok: true, value: null }; },
  forget: () => { followed = 0; return null; },
  rest: () => followed === 0,
};
parentPort.on("message", (messages) => {
  for (const { id, name, args } of messages)
    setTimeout(() => parentPort.postMessage([{ type: "answer", id, answer: answers[name](...args) }]), 5);
});
parentPort.postMessage([{ type: "ready" }]);
`;

function open(): { reader: SourceReader; starts: () => number } {
  const folder = tempFolder();
  const entry = path.join(folder, "reader.cjs");
  const log = path.join(folder, "starts.txt");
  writeFileSync(entry, program);
  writeFileSync(log, "");
  const reader = createThreadReader(entry, { log }, () => {
    throw new Error("the thread was to be used");
  });
  return { reader, starts: () => readFileSync(log, "utf8").split("\n").length - 1 };
}

it("ends its thread when it rests, and starts another for the next call", async () => {
  const { reader, starts } = open();
  expect(await reader.rest()).toBe(false);
  expect(starts()).toBe(0);
  await reader.sweep("/a");
  expect(await reader.rest()).toBe(true);
  expect((await reader.sweep("/b")).paths).toBe("/b\0");
  expect(starts()).toBe(2);
  await reader.close();
});

it("keeps its thread while a file is followed", async () => {
  const { reader, starts } = open();
  const request = { files: ["/a"], partOf: null, earlier: null, follow: true };
  await reader.read(
    request,
    () => undefined,
    () => false,
  );
  expect(await reader.rest()).toBe(false);
  reader.forget("/a");
  await reader.sweep("/a");
  expect(await reader.rest()).toBe(true);
  expect(starts()).toBe(1);
  await reader.close();
});

it("serves what is asked while its thread ends", async () => {
  const { reader, starts } = open();
  await reader.sweep("/a");
  const resting = Promise.all([reader.rest(), reader.sweep("/b"), reader.rest()]);
  let asked = 0;
  while (asked < 20) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    asked += 1;
    expect((await reader.sweep(`/${String(asked)}`)).paths).toBe(`/${String(asked)}\0`);
  }
  expect((await resting)[1].paths).toBe("/b\0");
  expect(starts()).toBeLessThanOrEqual(3);
  await reader.close();
});
