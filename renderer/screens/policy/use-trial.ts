import { useCallback, useEffect, useRef, useState } from "react";
import type { Output } from "../../../shared/contract/api";
import type { DryRun } from "../../../shared/contract/policy";
import type { TopicPayload } from "../../../shared/contract/topics";
import type { Problem } from "../../../shared/result";
import { call } from "../../bridge/client";
import { useTopic } from "../../bridge/use-topic";
import { announce } from "../../state/announce";
import { formatPlural } from "../../ui/format";

/** After the last key stroke in the text, in milliseconds. */
const checkAfter = 150;
const jobName = "Trying a policy";

/** A changed policy that is tried and never saved. */
export interface Trial {
  readonly text: string;
  /** What the core says of the text as it stands; null while that is asked. */
  readonly check: Output<"policy.check"> | null;
  readonly state: "idle" | "running" | "done";
  readonly progress: TopicPayload<"progress"> | null;
  /** The last answer and the text it was given for. */
  readonly result: { readonly run: DryRun; readonly text: string } | null;
  readonly problem: Problem | null;
  readonly type: (text: string) => void;
  readonly run: () => Promise<void>;
  readonly cancel: () => void;
}

/** What was typed outlives the screen: going to a task and back loses nothing. By the text it began from. */
const typed = new Map<string, string>();

/** In: the text to begin from. */
export function useTrial(original: string): Trial {
  const [text, setText] = useState(() => typed.get(original) ?? original);
  const [check, setCheck] = useState<Trial["check"]>(null);
  const [state, setState] = useState<Trial["state"]>("idle");
  const [progress, setProgress] = useState<Trial["progress"]>(null);
  const [result, setResult] = useState<Trial["result"]>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const running = useRef(false);

  useEffect(() => {
    let current = true;
    const timer = setTimeout(() => {
      void call("policy.check", { text }).then((answer) => {
        if (!current) return;
        if (answer.ok) setCheck(answer.value);
        else setProblem(answer.error);
      });
    }, checkAfter);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [text]);

  useTopic("progress", (payload) => {
    if (running.current && payload.job === jobName) setProgress(payload);
  });

  const run = useCallback(async () => {
    if (running.current) return;
    running.current = true;
    setState("running");
    setProgress(null);
    setProblem(null);
    const answer = await call("policy.dryRun", { text });
    running.current = false;
    setState("done");
    setProgress(null);
    if (!answer.ok) {
      setProblem(answer.error);
      return;
    }
    setResult({ run: answer.value, text });
    const { attempts, counts, cancelled, ref } = answer.value;
    if (ref === null) announce("The text is no policy: nothing was tried.");
    else
      announce(
        `${cancelled ? "Ended early. " : ""}${formatPlural(attempts, "attempt")} tried, ${formatPlural(attempts - counts.same, "comes", "come")} out otherwise. Nothing was saved.`,
      );
  }, [text]);

  return {
    text,
    check,
    state,
    progress,
    result,
    problem,
    type: (next) => {
      if (next === original) typed.delete(original);
      else typed.set(original, next);
      setCheck(null);
      setText(next);
    },
    run,
    cancel: () => {
      const id = progress?.id;
      if (id !== undefined) void call("jobs.cancel", { id });
    },
  };
}
