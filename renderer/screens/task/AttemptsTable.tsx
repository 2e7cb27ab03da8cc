import type { Output } from "../../../shared/contract/api";
import type { PolicyRule } from "../../../shared/contract/policy";
import type { AttemptView, CompareRow, TaskView } from "../../../shared/contract/review";
import type { ConformanceSheet } from "../../../shared/model/conformance";
import type { Query } from "../../bridge/use-query";
import { AttemptFacts, AttemptHeads } from "./AttemptHeads";
import { SafeText } from "../../ui/SafeText";
import { ClaimSection } from "./ClaimSection";
import { ConformanceSection } from "./ConformanceSection";
import { ContractSection, IngestSection } from "./ContractSection";
import { EvidenceSection } from "./EvidenceSection";
import type { FileDoors } from "./file-doors";
import { FileSection } from "./FileSection";
import { FindingSection } from "./FindingSection";
import { FitSection } from "./FitSection";
import { FreshnessSection } from "./FreshnessSection";
import { GateSection } from "./GateSection";
import { LinesSection } from "./LinesSection";
import { PullSection } from "./PullSection";
import { ReadSection } from "./ReadSection";
import { TierSection } from "./TierSection";
import type { Cases } from "./use-cases";

export interface AttemptsProps {
  readonly view: TaskView;
  readonly focusId: string;
  readonly baselineId: string;
  readonly rows: readonly CompareRow[];
  readonly doors: FileDoors;
  readonly cases: Cases;
  readonly conformance: Pick<Query<ConformanceSheet>, "value" | "problem">;
  readonly rules: readonly PolicyRule[];
  readonly fit: Pick<Query<Output<"contract.fit">>, "value" | "problem">;
  readonly onFocus: (attemptId: string) => void;
  readonly onAnswer: () => void;
}

const cornerWidth = 280;
const attemptWidth = 250;
/** With up to three attempts the first column has a share of the width: so much that it is as wide as the corner. */
const fewWidth = 1_170;

/** The attempts as columns of one table; what decides comes first. Columns keep their width, the table scrolls. */
export function AttemptsTable(props: AttemptsProps) {
  const { view, focusId, baselineId, rows, doors, cases, conformance, rules, fit, onFocus, onAnswer } = props;
  const { length } = view.attempts;
  const width = length > 3 ? cornerWidth + attemptWidth * length : fewWidth;
  return (
    <table
      className="task-table"
      role="grid"
      aria-label="Attempts"
      style={{ minWidth: `calc(${String(width)}px * var(--scale))` }}
    >
      <AttemptHeads view={view} focusId={focusId} baselineId={baselineId} onFocus={onFocus} doors={doors} />
      <FileSection view={view} focusId={focusId} rows={rows} doors={doors} />
      <EvidenceSection view={view} focusId={focusId} cases={cases} />
      <ConformanceSection view={view} focusId={focusId} sheet={conformance} />
      <FreshnessSection view={view} focusId={focusId} />
      <ClaimSection view={view} focusId={focusId} />
      <FindingSection view={view} focusId={focusId} rules={rules} />
      <GateSection view={view} focusId={focusId} />
      <TierSection view={view} focusId={focusId} />
      <LinesSection view={view} focusId={focusId} />
      <ReadSection view={view} focusId={focusId} />
      <PullSection view={view} focusId={focusId} />
      <FitSection view={view} focusId={focusId} fit={fit} onAnswer={onAnswer} />
      <ContractSection view={view} focusId={focusId} />
      <IngestSection view={view} focusId={focusId} />
    </table>
  );
}

/** One attempt alone: what it shows and claims at the left, what it is asked for and made of at the right. */
export function OneAttempt(props: AttemptsProps & { readonly attempt: AttemptView }) {
  const { view, focusId, rows, doors, cases, conformance, rules, fit, onAnswer, attempt } = props;
  return (
    <div className="task-one">
      <header className="task-one-head">
        <span className="task-attempt-name">
          <span className="task-attempt-letter">{attempt.attempt.letter}</span>
          <span className="cut">
            <SafeText text={attempt.attempt.runnerName} />
          </span>
        </span>
        <AttemptFacts view={attempt} />
      </header>
      <div className="task-columns">
        <div className="task-column">
          <EvidenceSection view={view} focusId={focusId} cases={cases} />
          <ClaimSection view={view} focusId={focusId} />
          <FindingSection view={view} focusId={focusId} rules={rules} />
          <ConformanceSection view={view} focusId={focusId} sheet={conformance} />
        </div>
        <div className="task-column">
          <GateSection view={view} focusId={focusId} />
          <FileSection view={view} focusId={focusId} rows={rows} doors={doors} />
          <FreshnessSection view={view} focusId={focusId} />
          <PullSection view={view} focusId={focusId} />
          <ReadSection view={view} focusId={focusId} />
          <TierSection view={view} focusId={focusId} />
          <LinesSection view={view} focusId={focusId} />
          <FitSection view={view} focusId={focusId} fit={fit} onAnswer={onAnswer} />
          <ContractSection view={view} focusId={focusId} />
          <IngestSection view={view} focusId={focusId} />
        </div>
      </div>
    </div>
  );
}
