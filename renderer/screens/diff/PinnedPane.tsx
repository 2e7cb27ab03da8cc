import { X } from "lucide-react";
import { useEffect, useRef, type ReactNode } from "react";
import type { Pinned } from "../../../shared/contract/diff";
import { ClaimedText, ClaimVerdicts } from "../../parts/ClaimedText";
import { EventComments } from "../../parts/EventComments";
import { go } from "../../state/route";
import { Button } from "../../ui/Button";
import { formatCount, formatDigest } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { Kbd } from "../../ui/Kbd";
import { SafeText } from "../../ui/SafeText";
import { Tick } from "./Tick";
import { pinnedNames, type PinnedTexts } from "./use-pinned";

export interface PinnedPaneProps {
  readonly taskId: string;
  readonly attemptId: string;
  readonly pinned: PinnedTexts;
}

/** A text that is read before the code, over the code while it is open. */
export function PinnedPane({ taskId, attemptId, pinned }: PinnedPaneProps) {
  const index = pinned.current;
  const item = index === null ? undefined : pinned.items[index];
  const pane = useRef<HTMLElement>(null);
  const digest = item?.digest;
  useEffect(() => {
    if (digest !== undefined) pane.current?.focus();
  }, [digest]);
  if (index === null || item === undefined) return null;
  const name = pinnedNames[item.kind];
  return (
    <section ref={pane} className="diff-pinned focus-inset" aria-label={name} tabIndex={0}>
      <div className="diff-file diff-pinned-head">
        <h2 className="diff-file-name strong">{name}</h2>
        <span className="grow" />
        <span className="diff-digest mono dim" title={`digest ${item.digest}`}>
          {formatDigest(item.digest)}
        </span>
        <span className="diff-read">
          <Tick read={pinned.isRead(index)} label={`Read ${name}`} onChange={(read) => pinned.mark(index, read)} />
          <span aria-hidden="true">Read</span>
          <Kbd>v</Kbd>
        </span>
        <Button
          small
          variant="ghost"
          label="Back to the code"
          icon={<Icon icon={X} small />}
          onClick={() => pinned.open(null)}
        >
          {null}
        </Button>
      </div>
      {item.texts.map((text, at) => (
        <PinnedText
          key={at}
          item={item}
          text={text}
          comments={
            text.event === null ? null : (
              <EventComments
                taskId={taskId}
                attemptId={attemptId}
                {...text.event}
                onClosed={() => pane.current?.focus()}
              />
            )
          }
          onEvent={
            text.event === null ? null : () => go({ screen: "timeline", taskId, attemptId, at: { ...text.event } })
          }
        />
      ))}
    </section>
  );
}

/** More characters of one text than this are read in the timeline. */
const mostDrawn = 60_000;

function PinnedText({
  item,
  text,
  comments,
  onEvent,
}: {
  readonly item: Pinned;
  readonly text: Pinned["texts"][number];
  /** The comments on the event it is from, where it is from one. */
  readonly comments: ReactNode;
  readonly onEvent: (() => void) | null;
}) {
  const code = item.kind === "contract" || item.kind === "allowlist";
  const shown = text.text.slice(0, mostDrawn);
  const here = item.claims.filter(({ saidAt }) =>
    text.event === null ? true : saidAt === null || saidAt.seq === text.event.seq,
  );
  const claims = here.filter(({ sentence }) =>
    text.text.replaceAll(/\s+/g, " ").includes(sentence.replaceAll(/\s+/g, " ")),
  );
  return (
    <article className="diff-pinned-text">
      {text.title === null && onEvent === null ? null : (
        <p className="meta">
          {text.title === null ? null : <SafeText text={text.title} />}{" "}
          {onEvent === null ? null : (
            <button type="button" className="link" onClick={onEvent}>
              Open event
            </button>
          )}
        </p>
      )}
      <div className={code ? "mono diff-pinned-code" : "diff-pinned-prose"}>
        {code ? <SafeText code text={shown} lines /> : <ClaimedText text={shown} claims={claims} />}
      </div>
      {text.text.length > mostDrawn ? (
        <p className="meta">{`${formatCount(text.text.length - mostDrawn)} more characters are not shown.`}</p>
      ) : null}
      {claims.length === 0 ? null : <ClaimVerdicts claims={claims} />}
      {comments}
    </article>
  );
}
