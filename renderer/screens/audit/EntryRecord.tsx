import type { AuditEntryView } from "../../../shared/contract/audit";
import type { AuditBody, ShownBody, UnknownBody } from "../../../shared/model/audit-entry";
import { bindingWords, keptWords } from "../../../shared/review/key-words";
import { formatCount, formatPlural } from "../../ui/format";
import { Fact, Facts, PanelSection } from "../../ui/PanelSection";
import { SafeText } from "../../ui/SafeText";
import { EffectFacts, ReceivedFacts } from "./EntryOutside";
import { digestText } from "./entry-digest";

/** What an entry that is no decision records. */
export function RecordSection({
  view,
  onEntry,
}: {
  readonly view: AuditEntryView;
  readonly onEntry: (seq: number) => void;
}) {
  return (
    <PanelSection title="Recorded">
      <Facts>
        <RecordFacts body={view.entry.body} view={view} onEntry={onEntry} />
      </Facts>
    </PanelSection>
  );
}

function RecordFacts({
  body,
  view,
  onEntry,
}: {
  readonly body: ShownBody;
  readonly view: AuditEntryView;
  readonly onEntry: (seq: number) => void;
}) {
  switch (body.kind) {
    case "decision":
      return <Fact name="Decision">It cannot be read: its envelope holds none of the form this version knows.</Fact>;
    case "ingest":
      return (
        <>
          <Fact name="Read">
            <SafeText text={body.summary} />
          </Fact>
          <Fact name="Sources">{formatCount(body.sources)}</Fact>
          <Fact name="Sessions">{formatCount(body.sessions)}</Fact>
          <Fact name="Records">{`${formatCount(body.records)}, ${formatCount(body.notRecognised)} not recognised`}</Fact>
          <Fact name="Archive" mono>
            {digestText(body.archive, "sha256:")}
          </Fact>
        </>
      );
    case "export":
      return (
        <>
          <Fact name="Format">
            <SafeText text={body.format} code />
          </Fact>
          <Fact name="File" mono>
            <SafeText text={body.path} code />
          </Fact>
          <Fact name="Digest" mono>
            {digestText(body.digest, "sha256:")}
          </Fact>
          <Fact name="Entries">{formatCount(body.entries)}</Fact>
        </>
      );
    case "key":
      return (
        <>
          <Fact name={body.action === "trusted" ? "Trusted" : "Removed"}>
            <SafeText text={body.name} />
          </Fact>
          <Fact name="Algorithm">
            <SafeText text={body.algorithm} code />
          </Fact>
          <Fact name="Key" mono>
            {digestText(body.key, "sha256:")}
          </Fact>
          {body.identity === null ? null : (
            <Fact name="Identity">
              <SafeText text={body.identity} />
            </Fact>
          )}
          {body.issuer === null ? null : (
            <Fact name="Issuer">
              <SafeText text={body.issuer} />
            </Fact>
          )}
        </>
      );
    case "log.created":
      return (
        <>
          <Fact name="App">
            <SafeText text={body.app} />
          </Fact>
          <Fact name="Origin" mono>
            <SafeText text={body.origin} code />
          </Fact>
          {body.v === 1 ? (
            <Fact name="Keys">none: entries were not signed</Fact>
          ) : (
            <LogKey vkey={body.logKey} protection={keptWords[body.protection]} />
          )}
        </>
      );
    case "log.key":
      return (
        <>
          <Fact name="Act">{body.action === "created" ? "made" : "changed"}</Fact>
          <LogKey vkey={body.key} protection={keptWords[body.protection]} />
          {body.previous === undefined ? null : (
            <Fact name="Before it" mono>
              <SafeText text={body.previous} code />
            </Fact>
          )}
        </>
      );
    case "reviewer.key":
      return <ReviewerKey body={body} />;
    case "anchor":
      return (
        <>
          <Fact name="Kind">
            <SafeText text={body.type} code />
          </Fact>
          <Fact name="Covers">{formatPlural(body.size, "entry", "entries")}</Fact>
          <Fact name="Root" mono>
            {digestText(body.root)}
          </Fact>
          <Fact name="Receipt">{`${formatCount(Math.floor((body.receipt.length * 3) / 4))} bytes, kept in the entry`}</Fact>
          <Fact name="Where">
            <SafeText text={body.detail} />
          </Fact>
        </>
      );
    case "blob.erased":
      return (
        <>
          <Fact name="Commitment" mono>
            {digestText(body.commitment, "sha256:")}
          </Fact>
          <Fact name="Reason">
            <SafeText text={body.reason} />
          </Fact>
        </>
      );
    case "policy":
      return (
        <>
          <Fact name="Policy">
            <SafeText text={`${body.id}, version ${formatCount(body.version)}`} />
          </Fact>
          <Fact name="Digest" mono>
            <SafeText text={body.digest} code />
          </Fact>
        </>
      );
    case "recovery":
    case "clock.anomaly":
      return (
        <Fact name={body.kind === "recovery" ? "Recovery" : "Clock"}>
          <SafeText text={body.message} />
        </Fact>
      );
    case "effect":
      return <EffectFacts body={body} onEntry={onEntry} />;
    case "decision.received":
      return <ReceivedFacts body={body} received={view.received} />;
    case "unknown":
      return <UnknownFacts body={body} />;
  }
}

/** All that can be said of an entry of a kind that is not known: what it calls itself, and what its bytes still show. */
function UnknownFacts({ body: { v, named } }: { readonly body: UnknownBody }) {
  return (
    <>
      <Fact name="Kind">{named === "" ? "it has no name" : <SafeText text={named} code />}</Fact>
      <Fact name="Form">{`${formatCount(v)}${v === 2 ? "" : ", a later one than this version knows"}`}</Fact>
      <Fact name="What it says">
        Not read: this version does not know entries of this kind and form. A later Countersign wrote it. Its bytes
        stand below; they are in the tree as they were recorded.
      </Fact>
    </>
  );
}

function LogKey({ vkey, protection }: { readonly vkey: string; readonly protection: string }) {
  return (
    <>
      <Fact name="Log’s key" mono>
        <SafeText text={vkey} code />
      </Fact>
      <Fact name="Kept">{protection}</Fact>
    </>
  );
}

const keyActs = { created: "made", rotated: "changed", revoked: "revoked", restored: "restored" } as const;

function ReviewerKey({ body }: { readonly body: Extract<AuditBody, { kind: "reviewer.key" }> }) {
  return (
    <>
      <Fact name="Act">{keyActs[body.action]}</Fact>
      <Fact name="Person">
        <SafeText text={`${body.person.name}, ${bindingWords(body.person)}`} />
      </Fact>
      <Fact name="Key id" mono>
        {body.keyid}
      </Fact>
      <Fact name="Key" mono>
        <SafeText text={body.key} code />
      </Fact>
      <Fact name="Kept">{keptWords[body.protection]}</Fact>
      {body.previous === undefined ? null : (
        <Fact name="Before it" mono>
          {digestText(body.previous)}
        </Fact>
      )}
      {body.from === undefined ? null : (
        <Fact name="From">{`entry ${formatCount(body.from)}: its signatures do not count from there on`}</Fact>
      )}
      {body.reason === undefined ? null : (
        <Fact name="Reason">
          <SafeText text={body.reason} />
        </Fact>
      )}
    </>
  );
}
