import type { Output } from "../../../shared/contract/api";
import { decisionKindSchema } from "../../../shared/model/decision";
import type { ReportFilters } from "../../../shared/model/report-choice";
import { tierLevelSchema } from "../../../shared/model/tier";
import { decisionRule } from "../../../shared/review/decision-catalog";
import { toggled } from "./export-choices";
import { ExportChecks } from "./ExportChecks";

export type Filters = Omit<ReportFilters, "from" | "to">;

export const noFilters: Filters = { repositories: [], reviewers: [], owners: [], tiers: [], kinds: [] };

const tierNames = { low: "Low", medium: "Medium", high: "High", critical: "Critical" } as const;

export interface ExportFiltersProps {
  readonly filters: Filters;
  readonly onFilters: (filters: Filters) => void;
  /** What there is to choose; undefined until it is known. */
  readonly choices: Output<"report.preview">["choices"] | undefined;
}

/** What the report is narrowed to. Folded away until it is wanted: most reports are about everything. */
export function ExportFilters({ filters, onFilters, choices }: ExportFiltersProps) {
  const set = Object.values(filters).reduce((sum, list) => sum + list.length, 0);
  const named = [
    { key: "repositories", legend: "Repository", values: choices?.repositories ?? [] },
    { key: "reviewers", legend: "Reviewer", values: choices?.reviewers ?? [] },
    { key: "owners", legend: "Owner now", values: choices?.owners ?? [] },
  ] as const;
  return (
    <details className="export-filters">
      <summary className="small">{set === 0 ? "Filters: none" : `Filters: ${String(set)} set`}</summary>
      {named.map(({ key, legend, values }) =>
        values.length === 0 ? null : (
          <ExportChecks
            key={key}
            legend={legend}
            none="any"
            options={values.map((value) => ({ value, label: value }))}
            chosen={filters[key]}
            onToggle={(value) => {
              onFilters({ ...filters, [key]: toggled(filters[key], value) });
            }}
          />
        ),
      )}
      <ExportChecks
        legend="Tier when it was recorded"
        none="any"
        options={tierLevelSchema.options.map((value) => ({ value, label: tierNames[value] }))}
        chosen={filters.tiers}
        onToggle={(value) => {
          onFilters({ ...filters, tiers: toggled(filters.tiers, value) });
        }}
      />
      <ExportChecks
        legend="Decision"
        none="any"
        options={decisionKindSchema.options.map((value) => ({ value, label: decisionRule(value).past }))}
        chosen={filters.kinds}
        onToggle={(value) => {
          onFilters({ ...filters, kinds: toggled(filters.kinds, value) });
        }}
      />
    </details>
  );
}
