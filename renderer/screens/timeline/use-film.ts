import { useEffect, useState } from "react";
import type { Output } from "../../../shared/contract/api";
import type { Problem } from "../../../shared/result";
import { useQuery } from "../../bridge/use-query";

/** Milliseconds that a step stays while the film plays. */
export const speeds = [2_400, 1_200, 600, 300] as const;

export interface FilmPlayer {
  readonly step: number;
  readonly playing: boolean;
  readonly speed: number;
  readonly against: "base" | "previous";
  /** The file that was chosen; null for the one each step changes. */
  readonly path: string | null;
  readonly shown: Output<"film.step"> | undefined;
  readonly problem: Problem | undefined;
  readonly reload: () => void;
  readonly go: (step: number) => void;
  readonly play: () => void;
  readonly faster: (by: 1 | -1) => void;
  readonly turn: () => void;
  readonly choose: (path: string | null) => void;
}

/** Steps through a film, by hand or by itself. In: the attempt, how many steps there are, where to begin. */
export function useFilm(attemptId: string, count: number, begin: number): FilmPlayer {
  const [step, setStep] = useState(Math.min(Math.max(0, begin), Math.max(0, count - 1)));
  const [playing, setPlaying] = useState(false);
  const [speed, setSpeed] = useState(1);
  const [against, setAgainst] = useState<"base" | "previous">("previous");
  const [path, setPath] = useState<string | null>(null);
  const query = useQuery("film.step", count === 0 ? null : { attemptId, step, path, against }, { keepPrevious: true });
  const ready = query.value?.step === step;
  const last = count - 1;
  // The next step waits for this one to be shown: nothing is skipped.
  useEffect(() => {
    if (!playing || !ready) return undefined;
    const timer = setTimeout(() => {
      if (step >= last) setPlaying(false);
      else setStep(step + 1);
    }, speeds[speed] ?? 1_200);
    return () => {
      clearTimeout(timer);
    };
  }, [playing, ready, step, last, speed]);
  return {
    step,
    playing: playing && step < last,
    speed,
    against,
    path,
    shown: query.value,
    problem: query.problem,
    reload: query.reload,
    go: (next) => {
      setPlaying(false);
      setStep(Math.min(last, Math.max(0, next)));
    },
    play: () => {
      if (!playing && step >= last) setStep(0);
      setPlaying(!playing || step >= last);
    },
    faster: (by) => {
      setSpeed((before) => Math.min(speeds.length - 1, Math.max(0, before + by)));
    },
    turn: () => {
      setAgainst(against === "base" ? "previous" : "base");
    },
    choose: (next) => {
      setPath(next);
      // A file that a step leaves alone shows what became of it.
      if (next !== null) setAgainst("base");
    },
  };
}
