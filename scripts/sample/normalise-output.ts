/**
 * Takes out of real output what differs from run to run and machine to machine: how long things took, where the temporary
 * folder is, and Node's own stack frames. Results, counts, messages, lines and exit codes are left as they were.
 */
export function normaliseOutput(text: string, places: readonly { real: string; shown: string }[]): string {
  let out = text.replaceAll("\r\n", "\n");
  for (const { real, shown } of places) out = out.replaceAll(real, shown);
  return out
    .split("\n")
    .filter(
      (line) =>
        !/^\s*(?:at )?(?:async )?(?:\S+ )?(?:\[as \S+\] )?\(?(?:node:internal|node:async_hooks|index \d)/.test(line),
    )
    .filter(
      (line) => !/^\s*at (?:async )?(?:Promise|Test|Suite|TestContext|startSubtest)\S* .*(?:node:|index \d)/.test(line),
    )
    .map((line) =>
      line
        .replace(/\(\d+(?:\.\d+)?ms\)/g, "(1ms)")
        .replace(/duration_ms:? \d+(?:\.\d+)?/g, (match) =>
          match.includes(":") ? "duration_ms: 1" : "duration_ms 100",
        )
        .replace(/ time="\d+(?:\.\d+)?"/g, ' time="0.001"')
        .replace(/ timestamp="[^"]*"/g, "")
        .replace(/ hostname="[^"]*"/g, ""),
    )
    .join("\n");
}
