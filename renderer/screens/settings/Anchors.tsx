import { useState } from "react";
import type { AnchorFinding, AnchorList, AnchorSettings } from "../../../shared/contract/anchors";
import type { Problem } from "../../../shared/result";
import { call } from "../../bridge/client";
import { useQuery } from "../../bridge/use-query";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { announce } from "../../state/announce";
import { Button } from "../../ui/Button";
import { formatClock, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { GitAnchor, Reminder, TimeAnchor } from "./AnchorForms";
import { Section, Setting } from "./Section";
import "./anchors.css";

const shownAnchors = 5;

/** Where checkpoints of the log are kept outside of this machine, and what reading them back comes to. */
export function Anchors() {
  const settings = useQuery("anchors.settings", {}, { scopes: ["settings"] });
  const list = useQuery("anchors.list", {}, { scopes: ["settings", "audit"] });
  const [failure, setFailure] = useState<{
    readonly tried: string;
    readonly thing: string;
    readonly problem: Problem;
  } | null>(null);
  const save = async (change: Partial<AnchorSettings>, said: string) => {
    const changed = await call("anchors.settings", change);
    setFailure(changed.ok ? null : { tried: "Could not save", thing: "the setting", problem: changed.error });
    if (!changed.ok) return;
    announce(said);
    settings.reload();
    list.reload();
  };
  const make = async (type: "git" | "rfc3161") => {
    const made = await call("anchors.make", { type });
    setFailure(made.ok ? null : { tried: "Could not anchor", thing: "the log", problem: made.error });
    if (made.ok) announce(`Anchored: ${formatPlural(made.value.size, "entry", "entries")}.`);
    list.reload();
  };
  const failed = settings.problem ?? list.problem;
  return (
    <Section
      id="anchors"
      name="Anchors"
      detail="Whoever controls this account and its keys can rewrite what no anchor covers, and nobody could tell. An anchor is a checkpoint of the log that is kept elsewhere."
    >
      {failure === null ? null : <FailedMessage {...failure} />}
      {failed === undefined ? null : (
        <FailedMessage
          thing="the anchors"
          problem={failed}
          onRetry={() => {
            settings.reload();
            list.reload();
          }}
        />
      )}
      {settings.value === undefined || list.value === undefined ? (
        failed === undefined ? (
          <LoadingMessage thing="the anchors" slow={settings.slow || list.slow} />
        ) : null
      ) : (
        <>
          <Setting name="Not yet anchored" detail="Decisions after the newest anchor.">
            <AnchoredSoFar list={list.value} />
          </Setting>
          <GitAnchor
            key={JSON.stringify(settings.value.git)}
            settings={settings.value.git}
            onSave={save}
            onMake={() => make("git")}
          />
          <TimeAnchor
            key={JSON.stringify(settings.value.time)}
            settings={settings.value.time}
            onSave={save}
            onMake={() => make("rfc3161")}
          />
          <Reminder
            key={`${String(settings.value.everyDecisions)} ${String(settings.value.everyHours)}`}
            settings={settings.value}
            onSave={save}
          />
          <Setting
            name="Reading back"
            detail="Asks where the anchors are kept, and holds this log against what is found. Time-stamps are checked without asking anyone."
          >
            <ReadBack />
          </Setting>
        </>
      )}
    </Section>
  );
}

function AnchoredSoFar({ list: { anchored, anchors, waiting } }: { readonly list: AnchorList }) {
  return (
    <div className="anchors">
      <p>
        {formatPlural(anchored.notAnchored, "decision", "decisions")}
        {anchored.at === null
          ? ". The log was never anchored."
          : `. The newest anchor covers ${formatPlural(anchored.size, "entry", "entries")}.`}
        {anchored.due ? " An anchor is due." : ""}
      </p>
      {waiting.map((one) => (
        <p key={one.type} className="small mid">
          <SafeText
            text={`${typeNames[one.type]}: tried ${formatPlural(one.tries, "time", "times")}, again at ${formatClock(one.nextAt)}. ${one.problem}`}
          />
        </p>
      ))}
      {anchors.length === 0 ? null : (
        <ul className="anchors-list" aria-label="Anchors">
          {anchors.slice(0, shownAnchors).map((one) => (
            <li key={one.seq}>
              <span className="medium">{typeNames[one.type]}</span>
              <span className="small mid">
                <SafeText
                  text={`Entry ${String(one.seq)}, covers ${formatPlural(one.size, "entry", "entries")}, root ${one.root.slice(0, 12)}. ${one.detail}`}
                />
              </span>
            </li>
          ))}
        </ul>
      )}
      {anchors.length > shownAnchors ? (
        <p className="small mid">
          The newest {shownAnchors} of {anchors.length}. The audit screen shows all.
        </p>
      ) : null}
    </div>
  );
}

const typeNames = { export: "Export", github: "Forge", git: "Git ref", rfc3161: "Time-stamp" } as const;
const outcomeWords = { holds: "Holds", diverged: "Does not agree", unreachable: "Not reached" } as const;

function ReadBack() {
  const [state, setState] = useState<{
    busy: boolean;
    findings: readonly AnchorFinding[] | null;
    problem: Problem | null;
  }>({
    busy: false,
    findings: null,
    problem: null,
  });
  const check = async () => {
    setState((before) => ({ ...before, busy: true }));
    const checked = await call("anchors.check", {});
    const findings = checked.ok ? checked.value.findings : null;
    setState({ busy: false, findings, problem: checked.ok ? null : checked.error });
    if (findings !== null) announce(summaryOf(findings));
  };
  const { findings } = state;
  return (
    <div className="anchors">
      {state.problem === null ? null : (
        <FailedMessage tried="Could not read back" thing="the anchors" problem={state.problem} />
      )}
      <Button busy={state.busy} onClick={() => void check()}>
        Check anchors
      </Button>
      {findings === null ? null : (
        <>
          <p>{summaryOf(findings)}</p>
          <ul className="anchors-list" aria-label="What reading back came to">
            {findings.map((one, at) => (
              <li key={at} className={one.outcome === "diverged" ? "anchors-diverged" : undefined}>
                <span className="medium">
                  {outcomeWords[one.outcome]}: {typeNames[one.type]}
                  {one.seq === null ? "" : `, entry ${String(one.seq)}`}
                </span>
                <span className="small mid">
                  <SafeText text={one.message} />
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

/** How reading back went, with its total. */
function summaryOf(findings: readonly AnchorFinding[]): string {
  if (findings.length === 0) return "There is no anchor to read back.";
  const count = (outcome: AnchorFinding["outcome"]) => findings.filter((one) => one.outcome === outcome).length;
  return `${formatPlural(findings.length, "anchor", "anchors")} read back. Hold: ${String(count("holds"))}. Do not agree with this log: ${String(count("diverged"))}. Not reached: ${String(count("unreachable"))}.`;
}
