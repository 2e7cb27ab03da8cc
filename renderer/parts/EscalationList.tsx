import { Copy, Mail, MessageSquareReply } from "lucide-react";
import type { EscalationsView } from "../../shared/contract/escalations";
import type { AgentQuestion, Escalation, EscalationAsked, EscalationStep } from "../../shared/model/escalation";
import { call, callShell } from "../bridge/client";
import { announce } from "../state/announce";
import { openSheet } from "../state/decide";
import { go } from "../state/route";
import { Button } from "../ui/Button";
import { formatMoment } from "../ui/format";
import { Icon } from "../ui/Icon";
import { SafeText } from "../ui/SafeText";
import { causeWords, escalationStateNames, questionKey, raiseKey, standsWords, targetOf } from "./escalation-words";
import { HeardAnswers } from "./HeardAnswers";
import { VerdictGlyph } from "./VerdictMark";
import "./escalations.css";

interface EscalationListProps {
  readonly view: EscalationsView;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Without histories and answers: beside a row of the inbox. */
  readonly brief?: boolean | undefined;
}

/** What waits for somebody's word on a task, what was said to it, and what asks for an escalation. */
export function EscalationList({ view, now, brief = false }: EscalationListProps) {
  return (
    <ul className="escalations">
      {view.asked.map((one) => (
        <Asked key={raiseKey(one)} one={one} />
      ))}
      {view.questions.map((one) => (
        <Question key={questionKey(one.event)} one={one} brief={brief} />
      ))}
      {view.escalations.map((one) => (
        <Raised key={one.seq} one={one} now={now} brief={brief} away={view.away} />
      ))}
    </ul>
  );
}

function Asked({ one }: { readonly one: EscalationAsked }) {
  return (
    <li className="escalation" aria-label={`The policy asks to escalate to ${one.to}`}>
      <VerdictGlyph kind="escalated" name="policy asks" />
      <div className="escalation-body">
        <p>
          <span className="medium">
            <SafeText text={`The policy asks to escalate to ${one.to}`} />
          </span>{" "}
          <span className="mid">
            <SafeText text={`${one.because}, attempt ${one.letter}. Nothing was sent.`} />
          </span>
        </p>
      </div>
      <div className="escalation-acts">
        <Button
          small
          kbd="e"
          onClick={() => {
            openSheet({
              kind: "escalate",
              taskId: one.taskId,
              attemptId: null,
              prefill: {
                raise: raiseKey(one),
                person: one.to,
                minutes: one.minutes,
                reason: `${one.because}, attempt ${one.letter}.`,
              },
            });
          }}
        >
          Escalate
        </Button>
      </div>
    </li>
  );
}

function Question({ one, brief }: { readonly one: AgentQuestion; readonly brief: boolean }) {
  const { answer } = one;
  return (
    <li className="escalation" aria-label={`${one.runnerName}, attempt ${one.letter}, asks`}>
      <VerdictGlyph
        kind={answer === null ? "escalated" : "backed"}
        name={answer === null ? "agent asks" : "answered"}
      />
      <div className="escalation-body">
        <p>
          <span className="medium">
            <SafeText text={`${one.runnerName}, attempt ${one.letter}, asks:`} />
          </span>{" "}
          <span className="escalation-text">
            <SafeText text={one.text} />
          </span>
        </p>
        {answer === null ? null : <Said who={`${answer.by} answered`} seq={answer.seq} text={answer.text} />}
      </div>
      <div className="escalation-acts">
        {answer === null ? (
          <AnswerButton taskId={one.taskId} about={questionKey(one.event)} />
        ) : brief ? null : (
          <PromptButtons taskId={one.taskId} entry={answer.seq} />
        )}
      </div>
    </li>
  );
}

interface RaisedProps {
  readonly one: Escalation;
  readonly now: number;
  readonly brief: boolean;
  readonly away: EscalationsView["away"];
}

function Raised({ one, now, brief, away }: RaisedProps) {
  const { state, to, due, question, reason, answer, taskId, missedSince } = one;
  const waits = state === "open" || state === "acknowledged" || state === "missed";
  const stands = standsWords(one, now);
  const gone = away.find(({ from, to: until }) => missedSince !== null && between(missedSince, from, until));
  return (
    <li className="escalation" aria-label={`Escalated to ${to}: ${escalationStateNames[state]}`}>
      <VerdictGlyph
        kind={state === "missed" ? "contradicted" : waits ? "escalated" : "backed"}
        name={escalationStateNames[state]}
      />
      <div className="escalation-body">
        <p>
          <span className={state === "missed" ? "medium red" : "medium"}>{escalationStateNames[state]}:</span>{" "}
          <span className="medium">
            <SafeText text={`escalated to ${to}`} />
          </span>{" "}
          <span className="mid">
            <SafeText
              text={[`by ${one.by}`, causeWords(one), `wanted by ${formatMoment(due, now)}`, stands]
                .filter((part) => part !== "")
                .join(", ")}
            />
          </span>
        </p>
        {question === "" ? null : (
          <p className="escalation-text">
            <SafeText text={question} />
          </p>
        )}
        {brief || reason === "" ? null : (
          <p className="escalation-text mid">
            <SafeText text={reason} />
          </p>
        )}
        {gone === undefined || !waits ? null : (
          <p className="amber">{`Its time passed while Countersign was not open, from ${formatMoment(gone.from, now)} to ${formatMoment(gone.to, now)}.`}</p>
        )}
        {answer === null ? null : <Said who={`${answer.by} answered`} seq={answer.seq} text={answer.text} />}
        {one.heard.length === 0 ? null : <HeardAnswers one={one} now={now} most={brief ? 1 : 5} />}
        {brief ? null : <History steps={one.history} now={now} />}
      </div>
      <div className="escalation-acts">
        {waits ? (
          <>
            <AnswerButton taskId={taskId} about={targetOf(one).key} />
            {brief || one.history.some(({ what }) => what === "acknowledged") ? null : (
              <Button
                small
                onClick={() => {
                  openSheet({ kind: "acknowledge", taskId, attemptId: null, prefill: { about: targetOf(one).key } });
                }}
              >
                Acknowledge
              </Button>
            )}
            {brief ? null : <MailButton one={one} />}
          </>
        ) : answer === null || brief ? null : (
          <PromptButtons taskId={taskId} entry={answer.seq} />
        )}
      </div>
    </li>
  );
}

function between(at: string, from: string, to: string): boolean {
  return Date.parse(at) >= Date.parse(from) && Date.parse(at) <= Date.parse(to);
}

function Said({ who, seq, text }: { readonly who: string; readonly seq: number; readonly text: string }) {
  return (
    <p className="escalation-said">
      <button
        type="button"
        className="link"
        onClick={() => {
          go({ screen: "audit", seq });
        }}
      >
        <SafeText text={`${who}, entry ${String(seq)}`} />
      </button>{" "}
      <span className="escalation-text">
        <SafeText text={text} />
      </span>
    </p>
  );
}

const stepWords: Readonly<Record<EscalationStep["what"], string>> = {
  raised: "Raised",
  acknowledged: "Acknowledged",
  due: "Time passed",
  answered: "Answered",
  withdrawn: "Withdrawn",
  closed: "Decided since",
};

function History({ steps, now }: { readonly steps: readonly EscalationStep[]; readonly now: number }) {
  return (
    <ol className="escalation-history meta" aria-label="History">
      {steps.map((step, at) => (
        <li key={`${step.what} ${String(step.seq ?? at)}`}>
          <SafeText
            text={[
              `${stepWords[step.what]} ${formatMoment(step.at, now)}`,
              step.by === "" ? "" : `by ${step.by}`,
              step.recordedBy === null ? "" : `recorded by ${step.recordedBy}`,
              step.seq === null ? "" : `entry ${String(step.seq)}`,
            ]
              .filter((part) => part !== "")
              .join(", ")}
          />
        </li>
      ))}
    </ol>
  );
}

function AnswerButton({ taskId, about }: { readonly taskId: string; readonly about: string }) {
  return (
    <Button
      small
      kbd="w"
      icon={<Icon icon={MessageSquareReply} small />}
      onClick={() => {
        openSheet({ kind: "answer", taskId, attemptId: null, prefill: { about } });
      }}
    >
      Answer
    </Button>
  );
}

function PromptButtons({ taskId, entry }: { readonly taskId: string; readonly entry: number }) {
  const prompt = async (): Promise<void> => {
    const made = await call("escalations.prompt", { taskId, entry });
    if (!made.ok) announce(made.error.message);
    else await copied(made.value.text, "The answer was copied as a prompt.");
  };
  const command = async (): Promise<void> => {
    const made = await call("escalations.prompt", { taskId, entry });
    if (!made.ok) announce(made.error.message);
    else if (made.value.resume === null) announce("No session of this task is known.");
    else if (made.value.resume.argv === null)
      announce(
        `No resume command of ${made.value.resume.runnerName} is known. Its session is ${made.value.resume.session}.`,
      );
    else {
      const { argv, folder } = made.value.resume;
      await copied(argv.join(" "), `Copied: ${argv.join(" ")}${folder === null ? "" : `, to be run in ${folder}`}.`);
    }
  };
  return (
    <>
      <Button small variant="ghost" icon={<Icon icon={Copy} small />} onClick={() => void prompt()}>
        Copy as a prompt
      </Button>
      <Button small variant="ghost" icon={<Icon icon={Copy} small />} onClick={() => void command()}>
        Copy resume command
      </Button>
    </>
  );
}

function MailButton({ one }: { readonly one: Escalation }) {
  const mail = async (): Promise<void> => {
    const box = /[^\s@<>]+@[^\s@<>]+/u.exec(one.to)?.[0] ?? "";
    const made = await call("escalations.mail", { taskId: one.taskId, entry: one.seq, to: box });
    if (!made.ok) {
      announce(made.error.message);
      return;
    }
    const opened = await callShell("shell.write-mail", { url: made.value.url });
    if (!opened.ok) announce(opened.error.message);
    else announce(`E-mail prepared, entry ${String(made.value.entry)}. Whether it is sent is not known here.`);
  };
  return (
    <Button small variant="ghost" icon={<Icon icon={Mail} small />} onClick={() => void mail()}>
      Prepare e-mail
    </Button>
  );
}

async function copied(text: string, said: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    announce(said);
  } catch {
    announce("Could not copy: the window has no access to the clipboard.");
  }
}
