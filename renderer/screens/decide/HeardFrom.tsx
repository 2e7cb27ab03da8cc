import { useEffect } from "react";
import type { Escalation, HeardAnswer } from "../../../shared/model/escalation";
import { useQuery } from "../../bridge/use-query";
import { addressedWords, targetOf } from "../../parts/escalation-words";
import { Button } from "../../ui/Button";
import { formatMoment } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { changeDraft, fillDraft, isTyped, type Draft } from "./drafts";

interface HeardFromProps {
  readonly taskId: string;
  readonly draftName: string;
  readonly draft: Draft;
  readonly now: number;
}

interface Heard {
  readonly one: Escalation;
  readonly heard: HeardAnswer;
}

/**
 * Where on GitHub an answer was given. An answer that nobody began to write begins with what was said there last, by whom it
 * was escalated to where they did, where one escalation alone was answered there: it is recorded by who reads it and by nothing else.
 */
export function HeardFrom({ taskId, draftName, draft, now }: HeardFromProps) {
  const asked = useQuery("escalations.list", { taskId, ended: false }, { scopes: ["task", "audit", "inbox"] });
  const all = (asked.value?.escalations ?? []).flatMap((one): Heard[] => one.heard.map((heard) => ({ one, heard })));
  const waiting = new Set(all.map(({ one }) => one.seq));
  // Whom it went to counts before anybody else who said something there.
  const newest = waiting.size === 1 ? (all.find(({ heard }) => heard.addressed === true) ?? all[0]) : undefined;
  const url = newest?.heard.url;
  const untouched = !isTyped(draft) && draft.about === "";
  useEffect(() => {
    if (newest === undefined || !untouched) return;
    const { one, heard } = newest;
    fillDraft(draftName, { about: targetOf(one).key, heard: heard.url, person: heard.person, reason: heard.text }, now);
    // Once for each that is the newest: what is cleared or written over stays so.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [url, draftName]);
  const taken = all.find(({ heard }) => heard.url === draft.heard);
  if (taken === undefined) return null;
  const { one, heard } = taken;
  return (
    <section className="decide-section" aria-label="Where the answer was given">
      <div className="row">
        <span className={heard.addressed === false ? "amber" : "mid"}>
          <SafeText
            text={`Said on GitHub by ${heard.person}, ${formatMoment(heard.at, now)}, ${addressedWords(heard.addressed, one.to)}. The entry names the comment.`}
          />
        </span>
        <Button
          small
          variant="ghost"
          onClick={() => {
            changeDraft(draftName, { heard: "", person: "", reason: "" });
          }}
        >
          Write an answer of my own
        </Button>
      </div>
    </section>
  );
}
