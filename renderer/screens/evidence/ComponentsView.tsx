import { useCallback, useState } from "react";
import type { Component, Evidence } from "../../../shared/model/evidence";
import { call } from "../../bridge/client";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { useScaled } from "../../state/appearance";
import { formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { DetailList } from "./DetailList";
import { FilterBar } from "./FilterBar";
import { usePages } from "./use-pages";
import { useSettled } from "./use-settled";

/** The parts that a bill of materials lists, with their versions and licences. */
export function ComponentsView({ attemptId, item }: { readonly attemptId: string; readonly item: Evidence }) {
  const [text, setText] = useState("");
  const settled = useSettled(text.trim());
  const evidenceId = item.id;
  const load = useCallback(
    async (offset: number, limit: number) => {
      const page = await call("evidence.components", { attemptId, evidenceId, text: settled, offset, limit });
      return page.ok ? { ok: true as const, value: { rows: page.value.components, total: page.value.total } } : page;
    },
    [attemptId, evidenceId, settled],
  );
  const found = usePages(load);
  const height = useScaled(28);
  const { total } = found;
  return (
    <div className="evidence-fill">
      <FilterBar
        label="Filter components by name, version or licence"
        text={text}
        onText={setText}
        said={total === null ? "" : formatPlural(total, "component")}
      />
      {found.problem !== null ? (
        <FailedMessage thing="the components" problem={found.problem} onRetry={found.retry} />
      ) : total === null ? (
        <LoadingMessage thing="the components" slow={false} />
      ) : total === 0 ? (
        <p className="evidence-more">
          {settled === "" ? "The file lists no component." : "No component is like this."}
        </p>
      ) : (
        <DetailList
          key={settled}
          label="Components"
          count={total}
          rowHeight={height}
          columns={3}
          rowKey={String}
          rowName={(index) => wordsOf(found.at(index))}
          renderRow={(index) => <ComponentLine component={found.at(index)} />}
          onSeen={found.want}
        />
      )}
    </div>
  );
}

function wordsOf(component: Component | undefined): string {
  if (component === undefined) return "loading";
  return [component.name, component.version ?? "no version", component.licenses.join(", ") || "no licence stated"].join(
    ", ",
  );
}

function ComponentLine({ component }: { readonly component: Component | undefined }) {
  if (component === undefined) return <div className="evidence-component-line dim">loading</div>;
  const { name, version, purl, licenses } = component;
  return (
    <div className="evidence-component-line" title={purl ?? undefined}>
      <span role="gridcell" className="mono cut ink">
        <SafeText code text={name} />
      </span>
      <span role="gridcell" className="mono cut">
        {version === null ? <span className="dim">no version</span> : <SafeText code text={version} />}
      </span>
      <span role="gridcell" className="cut mid">
        {licenses.length === 0 ? (
          <span className="amber">no licence stated</span>
        ) : (
          <SafeText text={licenses.join(", ")} />
        )}
      </span>
    </div>
  );
}
