import type { FoundRunner } from "../../shared/contract/app";
import { Button } from "../ui/Button";
import { formatAgo, formatBytes, formatCount, formatPlural } from "../ui/format";
import { SafeText } from "../ui/SafeText";
import "./found-runners.css";

export interface FoundRunnersProps {
  readonly runners: readonly FoundRunner[];
  readonly now: number;
  readonly busy: boolean;
  readonly onConnect: (runner: FoundRunner) => void;
}

/** Runners found on this machine as one table: files are counted, nothing is read before the click. An empty folder is named, not offered. */
export function FoundRunners({ runners, now, busy, onConnect }: FoundRunnersProps) {
  return (
    <table className="found-runners">
      <thead>
        <tr>
          <th scope="col">Runner</th>
          <th scope="col">Folder</th>
          <th scope="col" className="number">
            Files
          </th>
          <th scope="col" className="number">
            Size
          </th>
          <th scope="col" className="number">
            Newest
          </th>
          <th scope="col">
            <span className="only-read">Connect</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {runners.map((runner) => (
          <tr key={`${runner.kind} ${runner.path}`}>
            <th scope="row">{runner.name}</th>
            <td className="mono found-runners-path" title={runner.path}>
              <SafeText text={runner.path} code />
            </td>
            <td className="number">{formatCount(runner.files)}</td>
            <td className="number">{formatBytes(runner.bytes)}</td>
            <td className="number">{runner.newestAt === null ? "-" : formatAgo(runner.newestAt, now)}</td>
            <td className="number">
              {runner.connected ? (
                <span className="dim">Connected</span>
              ) : runner.files === 0 ? (
                <span className="dim">Empty</span>
              ) : (
                <Button
                  small
                  busy={busy}
                  label={`Connect ${runner.name}, ${formatPlural(runner.files, "file")}`}
                  onClick={() => {
                    onConnect(runner);
                  }}
                >
                  Connect
                </Button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
