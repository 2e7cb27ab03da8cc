import { CircleSlash, FileX2 } from "lucide-react";
import { useMemo, type ReactNode } from "react";
import type { Output } from "../../../shared/contract/api";
import type { Finding } from "../../../shared/model/finding";
import { useQuery } from "../../bridge/use-query";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { useDecisionKeys } from "../../parts/use-decision-keys";
import { openSheet } from "../../state/decide";
import { useKeys } from "../../state/keys";
import type { RouteOf } from "../../state/route";
import { formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { StateMessage } from "../../ui/StateMessage";
import { DiffBar } from "./DiffBar";
import { DiffBody } from "./DiffBody";
import { againstFiles, pairFindings, PairProvider, tallySentence, type DiffPair } from "./interdiff-pair";
import { useDiffEngine } from "./use-diff-engine";
import { useSplit } from "./use-split";

const noFindings: readonly Finding[] = [];

/** One attempt's result against another's. */
export function InterdiffScreen({ route, against }: { readonly route: RouteOf<"diff">; readonly against: string }) {
  const { taskId, attemptId } = route;
  const found = useQuery("interdiff.get", { attemptId, againstId: against });
  const task = useQuery("task.get", { taskId }, { scopes: ["task"] });
  const viewOf = (id: string) => task.value?.attempts.find(({ attempt }) => attempt.id === id);
  const view = viewOf(attemptId);
  const other = viewOf(against);
  const text = found.value?.text ?? "";
  const { engine, state } = useDiffEngine(text === "" ? null : text);
  const { split, setSplit, onWidth } = useSplit();
  useDecisionKeys(taskId, attemptId);
  useKeys("diff", [
    { key: "d", label: "Decide", group: "Decide", run: () => openSheet({ kind: "approve", taskId, attemptId }) },
  ]);
  const fromFindings = other?.judgement.findings ?? noFindings;
  const toFindings = view?.judgement.findings ?? noFindings;
  const pair = useMemo(
    (): DiffPair | null =>
      found.value === undefined
        ? null
        : {
            route: { against },
            files: againstFiles(found.value),
            findings: pairFindings(found.value, fromFindings, toFindings),
            removedOf: found.value.sameBase === false ? null : against,
            readable: false,
            places: null,
            onWhole: null,
          },
    [found.value, against, fromFindings, toFindings],
  );

  let content: ReactNode;
  if (found.value === undefined || pair === null) {
    content =
      found.problem === undefined ? (
        <LoadingMessage thing="the interdiff" slow={found.slow} step="comparing the two patches" />
      ) : (
        <FailedMessage thing="the interdiff" problem={found.problem} onRetry={found.reload} />
      );
  } else if (found.value.absent !== null) {
    content = <StateMessage icon={<Icon icon={FileX2} />} sentence={found.value.absent} />;
  } else if (text === "") {
    content = (
      <StateMessage
        icon={<Icon icon={CircleSlash} />}
        sentence={`No differences. ${formatPlural(found.value.files.length, "file")} the same in ${found.value.from.letter} and ${found.value.to.letter}.`}
        detail={found.value.note ?? undefined}
      />
    );
  } else if (state.phase === "failed") {
    content = (
      <FailedMessage
        thing="the interdiff"
        problem={{ code: "reader-ended", message: state.problem ?? "the reader ended", remedy: "Reopen this screen." }}
        onRetry={found.reload}
      />
    );
  } else if (state.rows === null) {
    content = <LoadingMessage thing={formatPlural(found.value.files.length, "file")} slow={false} />;
  } else {
    content = (
      <DiffBody
        key={found.value.digest}
        taskId={taskId}
        attemptId={attemptId}
        at={route.at}
        engine={engine}
        state={state}
        rows={state.rows}
        view={view}
        diff={shownDiff(found.value)}
        split={split}
        onWidth={onWidth}
      />
    );
  }
  return (
    <div className="diff-screen">
      <DiffBar
        taskId={taskId}
        attemptId={attemptId}
        task={task.value}
        against={against}
        facts={
          found.value === undefined
            ? undefined
            : `${found.value.to.letter} against ${found.value.from.letter}: ${tallySentence(found.value)}`
        }
        split={split}
        onSplit={setSplit}
      />
      <PairProvider value={pair}>{content}</PairProvider>
    </div>
  );
}

/** The interdiff in the form of an attempt's diff. It has no digest of a patch: what is shown of it is of no attempt's reading. */
function shownDiff({ to, text, note }: Output<"interdiff.get">): Output<"diff.get"> {
  return { attemptId: to.attemptId, patch: text, digest: null, source: "pack", note, base: null, head: to.head };
}
