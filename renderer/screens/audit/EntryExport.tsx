import { useState } from "react";
import type { Problem } from "../../../shared/result";
import { call, callShell } from "../../bridge/client";
import { announce } from "../../state/announce";
import { Button } from "../../ui/Button";
import { formatCount, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";

/** Writes an entry's bytes and proof, and says where. */
export function EntryExport({ seq }: { readonly seq: number }) {
  const [written, setWritten] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const write = async () => {
    const result = await call("audit.exportProof", { seq });
    setProblem(result.ok ? null : result.error);
    if (!result.ok) return;
    const { path, files } = result.value;
    setWritten(path);
    announce(`Entry ${formatCount(seq)} written with its proof, ${formatPlural(files.length, "file")}.`);
  };
  return (
    <>
      <Button
        onClick={() => {
          void write();
        }}
      >
        Export with proof
      </Button>
      {problem === null ? null : (
        <p className="entry-written red" role="status">
          <SafeText text={problem.message} />
        </p>
      )}
      {written === null ? null : (
        <p className="entry-written">
          <span className="mono">
            <SafeText text={written} code />
          </span>
          <Button
            small
            onClick={() => {
              void callShell("shell.show-report", { path: written }).then((result) => {
                if (!result.ok) announce(`Could not show the file: ${result.error.message}`);
              });
            }}
          >
            Show in folder
          </Button>
        </p>
      )}
    </>
  );
}
