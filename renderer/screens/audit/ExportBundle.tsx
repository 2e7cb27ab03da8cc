import { CircleCheck } from "lucide-react";
import { useState } from "react";
import type { ExportedBundle } from "../../../shared/contract/audit";
import type { Problem } from "../../../shared/result";
import { call } from "../../bridge/client";
import { useQuery } from "../../bridge/use-query";
import { FailedMessage } from "../../parts/QueryMessage";
import { announce } from "../../state/announce";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { SafeText } from "../../ui/SafeText";
import { StateMessage } from "../../ui/StateMessage";
import { ExportChecks } from "./ExportChecks";
import { ExportProgress } from "./ExportProgress";
import { WrittenFile } from "./ExportResult";
import { useFocusOnce } from "./export-focus";

/** Entries, proofs, checkpoints and keys in one .tar file, which a stranger verifies without this program. */
export function ExportBundle({ onClose }: { readonly onClose: () => void }) {
  const bar = useQuery("audit.bar", {});
  const [from, setFrom] = useState("");
  const [options, setOptions] = useState<readonly "texts"[]>(["texts"]);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [written, setWritten] = useState<ExportedBundle | null>(null);
  const first = from.trim() === "" ? 0 : /^\d{1,15}$/.test(from.trim()) ? Number(from.trim()) : null;
  const missing = first === null ? "The first entry is a number" : undefined;

  const write = async () => {
    if (first === null || busy) return;
    setBusy(true);
    setProblem(null);
    const result = await call("audit.export", {
      tar: true,
      from: first,
      to: null,
      withhold: [],
      texts: options.includes("texts"),
    });
    setBusy(false);
    if (!result.ok) {
      setProblem(result.error);
      return;
    }
    setWritten(result.value);
    announce(`Bundle written, ${formatPlural(result.value.to - result.value.from, "entry", "entries")}.`);
  };
  if (written !== null) return <BundleWritten written={written} onClose={onClose} />;
  return (
    <>
      <p className="small mid">
        The bundle holds the bytes of every entry from the first one on, their proofs, the signed checkpoints and the
        keys. It is verified by countersign-verify, which shares no code with this program; the report in it is computed
        anew there. Give your keys another way than with the bundle.
      </p>
      {bar.problem === undefined ? null : <FailedMessage thing="the log" problem={bar.problem} onRetry={bar.reload} />}
      <div className="export-line">
        <span className="meta">First entry</span>
        <Field
          label="First entry"
          mono
          value={from}
          onChange={setFrom}
          placeholder="0: the whole log"
          maxLength={15}
          problem={missing}
        />
      </div>
      <ExportChecks
        legend="Goes along"
        columns={1}
        options={[
          {
            value: "texts",
            label: "Reasons and comments",
            what: "without them, their commitments alone: counted, never a failure",
          },
        ]}
        chosen={options}
        onToggle={() => {
          setOptions(options.length === 0 ? ["texts"] : []);
        }}
      />
      {problem === null ? null : <FailedMessage tried="Could not write" thing="the bundle" problem={problem} />}
      {busy ? <ExportProgress job="Exporting the log" thing="the bundle" /> : null}
      <div className="export-foot">
        <Button
          variant="primary"
          busy={busy}
          onClick={() => {
            void write();
          }}
          {...(missing === undefined ? {} : { disabledReason: missing })}
        >
          Write bundle
        </Button>
        <Button variant="ghost" kbd="Esc" onClick={onClose}>
          {busy ? "Close, it goes on" : "Cancel"}
        </Button>
      </div>
    </>
  );
}

function BundleWritten({ written, onClose }: { readonly written: ExportedBundle; readonly onClose: () => void }) {
  const close = useFocusOnce();
  return (
    <>
      <StateMessage
        tone={written.problem === null ? "green" : "amber"}
        live="status"
        icon={<Icon icon={CircleCheck} />}
        sentence={`Bundle written: entries ${String(written.from)} to ${String(written.to - 1)}, ${formatPlural(written.decisions, "decision")}, ${formatPlural(written.withheld, "entry", "entries")} withheld.`}
        detail={
          written.problem === null ? undefined : <SafeText text={`Verifiers will refuse it: ${written.problem}`} />
        }
      />
      <ul className="export-files" aria-label="Files written">
        <WrittenFile path={written.path} bytes={written.bytes} digest={written.digest} />
      </ul>
      <p className="meta">
        The digest is of its manifest. Keep the checkpoint it ends with: it shows later that this log only grew.
      </p>
      <pre className="export-note mono small" tabIndex={0} aria-label="Checkpoint">
        <SafeText text={written.note} code />
      </pre>
      <div className="export-foot">
        <Button ref={close} variant="primary" onClick={onClose}>
          Close export
        </Button>
      </div>
    </>
  );
}
