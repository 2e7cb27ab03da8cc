import { useEffect, useLayoutEffect, useRef, type KeyboardEvent } from "react";
import { longestBody, longestReplacement, type Caret } from "../../shared/model/comment";
import {
  changeWriting,
  closeWriting,
  discardWriting,
  saveWriting,
  takesFocus,
  useWriting,
  type Writing,
} from "../state/comments";
import { shownKey } from "../state/strokes";
import { Button } from "../ui/Button";
import { SafeText } from "../ui/SafeText";
import { Segmented } from "../ui/Segmented";
import { CommentSuggestion } from "./CommentText";
import "./comments.css";

export interface CommentComposerProps {
  readonly id: string;
  /** What is commented on: "line 71 of src/refund.ts". */
  readonly about: string;
  /** The composer was closed: where the focus goes. */
  readonly onClosed: () => void;
}

const savedWords: Readonly<Record<Writing["state"], string>> = {
  kept: "Draft kept",
  typing: "Typing",
  saving: "Keeping the draft",
  failed: "Not kept yet",
};

/** Where a comment is written. What is typed is kept at each pause; closing loses nothing. */
export function CommentComposer({ id, about, onClosed }: CommentComposerProps) {
  const writing = useWriting(id);
  const body = useRef<HTMLTextAreaElement>(null);
  const replacement = useRef<HTMLTextAreaElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const there = writing !== undefined;
  useLayoutEffect(() => {
    if (!there) return;
    // The caret is where it was left, whether or not the focus comes here.
    const { caret } = writing;
    const field = caret.field === "replacement" ? (replacement.current ?? body.current) : body.current;
    field?.setSelectionRange(caret.start, caret.end);
    if (takesFocus(id)) {
      field?.focus({ preventScroll: true });
      // The rows around it are measured first: then it comes on screen whole.
      for (const wait of [30, 160])
        setTimeout(() => {
          if (box.current?.contains(document.activeElement) === true) box.current.scrollIntoView({ block: "nearest" });
        }, wait);
    }
    // Only when it is drawn: while typing the field has its own caret.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [id, there]);
  useEffect(
    () => () => {
      void saveWriting(id);
    },
    [id],
  );
  if (writing === undefined) return null;
  const done = (): void => {
    void closeWriting(id).then(onClosed);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const finishes = event.key === "Escape" || (event.key === "Enter" && (event.ctrlKey || event.metaKey));
    if (!finishes) return;
    event.preventDefault();
    event.stopPropagation();
    done();
  };
  const text = (field: "body" | "replacement") => ({
    value: field === "body" ? writing.body : writing.replacement,
    onChange: (event: { readonly target: HTMLTextAreaElement }) => {
      changeWriting(id, { [field]: event.target.value, caret: caretOf(field, event.target) });
    },
    onSelect: (event: { readonly currentTarget: HTMLTextAreaElement }) => {
      const caret = caretOf(field, event.currentTarget);
      if (JSON.stringify(caret) !== JSON.stringify(writing.caret)) changeWriting(id, { caret });
    },
    onBlur: () => {
      void saveWriting(id);
    },
  });
  const answers = writing.thread !== null;
  return (
    <div
      ref={box}
      className="comment-composer"
      role="group"
      aria-label={`${answers ? "Answer" : "Comment"} on ${about}`}
      data-writing={id}
      onKeyDown={onKeyDown}
    >
      <div className="comment-head">
        <span className="medium cut">
          {answers ? "Answer on " : "Comment on "}
          <SafeText code text={about} />
        </span>
        <span className="grow" />
        {writing.lines === "" || answers ? null : (
          <Segmented
            small
            label="Kind of comment"
            value={writing.kind}
            options={[
              { value: "note", label: "Note" },
              { value: "suggestion", label: "Suggest an edit" },
            ]}
            onChange={(kind) => {
              changeWriting(id, { kind });
            }}
          />
        )}
      </div>
      {writing.note === null ? null : <p className="comment-said amber">{writing.note}</p>}
      <textarea
        {...text("body")}
        ref={body}
        className="comment-field"
        aria-label={`Text of the ${answers ? "answer" : "comment"} on ${about}`}
        placeholder={writing.kind === "suggestion" ? "Why, in a sentence" : "What is to change, or what you ask"}
        rows={2}
        maxLength={longestBody}
        spellCheck
      />
      {writing.kind === "note" ? null : (
        <>
          <textarea
            {...text("replacement")}
            ref={replacement}
            className="comment-field comment-field-code"
            aria-label={`What should stand instead of ${about}`}
            rows={2}
            maxLength={longestReplacement}
            spellCheck={false}
          />
          <CommentSuggestion before={writing.lines} after={writing.replacement} />
        </>
      )}
      <div className="comment-foot">
        <Button small variant="plain" kbd={shownKey("Mod+Enter")} onClick={done}>
          Keep draft
        </Button>
        <Button
          small
          variant="ghost"
          onClick={() => {
            void discardWriting(id).then(onClosed);
          }}
        >
          Drop
        </Button>
        <span className={writing.state === "failed" ? "comment-saved amber" : "comment-saved"}>
          {writing.rev === 0 && writing.state === "kept" ? "Kept as you type" : savedWords[writing.state]}
          {writing.problem === null ? null : (
            <>
              {": "}
              <SafeText text={writing.problem} /> It stays in this window and is tried again.
            </>
          )}
        </span>
      </div>
    </div>
  );
}

function caretOf(field: Caret["field"], element: HTMLTextAreaElement): Caret {
  return { field, start: element.selectionStart, end: element.selectionEnd };
}
