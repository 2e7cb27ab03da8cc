import { CircleSlash, FileX2, Hourglass, Scissors } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useQuery } from "../../bridge/use-query";
import { VerdictGlyph } from "../../parts/VerdictMark";
import { useDecisionKeys } from "../../parts/use-decision-keys";
import { openSheet } from "../../state/decide";
import { useKeys } from "../../state/keys";
import type { RouteOf } from "../../state/route";
import { Button } from "../../ui/Button";
import { formatBytes, formatDigest, formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { StateMessage } from "../../ui/StateMessage";
import { DiffBar } from "./DiffBar";
import { DiffBody } from "./DiffBody";
import { PairProvider } from "./interdiff-pair";
import { useSince } from "./interdiff-since";
import { InterdiffScreen } from "./InterdiffScreen";
import { useDiffEngine } from "./use-diff-engine";
import "./diff.css";
import "./diff-tree.css";
import "./diff-file.css";
import "./diff-rows.css";
import "./diff-parts.css";
import { useSplit } from "./use-split";

/** A patch above this many characters is drawn only when asked for. */
const WITHHELD_PATCH = 20_000_000;

/** The diff of one attempt, against its base or against another attempt. */
export function DiffScreen({ route }: { readonly route: RouteOf<"diff"> }) {
  const { against } = route;
  return against === undefined || against === route.attemptId ? (
    <AttemptDiff route={route} />
  ) : (
    <InterdiffScreen key={`${route.attemptId} ${against}`} route={route} against={against} />
  );
}

function AttemptDiff({ route }: { readonly route: RouteOf<"diff"> }) {
  const { taskId, attemptId } = route;
  const diff = useQuery("diff.get", { attemptId });
  const task = useQuery("task.get", { taskId }, { scopes: ["task"] });
  const view = task.value?.attempts.find(({ attempt }) => attempt.id === attemptId);
  const since = useSince(route, diff.value);
  const { patch } = since;
  const [anyway, setAnyway] = useState(false);
  const withheld = patch !== null && patch.length > WITHHELD_PATCH && !anyway;
  const { engine, state } = useDiffEngine(withheld || patch === "" || !since.ready ? null : patch);
  const { split, setSplit, onWidth } = useSplit();
  useDecisionKeys(taskId, attemptId);
  useKeys("diff", [
    { key: "d", label: "Decide", group: "Decide", run: () => openSheet({ kind: "approve", taskId, attemptId }) },
  ]);

  let content: ReactNode;
  if (diff.value === undefined) {
    content =
      diff.state === "failed" ? (
        <Failed
          cause={diff.problem?.message ?? "no cause was given"}
          remedy={diff.problem?.remedy}
          onRetry={diff.reload}
        />
      ) : (
        <Loading
          files={view?.attempt.files.length ?? null}
          step={diff.slow ? "reading the patch from the archive" : null}
        />
      );
  } else if (withheld) {
    content = (
      <StateMessage
        icon={<Icon icon={Scissors} />}
        sentence={`${formatPlural(view?.attempt.files.length ?? 0, "file")}, ${formatBytes(diff.value.patch.length)}: not shown to keep this fast.`}
        action={
          <Button small onClick={() => setAnyway(true)}>
            Show anyway
          </Button>
        }
      />
    );
  } else if (diff.value.source === "none") {
    content = (
      <StateMessage
        icon={<Icon icon={FileX2} />}
        sentence="No patch. This attempt brought none, and its sessions recorded no edits to rebuild one from."
        detail={diff.value.note ?? undefined}
      />
    );
  } else if (diff.value.patch.trim() === "") {
    content = <NoChanges base={diff.value.base} head={diff.value.head} note={diff.value.note} />;
  } else if (state.phase === "failed") {
    content = <Failed cause={state.problem ?? "the reader ended"} remedy="Reopen this screen." onRetry={diff.reload} />;
  } else if (state.rows === null) {
    content = <Loading files={view?.attempt.files.length ?? null} step={null} />;
  } else if (state.rows.files.length === 0) {
    content = (
      <Failed cause={state.rows.problems[0]?.message ?? "it holds no diff"} remedy={undefined} onRetry={diff.reload} />
    );
  } else {
    content = (
      <DiffBody
        key={`${diff.value.digest ?? attemptId} ${since.key}`}
        taskId={taskId}
        attemptId={attemptId}
        at={route.at}
        engine={engine}
        state={state}
        rows={state.rows}
        view={view}
        diff={since.diff ?? diff.value}
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
        against={null}
        facts={treeFacts(diff.value?.base ?? null, diff.value?.head ?? null)}
        split={split}
        onSplit={setSplit}
      />
      <PairProvider value={since.pair}>{content}</PairProvider>
    </div>
  );
}

/** The trees that the diff is of. */
function treeFacts(base: string | null, head: string | null): ReactNode {
  const parts = [
    ...(base === null ? [] : [`base ${formatDigest(base)}`]),
    ...(head === null ? [] : [`head ${formatDigest(head)}`]),
  ];
  return parts.length === 0 ? undefined : <span className="mono">{parts.join(", ")}</span>;
}

function Loading({ files, step }: { readonly files: number | null; readonly step: string | null }) {
  return (
    <StateMessage
      live="status"
      icon={<Icon icon={Hourglass} />}
      sentence={files === null ? "Loading the patch." : `Loading ${formatPlural(files, "file")}.`}
      detail={step === null ? undefined : `Still working: ${step}.`}
    />
  );
}

function Failed({
  cause,
  remedy,
  onRetry,
}: {
  readonly cause: string;
  readonly remedy: string | undefined;
  readonly onRetry: () => void;
}) {
  const ending = cause.replace(/\.$/, "");
  return (
    <StateMessage
      tone="red"
      icon={<VerdictGlyph kind="contradicted" size={16} />}
      sentence={`Could not read the patch: ${ending}.`}
      detail={remedy}
      action={
        <Button small onClick={onRetry}>
          Retry
        </Button>
      }
    />
  );
}

function NoChanges({
  base,
  head,
  note,
}: {
  readonly base: string | null;
  readonly head: string | null;
  readonly note: string | null;
}) {
  const verified = base !== null && head !== null;
  return (
    <StateMessage
      icon={<Icon icon={CircleSlash} />}
      sentence={
        verified
          ? `No changes. Verified: base ${formatDigest(base)}, head ${formatDigest(head)}.`
          : "No changes. The patch of this attempt is empty."
      }
      detail={note ?? undefined}
    />
  );
}
