import type { AuditEntryView } from "../../../shared/contract/audit";
import { formatCount } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";

/** The stored bytes of an entry, and the statement in its envelope. */
export function BytesSection({ view }: { readonly view: AuditEntryView }) {
  return (
    <>
      {view.statement === null ? null : (
        <Bytes title="Signed statement" text={spaced(view.statement)} size={view.statement} />
      )}
      <Bytes title="Canonical bytes" text={view.canonical} size={view.canonical} />
    </>
  );
}

function Bytes({ title, text, size }: { readonly title: string; readonly text: string; readonly size: string }) {
  return (
    <details className="panel-section entry-bytes">
      <summary>{`${title}, ${formatCount(new TextEncoder().encode(size).length)}`}</summary>
      <div className="entry-code" tabIndex={0} role="region" aria-label={title}>
        <SafeText text={text} code lines />
      </div>
    </details>
  );
}

/** JSON with line ends, to be read; as it is where it is none. */
function spaced(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
