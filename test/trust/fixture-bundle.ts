import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { canonical, sha256Hex, textOf, type FixtureLog, type Json, type JsonObject } from "./fixture-log";

/** Files of a bundle by name, the manifest among them once it is sealed. */
export type BundleFiles = Map<string, Buffer>;

export type BundleRange = { from?: number; to?: number; withhold?: number[]; texts?: boolean };

type Row = { seq: number; signed: boolean; texts: string | null; keyid: string | null; decision: JsonObject };

function payloadOf(body: JsonObject): JsonObject {
  const envelope = body["envelope"] as { payload: string };
  return (JSON.parse(Buffer.from(envelope.payload, "base64").toString("utf8")) as { predicate: JsonObject }).predicate;
}

/** Whether a key's signatures count at `seq` by all entries before `to`, as the page of the format says it. */
function countsAt(bodies: JsonObject[], keyid: string, seq: number, to: number): boolean {
  let came = false;
  for (const body of bodies.slice(0, to)) {
    if (body["kind"] !== "reviewer.key") continue;
    const at = Number(body["seq"]);
    if (body["keyid"] === keyid && body["action"] === "revoked" && Number(body["from"]) <= seq) return false;
    if (body["keyid"] === keyid && body["action"] !== "revoked" && at <= seq) came = true;
    if (body["action"] === "rotated" && body["previous"] === keyid && at <= seq) return false;
  }
  return came;
}

function rowsOf(log: FixtureLog, open: number[], to: number): Row[] {
  const rows: Row[] = [];
  for (const seq of open) {
    const body = log.bodies[seq]!;
    if (body["kind"] !== "decision") continue;
    if (body["v"] === 1) {
      rows.push({ seq, signed: false, texts: null, keyid: null, decision: body["decision"] as JsonObject });
      continue;
    }
    const predicate = payloadOf(body);
    const { signatures } = body["envelope"] as { signatures: { keyid: string }[] };
    rows.push({
      seq,
      signed: true,
      texts: typeof predicate["texts"] === "string" ? predicate["texts"] : null,
      keyid: signatures.find((one) => countsAt(log.bodies, one.keyid, seq, to))?.keyid ?? null,
      decision: predicate["decision"] as JsonObject,
    });
  }
  return rows;
}

function reportDecision(log: FixtureLog, row: Row, kept: (commitment: string) => boolean): JsonObject {
  const { decision, texts } = row;
  const bound = decision["bound"] as JsonObject;
  const gates = decision["gates"] as { id: string; met: boolean }[];
  const withdraws = decision["withdraws"] as { seq: number } | undefined;
  return {
    seq: row.seq,
    recordedAt: log.bodies[row.seq]!["recordedAt"]!,
    kind: decision["kind"]!,
    taskId: decision["taskId"]!,
    taskRef: decision["taskRef"]!,
    taskTitle: decision["taskTitle"]!,
    repository: decision["repository"]!,
    attemptId: decision["attemptId"]!,
    attemptLetter: decision["attemptLetter"]!,
    reviewer: (decision["reviewer"] as { name: string }).name,
    keyid: row.keyid,
    tier: decision["tier"]!,
    reason: texts === null ? decision["reason"]! : kept(texts) ? log.reasons.get(texts)! : null,
    person: decision["person"]!,
    until: decision["until"]!,
    bound: { base: bound["base"]!, head: bound["head"]!, patch: bound["patch"]! },
    withdraws: withdraws?.seq ?? null,
    gatesUnmet: gates.filter((gate) => !gate.met).map((gate) => gate.id),
  };
}

function keyRow(body: JsonObject): JsonObject {
  const person = body["person"] as JsonObject | undefined;
  return {
    seq: body["seq"]!,
    kind: body["kind"]!,
    action: body["action"] ?? "created",
    key: body["key"] ?? body["logKey"]!,
    keyid: body["keyid"] ?? null,
    name: person?.["name"] ?? null,
    binding: person?.["binding"] ?? null,
    protection: body["protection"]!,
  };
}

function receivedRow(body: JsonObject): JsonObject {
  const entry = JSON.parse(Buffer.from(textOf(body["entry"]), "base64").toString("utf8")) as JsonObject;
  const decision = (entry["envelope"] === undefined ? {} : payloadOf(entry)["decision"]) as JsonObject;
  const raw = Buffer.from(textOf(body["key"]).split("+").at(-1) ?? "", "base64").subarray(1);
  return {
    seq: body["seq"]!,
    from: body["from"]!,
    at: body["at"]!,
    kind: decision["kind"] ?? null,
    taskRef: decision["taskRef"] ?? null,
    reviewer: (decision["reviewer"] as { name: string } | undefined)?.name ?? null,
    keyid: sha256Hex(Buffer.from("302a300506032b6570032100", "hex"), raw),
  };
}

const tellsOfKeys = (body: JsonObject) => ["log.created", "log.key", "reviewer.key"].includes(textOf(body["kind"]));

function reportOf(
  log: FixtureLog,
  from: number,
  to: number,
  open: number[],
  rows: Row[],
  blobs: Set<string>,
): JsonObject {
  const bodies = open.map((seq) => log.bodies[seq]!);
  const second = (kind: string) => bodies.filter((body) => body["v"] === 2 && body["kind"] === kind);
  const pick = (body: JsonObject, ...keys: string[]): JsonObject =>
    Object.fromEntries(keys.map((key) => [key, body[key] ?? null]));
  const byKind: JsonObject = {};
  for (const { decision } of rows) byKind[textOf(decision["kind"])] = Number(byKind[textOf(decision["kind"])] ?? 0) + 1;
  const withheld: Json[] = [];
  for (let seq = from; seq < to; seq += 1) if (!open.includes(seq)) withheld.push(seq);
  const effects = second("effect").map((body) =>
    pick(body, "seq", "effect", "decision", "via", "operation", "target", "state"),
  );
  const received = second("decision.received").map(receivedRow);
  return {
    ...(effects.length === 0 ? {} : { effects }),
    ...(received.length === 0 ? {} : { received }),
    format: "countersign-audit-report",
    version: 1,
    origin: log.origin,
    from,
    to,
    root: log.tree.root(to).toString("hex"),
    period: { first: bodies[0]?.["recordedAt"] ?? null, last: bodies.at(-1)?.["recordedAt"] ?? null },
    counts: {
      entries: to - from,
      withheld: withheld.length,
      decisions: rows.length,
      byKind,
      unsigned: rows.filter((row) => !row.signed).length,
      textsWithheld: rows.filter((row) => row.texts !== null && !blobs.has(row.texts)).length,
    },
    decisions: rows.map((row) => reportDecision(log, row, (texts) => blobs.has(texts))),
    keys: bodies.filter((body) => body["v"] === 2 && tellsOfKeys(body)).map(keyRow),
    anchors: second("anchor").map((body) => pick(body, "seq", "type", "size", "root")),
    policies: second("policy").map((body) => pick(body, "seq", "id", "version", "digest")),
    erased: second("blob.erased").map((body) => pick(body, "seq", "commitment")),
    recoveries: second("recovery").map((body) => body["seq"]!),
    clock: bodies.filter((body) => body["kind"] === "clock.anomaly").map((body) => body["seq"]!),
    withheld,
  };
}

/** entries.bin: each entry after its length; of a withheld one the leaf hash. */
export function framesOf(entries: (Buffer | { leaf: Buffer })[]): Buffer {
  return Buffer.concat(
    entries.flatMap((entry) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE("leaf" in entry ? 0xffffffff : entry.length);
      return [length, "leaf" in entry ? entry.leaf : entry];
    }),
  );
}

/** The files of a bundle of a log, without the manifest. */
export function filesOf(log: FixtureLog, range: BundleRange = {}): BundleFiles {
  const { from = 0, to = log.size, withhold = [], texts = true } = range;
  const files: BundleFiles = new Map();
  const put = (name: string, value: Json) => files.set(name, Buffer.from(canonical(value)));
  const open: number[] = [];
  for (let seq = from; seq < to; seq += 1) if (!withhold.includes(seq)) open.push(seq);
  const frames: (Buffer | { leaf: Buffer })[] = [];
  for (let seq = from; seq < to; seq += 1)
    frames.push(withhold.includes(seq) ? { leaf: log.tree.leaves[seq]! } : log.entries[seq]!);
  files.set("entries.bin", framesOf(frames));

  const hex = (hashes: Buffer[]) => hashes.map((hash) => hash.toString("hex"));
  if (from > 0) {
    put("left-edge.json", hex(log.tree.edge(from)));
    const earlier = log.bodies.slice(0, from).filter(tellsOfKeys);
    put(
      "earlier-keys.json",
      earlier.map((body) => {
        const seq = Number(body["seq"]);
        return { seq, entry: log.entries[seq]!.toString("base64"), proof: hex(log.tree.proof(seq, to)) };
      }),
    );
  }
  const rows = rowsOf(log, open, to);
  const note = log.notes.get(to)!;
  files.set(`checkpoints/${to}.note`, note);
  if (from > 0 && log.notes.has(from)) files.set(`checkpoints/${from}.note`, log.notes.get(from)!);
  for (const { seq } of rows) {
    const hashes = log.tree.proof(seq, to).map((hash) => `${hash.toString("base64")}\n`);
    const head = `c2sp.org/tlog-proof@v1\nindex ${seq}\n${hashes.join("")}\n`;
    files.set(`proofs/${seq}.tlog-proof`, Buffer.concat([Buffer.from(head), note]));
  }
  for (const seq of open) {
    const body = log.bodies[seq]!;
    if (body["kind"] !== "anchor") continue;
    files.set(`anchors/${seq}.bin`, Buffer.from(textOf(body["receipt"]), "base64"));
    const size = Number(body["size"]);
    if (size > from && size <= to) files.set(`checkpoints/${size}.note`, log.notes.get(size)!);
  }
  const blobs = new Set<string>();
  for (const { texts: commitment } of rows) {
    const blob = commitment === null || !texts ? undefined : log.blobs.get(commitment);
    if (commitment === null || blob === undefined) continue;
    blobs.add(commitment);
    files.set(`blobs/${commitment}`, blob);
  }
  const known = log.bodies.slice(0, to).filter((body) => body["v"] === 2 && tellsOfKeys(body));
  put("keys.json", {
    log: known.filter((body) => body["kind"] !== "reviewer.key").map((body) => body["key"] ?? body["logKey"]!),
    reviewers: known
      .filter((body) => body["kind"] === "reviewer.key" && ["created", "rotated"].includes(textOf(body["action"])))
      .map((body) => ({
        vkey: body["key"]!,
        keyid: body["keyid"]!,
        person: (body["person"] as JsonObject)["name"]!,
      })),
  });
  put("report.json", reportOf(log, from, to, open, rows, blobs));
  files.set("report.html", Buffer.from("<!doctype html><title>Audit report</title><p>For reading only.</p>\n"));
  return files;
}

/** Writes the manifest over the files as they are: what anyone can do who changes one. */
export function seal(log: { origin: string }, files: BundleFiles, from: number, to: number): BundleFiles {
  files.delete("manifest.json");
  const listed = [...files]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, bytes]) => ({ name, size: bytes.length, sha256: sha256Hex(bytes) }));
  const manifest = { format: "countersign-audit-bundle", version: 1, origin: log.origin, from, to, files: listed };
  files.set("manifest.json", Buffer.from(canonical(manifest)));
  return files;
}

export function bundleOf(log: FixtureLog, range: BundleRange = {}): BundleFiles {
  return seal(log, filesOf(log, range), range.from ?? 0, range.to ?? log.size);
}

export function writeFolder(folder: string, files: BundleFiles): void {
  for (const [name, bytes] of files) {
    const file = path.join(folder, ...name.split("/"));
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
}

export type TarItem = { name: string; bytes: Buffer; type?: string; link?: string; checksum?: string };

/** A ustar file of these items, in this order; each field can be made wrong. */
export function tarOf(items: TarItem[]): Buffer {
  const blocks: Buffer[] = [];
  for (const { name, bytes, type = "0", link = "", checksum } of items) {
    const header = Buffer.alloc(512);
    header.write(name, 0, 100, "latin1");
    header.write("0000644\0", 100);
    header.write("0000000\0", 108);
    header.write("0000000\0", 116);
    header.write(`${bytes.length.toString(8).padStart(11, "0")}\0`, 124);
    header.write("00000000000\0", 136);
    header.write("        ", 148);
    header.write(type, 156);
    header.write(link, 157, 100, "latin1");
    header.write("ustar\u000000", 257, "latin1");
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(checksum ?? `${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
    blocks.push(header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512));
  }
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

export function tarItems(files: BundleFiles): TarItem[] {
  return [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, bytes]) => ({ name, bytes }));
}
