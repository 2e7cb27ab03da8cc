import type { AuditEntryView } from "../../../shared/contract/audit";
import type { AuditBody, KeyPerson } from "../../../shared/model/audit-entry";
import { decisionRule } from "../../../shared/review/decision-catalog";
import { effectStateWords } from "../../../shared/review/effect-words";
import { bindingWords } from "../../../shared/review/key-words";
import { tierNames } from "../../parts/TierMark";
import { Button } from "../../ui/Button";
import { formatCount, formatMoment, formatPlural } from "../../ui/format";
import { Fact } from "../../ui/PanelSection";
import { SafeText } from "../../ui/SafeText";
import { useNow } from "../../ui/use-now";
import { digestText } from "./entry-digest";

const viaWords = { github: "GitHub", webhook: "webhook", mail: "e-mail, as it was prepared" } as const;

/** What was done outside of this machine, or was to be, and what became of it. */
export function EffectFacts({
  body,
  onEntry,
}: {
  readonly body: Extract<AuditBody, { kind: "effect" }>;
  readonly onEntry: (seq: number) => void;
}) {
  const now = useNow();
  const { decision, remote, head } = body;
  return (
    <>
      <Fact name="State">{effectStateWords[body.state]}</Fact>
      <Fact name="Act">
        <SafeText text={body.operation} code />
      </Fact>
      <Fact name="Target">
        <SafeText text={body.target} code />
      </Fact>
      <Fact name="Through">{viaWords[body.via]}</Fact>
      <Fact name="Decision">
        {decision === null ? (
          "none: it belongs to no decision"
        ) : (
          <Button
            small
            onClick={() => {
              onEntry(decision);
            }}
          >{`Entry ${formatCount(decision)}`}</Button>
        )}
      </Fact>
      <Fact name="Pinned to" mono>
        {head === null ? "no commit" : <SafeText text={head} code />}
      </Fact>
      {remote === null ? (
        <Fact name="Far end">nothing that it is called there is recorded</Fact>
      ) : (
        <>
          <Fact name="Called there" mono>
            <SafeText text={remote.id} code />
          </Fact>
          <Fact name="Address" mono>
            <SafeText text={remote.url} code />
          </Fact>
          <Fact name="Their clock">{formatMoment(remote.at, now)}</Fact>
        </>
      )}
      <Fact name="Bytes sent" mono>
        {digestText(body.digest, "sha256:")}
      </Fact>
      <Fact name="Effect" mono>
        {body.effect}
      </Fact>
      {body.detail === "" ? null : (
        <Fact name="Detail">
          <SafeText text={body.detail} />
        </Fact>
      )}
    </>
  );
}

/** What the other log says of its reviewer: nothing here knows more. */
function personWords(person: KeyPerson): string {
  return person.binding === "self-asserted" ? "self-asserted in the other log" : bindingWords(person);
}

/** A decision that was made in another log: what it says, who signed it there, and how that is known. */
export function ReceivedFacts({
  body,
  received,
}: {
  readonly body: Extract<AuditBody, { kind: "decision.received" }>;
  readonly received: AuditEntryView["received"];
}) {
  const now = useNow();
  return (
    <>
      <Fact name="Person">
        <SafeText text={`${body.person.name}, ${personWords(body.person)}`} />
      </Fact>
      {received === null ? (
        <Fact name="Decision">It does not hold: its signature, its place or its proof is not what it must be.</Fact>
      ) : (
        <>
          <Fact name="Decision">{decisionRule(received.decision.kind).verb}</Fact>
          <Fact name="Task">
            <SafeText
              text={`${received.decision.taskRef ?? received.decision.taskId} ${received.decision.taskTitle}`}
            />
          </Fact>
          <Fact name="Repository">
            <SafeText text={received.decision.repository} code />
          </Fact>
          <Fact name="Tier there">{tierNames[received.decision.tier]}</Fact>
          <Fact name="Head" mono>
            {received.decision.bound.head === null ? "none" : <SafeText text={received.decision.bound.head} code />}
          </Fact>
          <Fact name="Patch" mono>
            {digestText(received.decision.bound.patch, "sha256:")}
          </Fact>
          <Fact name="Decided">{formatMoment(received.recordedAt, now)}, by the other machine’s clock</Fact>
          <Fact name="Key id" mono>
            <span title={received.keyid}>{digestText(received.keyid)}</span>
          </Fact>
          <Fact name="Proof">{`its signature holds, and it is under the other log’s checkpoint of ${formatPlural(received.size, "entry", "entries")}`}</Fact>
        </>
      )}
      <Fact name="Other log" mono>
        <SafeText text={body.from} code />
      </Fact>
      <Fact name="Its entry">{formatCount(body.at)}</Fact>
      <Fact name="Its key" mono>
        <SafeText text={body.logKey} code />
      </Fact>
      <Fact name="What was typed">stays in the other log</Fact>
    </>
  );
}
