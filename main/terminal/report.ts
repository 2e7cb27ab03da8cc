import path from "node:path";
import { Option, type Command } from "commander";
import { reportFormatSchema } from "../../shared/contract/decide";
import { err, ok, type Result } from "../../shared/result";
import { writeReport } from "../services/write-report";
import { plain } from "./screen";
import { newCommand, type Terminal } from "./terminal";

interface Options {
  format: string;
  out?: string;
  from?: string;
  to?: string;
}

function instant(text: string | undefined): Result<string | null> {
  if (text === undefined) return ok(null);
  const date = new Date(text);
  return Number.isNaN(date.getTime())
    ? err({
        code: "bad-time",
        message: `${plain(text)} is not a time.`,
        remedy: "Write it as 2026-11-21 or 2026-11-21T06:00:00Z.",
      })
    : ok(date.toISOString());
}

/** `report --format html --out FILE` */
export function reportCommand(terminal: Terminal): Command {
  return newCommand(
    "report",
    "Write the report of a period: decisions and what they rest on, open tasks, completeness, the state of the log.",
  )
    .addOption(new Option("--format <format>", "report format").choices(reportFormatSchema.options).default("html"))
    .option("--out <file>", "where to (default: reports/ in the data folder)")
    .option("--from <time>", "decisions from this time on")
    .option("--to <time>", "decisions before this time")
    .action(async (options: Options, command: Command) => {
      await terminal.run(command, ({ app, json, screen }) => {
        const from = instant(options.from);
        const to = instant(options.to);
        if (!from.ok) return Promise.resolve(from);
        if (!to.ok) return Promise.resolve(to);
        const written = writeReport(app.core, {
          format: reportFormatSchema.parse(options.format),
          from: from.value,
          to: to.value,
          out: options.out === undefined ? null : path.resolve(options.out),
        });
        if (!written.ok) return Promise.resolve(written);
        if (json) screen.json(written.value);
        else
          screen.line(
            `Wrote ${written.value.path} (${String(written.value.bytes)} bytes, sha256 ${written.value.digest}).`,
          );
        return Promise.resolve(ok(undefined));
      });
    });
}
