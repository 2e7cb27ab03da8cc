import { LoaderCircle } from "lucide-react";
import { useState } from "react";
import type { TopicPayload } from "../../../shared/contract/topics";
import { useTopic } from "../../bridge/use-topic";
import { CancelJob } from "../../parts/CancelJob";
import { formatCount } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { StateMessage } from "../../ui/StateMessage";

/** How far the writing is. In: the job as the core calls it, and what is written. */
export function ExportProgress({ job, thing }: { readonly job: string; readonly thing: string }) {
  const [progress, setProgress] = useState<TopicPayload<"progress"> | null>(null);
  useTopic("progress", (told) => {
    if (told.job === job) setProgress(told);
  });
  const total = progress?.total ?? null;
  const far =
    progress === null || total === null || total <= 1
      ? ""
      : `, ${formatCount(progress.done)} of ${formatCount(total)} ${progress.unit ?? "files"}`;
  return (
    <StateMessage
      live="status"
      icon={<Icon icon={LoaderCircle} />}
      sentence={`Writing ${thing}${far}.`}
      action={progress?.id === undefined || progress.finished ? undefined : <CancelJob id={progress.id} />}
    />
  );
}
