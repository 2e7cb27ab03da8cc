import { parsePatch } from "../../../shared/diff/parse-patch";
import { LineReplay } from "../../../main/provenance/line-provenance";
import { commandDetail, editDetail, messageDetail, sessionEvents } from "../../builders/event";
import { session } from "../../builders/session";

const milliseconds = (value: number): string => `${value.toFixed(1)} ms`;

// Who wrote 100,000 changed lines, out of a session of 20,000 events: files that are written and then edited many times, the
// largest of 20,000 lines, with commands between. The ruler of the same run: reading the patch and parsing the session's JSON.

const lines = Number(process.argv[2] ?? 100_000);
const most = Number(process.argv[3] ?? 20_000);

const sizes = [Math.floor(lines / 5)];
while (sizes.reduce((sum, size) => sum + size, 0) < lines) sizes.push(200);
const files = sizes.map((size, file) => ({
  path: `src/part-${String(file)}.ts`,
  lines: Array.from({ length: size }, (_, line) =>
    line % 5 === 4 ? "}" : `  const value${String(line)} = read(${String(file)}, ${String(line)});`,
  ),
}));
const details = [
  messageDetail("Write all parts.", "person"),
  ...files.map((file) =>
    editDetail(`/work/ledger/${file.path}`, {
      op: "add",
      oldText: "",
      newText: `${file.lines.join("\n")}\n`,
      fileBefore: "",
    }),
  ),
];
for (let n = 0; details.length < most; n += 1) {
  const file = files[n % files.length];
  if (file === undefined) break;
  if (n % 3 === 0)
    details.push(commandDetail(n % 2 === 0 ? `npx vitest run part-${String(n)}` : `git diff ${file.path}`));
  else {
    const at = (n * 7919) % file.lines.length;
    const old = file.lines[at] ?? "";
    if (old === "}") continue;
    const now = `${old.split(" //")[0] ?? ""} // ${String(n)}`;
    file.lines[at] = now;
    details.push(editDetail(`/work/ledger/${file.path}`, { oldText: old, newText: now }));
  }
}
const events = sessionEvents(details);
const patchText = files
  .map(
    (file) =>
      `diff --git a/${file.path} b/${file.path}\nnew file mode 100644\n--- /dev/null\n+++ b/${file.path}\n@@ -0,0 +1,${String(file.lines.length)} @@\n${file.lines.map((line) => `+${line}`).join("\n")}\n`,
  )
  .join("");
const json = JSON.stringify(events);

const rulerFrom = performance.now();
const patch = parsePatch(patchText);
JSON.parse(json);
const ruler = performance.now() - rulerFrom;

const from = performance.now();
const steps = new LineReplay({ patch, events, sessions: [session()], noted: new Map() }).run((event) => event);
let longest = performance.now() - from;
const durations = [longest];
for (;;) {
  const start = performance.now();
  const step = steps.next();
  const took = performance.now() - start;
  durations.push(took);
  longest = Math.max(longest, took);
  if (step.done !== true) continue;
  const total = performance.now() - from;
  const { figures } = step.value;
  console.log(
    `${figures.lines.toLocaleString("en")} changed lines of ${String(files.length)} files, ${events.length.toLocaleString("en")} events, patch ${(patchText.length / 1e6).toFixed(1)} MB`,
  );
  console.log(
    `who wrote them: ${milliseconds(total)}, longest step ${milliseconds(longest)}; exact ${String(figures.exact)}`,
  );
  console.log(
    `ruler of the same run (read the patch, parse the session): ${milliseconds(ruler)}; ratio ${(total / ruler).toFixed(1)}`,
  );
  if (figures.exact !== figures.lines) throw new Error("a line is not exact");
  break;
}
durations.sort((a, b) => b - a);
console.log(`longest steps: ${durations.slice(0, 5).map(milliseconds).join(", ")}`);
