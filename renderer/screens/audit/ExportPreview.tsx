import type { Output } from "../../../shared/contract/api";
import type { Query } from "../../bridge/use-query";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { useLeavingFrame } from "./use-leaving-frame";
import { formatBytes, formatCount, formatPlural } from "../../ui/format";

/** What the report would hold: the population in a sentence, its sections counted, and the page itself. */
export function ExportPreview({ query }: { readonly query: Query<Output<"report.preview">> }) {
  const { value, problem } = query;
  return (
    <section className="export-preview" aria-label="Preview" aria-busy={query.state === "loading"}>
      <h3 className="meta">Preview</h3>
      {problem === undefined ? null : <FailedMessage thing="the preview" problem={problem} onRetry={query.reload} />}
      {value === undefined ? (
        problem === undefined ? (
          <LoadingMessage thing="the preview" slow={query.slow} />
        ) : null
      ) : (
        <>
          <p className="small" role="status">
            {value.population.sentence}
          </p>
          <p className="meta">
            {value.sections.map(({ name, count, unit }) => `${name}: ${formatCount(count)} ${unit}`).join(" · ")}
          </p>
          <Page value={value} />
        </>
      )}
    </section>
  );
}

/** The page in a frame that runs nothing, fetches nothing and leads nowhere: the bytes that the HTML report and the PDF are made of. */
function Page({ value }: { readonly value: Output<"report.preview"> }) {
  const { page, population } = value;
  const frame = useLeavingFrame();
  if (page === null) return <p className="small mid">The page is shown in the window only.</p>;
  const size = page.cut
    ? `The first ${formatBytes(page.bytes)} of the page. The file goes on: it holds all ${formatPlural(population.included, "decision")}.`
    : `The whole page, ${formatBytes(page.bytes)}, as HTML is written and the PDF is printed.`;
  return (
    <div className="export-paper">
      <p className="meta">{`${size} It runs nothing and leads nowhere; Esc leaves it. The log stands in it as last checked, and is checked again when the report is written.`}</p>
      <iframe
        ref={frame}
        className="export-page"
        // A new page is a new frame: nothing of the one before stays, and no step of it is in the window's history.
        key={page.address}
        src={page.address}
        sandbox=""
        referrerPolicy="no-referrer"
        title="Page of the report"
      />
    </div>
  );
}
