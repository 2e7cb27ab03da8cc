import { useState } from "react";
import type { LogState } from "../../../shared/contract/app";
import type { Problem } from "../../../shared/result";
import { call } from "../../bridge/client";
import { useQuery } from "../../bridge/use-query";
import { FailedMessage } from "../../parts/QueryMessage";
import { announce } from "../../state/announce";
import { go } from "../../state/route";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { formatBytes, formatCount, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";

/** What can be done with a log that does not hold, or is not the one that was left: export, backups, going on. Nothing is hidden. */
export function LogTrouble({ log }: { readonly log: LogState }) {
  const state = useQuery("backups.state", {}, { scopes: ["audit"] });
  const [problem, setProblem] = useState<{ readonly tried: string; readonly problem: Problem } | null>(null);
  const [written, setWritten] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const missing = state.value?.recovery.missing ?? null;
  const setAside = state.value?.recovery.setAside ?? null;
  const newest = state.value?.backups[0];
  const write = async () => {
    setBusy(true);
    const result = await call("audit.export", { tar: false, from: null, to: null, withhold: [], texts: true });
    setBusy(false);
    setProblem(result.ok ? null : { tried: "Could not export", problem: result.error });
    if (!result.ok) return;
    const { path, bytes } = result.value;
    setWritten(`${path}, ${formatBytes(bytes)}`);
    announce(`The log as it stands was written, ${formatBytes(bytes)}.`);
  };
  return (
    <section className="integrity log-trouble" aria-label="Recovery">
      {missing === null ? null : (
        <p>{`Entries ${formatCount(missing.from)} to ${formatCount(missing.to - 1)} were there when the log was left, and are not here.`}</p>
      )}
      {setAside === null ? null : (
        <p>
          The file that was put aside, whole:{" "}
          <span className="mono">
            <SafeText text={setAside} code />
          </span>
        </p>
      )}
      <p>
        {newest === undefined
          ? "There is no backup in the data folder."
          : `Newest backup: ${formatPlural(newest.entries, "entry", "entries")}, of ${formatPlural(state.value?.backups.length ?? 0, "backup")}.`}
      </p>
      <div className="log-trouble-acts">
        <Button
          small
          busy={busy}
          onClick={() => {
            void write();
          }}
        >
          Export what is here
        </Button>
        <Button
          small
          onClick={() => {
            go({ screen: "settings", section: "backups" });
          }}
        >
          Backups and recovery
        </Button>
        {log.diverged ? <GoOn onProblem={setProblem} /> : null}
      </div>
      {written === null ? null : (
        <p>
          Written:{" "}
          <span className="mono">
            <SafeText text={written} code />
          </span>
        </p>
      )}
      {problem === null ? null : <FailedMessage tried={problem.tried} thing="the log" problem={problem.problem} />}
    </section>
  );
}

/** Says, in an entry, that the log goes on from here and why. */
function GoOn({
  onProblem,
}: {
  readonly onProblem: (problem: { readonly tried: string; readonly problem: Problem } | null) => void;
}) {
  const [words, setWords] = useState("");
  const go = async () => {
    const result = await call("backups.goOn", { words: words.trim() });
    onProblem(result.ok ? null : { tried: "Could not go on with", problem: result.error });
    if (result.ok) announce(`Entry ${formatCount(result.value.seq)} says that the log goes on from here.`);
  };
  return (
    <div className="log-trouble-go">
      <Field
        label="Why the log goes on from here"
        value={words}
        onChange={setWords}
        placeholder="Why it goes on from here: it becomes an entry"
        maxLength={500}
      />
      <Button
        small
        {...(words.trim() === "" ? { disabledReason: "Say why first" } : {})}
        onClick={() => {
          void go();
        }}
      >
        Go on from here
      </Button>
    </div>
  );
}
