import { FileWarning } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import type { Evidence } from "../../../shared/model/evidence";
import type { Problem } from "../../../shared/result";
import { call } from "../../bridge/client";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { Button } from "../../ui/Button";
import { formatBytes, formatDigest } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { SafeText } from "../../ui/SafeText";
import { StateMessage } from "../../ui/StateMessage";
import { addPage, isBinary, nothingRead, type RawText } from "./raw-pages";

const pageBytes = 65_536;

/** The archived bytes of an evidence file as text, page by page. */
export function RawBytes({ file }: { readonly file: NonNullable<Evidence["file"]> }) {
  const { digest } = file;
  const [held, setHeld] = useState<RawText>(nothingRead);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(true);
  const [anyway, setAnyway] = useState(false);

  const read = useCallback((offset: number) => call("evidence.raw", { digest, offset, limit: pageBytes }), [digest]);
  const take = useCallback((offset: number, result: Awaited<ReturnType<typeof read>>) => {
    setBusy(false);
    setProblem(result.ok ? null : result.error);
    if (result.ok) setHeld((before) => (before.next === offset ? addPage(before, offset, result.value) : before));
  }, []);
  useEffect(() => {
    let current = true;
    void read(0).then((result) => {
      if (current) take(0, result);
    });
    return () => {
      current = false;
    };
  }, [read, take]);
  const more = () => {
    const offset = held.next;
    if (offset === null || busy) return;
    setBusy(true);
    void read(offset).then((result) => {
      take(offset, result);
    });
  };

  const failed = problem === null ? null : <FailedMessage thing="the archived file" problem={problem} onRetry={more} />;
  if (held.pages.length === 0) return failed ?? <LoadingMessage thing="the archived file" slow={false} />;
  if (held.bytes === 0) return <StateMessage icon={<Icon icon={FileWarning} />} sentence="The file is empty." />;
  if (!anyway && isBinary(held.pages[0] ?? "")) {
    return (
      <StateMessage
        icon={<Icon icon={FileWarning} />}
        sentence={`Not text, ${formatBytes(held.bytes)}: not shown.`}
        detail={
          <>
            Archived as it was, digest <span className="mono">{formatDigest(digest, 12)}</span>.
          </>
        }
        action={
          <Button
            small
            onClick={() => {
              setAnyway(true);
            }}
          >
            Show anyway
          </Button>
        }
      />
    );
  }
  return (
    <div className="evidence-text">
      <pre className="evidence-code" dir="ltr">
        {held.pages.map((text, index) => (
          <SafeText key={index} code lines text={text} />
        ))}
      </pre>
      {failed}
      {held.next === null ? null : (
        <p className="evidence-more">
          {`${formatBytes(held.read)} of ${formatBytes(held.bytes)} shown. `}
          <Button small busy={busy} onClick={more}>
            {`Show the next ${formatBytes(Math.min(pageBytes, held.bytes - held.read))}`}
          </Button>
        </p>
      )}
    </div>
  );
}
