import { RefreshCw } from "lucide-react";
import { useState } from "react";
import type { TopicPayload } from "../../shared/contract/topics";
import { useTopic } from "../bridge/use-topic";
import { formatBytes, formatCount } from "../ui/format";
import { Icon } from "../ui/Icon";
import { SafeText } from "../ui/SafeText";
import { StateMessage } from "../ui/StateMessage";
import { CancelJob } from "./CancelJob";
import "./ingest-progress.css";

/** "Loading {n} of {m} files." while a reading goes on, with its step. */
export function IngestProgress({ of }: { readonly of: string }) {
  const [progress, setProgress] = useState<TopicPayload<"progress"> | null>(null);
  useTopic("progress", setProgress);
  const total = progress?.total ?? null;
  const sentence =
    progress === null
      ? `Reading ${of}.`
      : total === null
        ? `Loading ${formatCount(progress.done)} files.`
        : progress.bytes === undefined || progress.totalBytes === undefined
          ? `Loading ${formatCount(progress.done)} of ${formatCount(total)} files.`
          : `Loading ${formatCount(progress.done)} of ${formatCount(total)} files, ${formatBytes(progress.bytes)} of ${formatBytes(progress.totalBytes)}.`;
  return (
    <StateMessage
      live="status"
      action={progress?.id === undefined || progress.finished ? undefined : <CancelJob id={progress.id} />}
      icon={<Icon icon={RefreshCw} />}
      sentence={<SafeText text={sentence} />}
      detail={
        progress === null ? undefined : (
          <>
            {total === null || total === 0 ? null : (
              <progress
                className="ingest-progress"
                value={Math.min(progress.done, total)}
                max={total}
                aria-label="Files read"
              />
            )}
            <SafeText text={progress.step} />
          </>
        )
      }
    />
  );
}
