import type { ConnectionCompleteness } from "../../shared/contract/app";
import type { Connection } from "../../shared/model/connection";
import { counted } from "../../shared/review/counted";
import type { Screen } from "./screen";
import { plain } from "./screen";

/** Prints how completely a connection was read: sums, then every gap with its place. */
export function printCompleteness(screen: Screen, connection: Connection, said: ConnectionCompleteness): void {
  screen.line(`${plain(connection.name)}, ${connection.state}, ${plain(connection.path)}`);
  screen.line(
    `${counted(said.sessions, "session")}: ${String(said.recognised)} of ${counted(said.records, "record")} recognised.`,
  );
  if (connection.deletion !== null)
    screen.line(
      `From ${connection.deletion.at.slice(0, 10)} the runner deletes ${counted(connection.deletion.sources, "source")} within a week. ${connection.deletion.ground}`,
    );
  for (const { type, count, sessions, sample, first } of said.unknown) {
    screen.line(
      `  unknown type ${plain(type)}: ${String(count)} in ${counted(sessions, "session")}, first ${plain(first.path)}:${String(first.line)}`,
    );
    screen.line(`    ${plain(sample).slice(0, 200)}`);
  }
  if (said.unknownTypes > said.unknown.length)
    screen.line(`  and ${counted(said.unknownTypes - said.unknown.length, "more type")}`);
  if (said.malformedCount > 0) screen.line(`  ${counted(said.malformedCount, "malformed record")}`);
  for (const { path: file, line, reason } of said.malformed.slice(0, 20))
    screen.line(`    ${plain(file)}:${String(line)} ${plain(reason)}`);
  if (said.withheldReasoning > 0)
    screen.line(`  ${counted(said.withheldReasoning, "block")} of reasoning withheld or encrypted by the runner`);
  if (said.unanswered > 0) screen.line(`  ${counted(said.unanswered, "tool call")} without a result`);
  if (said.missingSubAgentCount > 0)
    screen.line(`  ${counted(said.missingSubAgentCount, "sub-agent")} whose transcript is not here`);
  for (const { runnerSessionId, parentTitle } of said.missingSubAgents.slice(0, 20))
    screen.line(
      `    ${plain(runnerSessionId)}${parentTitle === null ? "" : `, of ${plain(parentTitle).slice(0, 80)}`}`,
    );
  const { backwards, longestMs, missing } = said.clock;
  if (backwards > 0) screen.line(`  ${counted(backwards, "step")} back in time, the longest ${String(longestMs)} ms`);
  if (missing > 0) screen.line(`  ${counted(missing, "event")} without a time`);
  if (said.goneCount > 0) screen.line(`  ${counted(said.goneCount, "source")} gone`);
  for (const { path: file, archived, digest, verifiedAt } of said.gone.slice(0, 20))
    screen.line(
      `    ${plain(file)}: ${archived ? `archived copy ${verifiedAt === null ? "kept" : "intact"}, ${digest.slice(0, 12)}` : "was not archived"}`,
    );
  if (said.worst.length > 0) {
    screen.line("Sessions that were understood least:");
    screen.table(
      [
        { head: "Session" },
        { head: "Records", right: true },
        { head: "Not read", right: true },
        { head: "No result", right: true },
        { head: "Title", most: 50 },
      ],
      said.worst
        .slice(0, 20)
        .map((row) => [
          row.sessionId,
          String(row.records),
          String(row.records - row.recognised),
          String(row.unanswered),
          row.title ?? "",
        ]),
    );
  }
}
