import { useState } from "react";
import type { BackupCheck, BackupRow, BackupsState } from "../../../shared/contract/backups";
import type { Problem } from "../../../shared/result";
import { call } from "../../bridge/client";
import { useQuery } from "../../bridge/use-query";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { announce } from "../../state/announce";
import { Button } from "../../ui/Button";
import { formatBytes, formatCount, formatDuration, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { Section, Setting } from "./Section";
import "./backups.css";

const whys: Readonly<Record<BackupRow["why"], string>> = {
  scheduled: "by schedule",
  asked: "asked for",
  migration: "before the record's form changed",
};

interface Failed {
  readonly tried: string;
  readonly problem: Problem;
}

/** Backups of the record, and what became of a record that did not hold. */
export function Backups() {
  const state = useQuery("backups.state", {}, { scopes: ["settings", "audit"] });
  const [failed, setFailed] = useState<Failed | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const tell = (text: string): void => {
    setSaid(text);
    announce(text);
  };
  return (
    <Section
      id="backups"
      name="Backups"
      detail="Copies of the audit log, decisions, connections and settings, in the data folder. One is made after 50 decisions, or a day; 7 daily and 4 weekly ones are kept. A disk that is lost takes them along: copy them elsewhere."
    >
      {failed === null ? null : <FailedMessage tried={failed.tried} thing="the backup" problem={failed.problem} />}
      {state.problem === undefined ? null : (
        <FailedMessage thing="the backups" problem={state.problem} onRetry={state.reload} />
      )}
      {state.value === undefined ? (
        state.problem === undefined ? (
          <LoadingMessage thing="the backups" slow={state.slow} />
        ) : null
      ) : (
        <>
          <Standing state={state.value} />
          <Setting
            name="Now"
            detail="A backup gets its name only after its root was derived from its entries and agrees."
          >
            <Now hasBackup={state.value.backups.length > 0} onFailed={setFailed} onSaid={tell} onMade={state.reload} />
            {said === null ? null : <p className="small backups-said">{said}</p>}
          </Setting>
          <BackupList rows={state.value.backups} onFailed={setFailed} onSaid={tell} />
        </>
      )}
    </Section>
  );
}

/** What stands against relying on the record: the folder, a log that is not the one that was left, texts that were not recorded. */
function Standing({ state: { warning, since, backups, recovery } }: { readonly state: BackupsState }) {
  const [newest] = backups;
  return (
    <>
      <Setting name="Newest backup" detail={`${formatPlural(since, "decision", "decisions")} recorded since.`}>
        <p className="small">
          {newest === undefined
            ? "There is none yet."
            : `${dayAndTime(newest.at)}, ${formatPlural(newest.entries, "entry", "entries")}, ${formatBytes(newest.bytes)}`}
        </p>
      </Setting>
      {warning === null ? null : (
        <Setting name="Data folder" detail="A database needs a disk of this machine.">
          <p className="amber" role="alert">
            <SafeText text={warning} />
          </p>
        </Setting>
      )}
      {recovery.state === "whole" ? null : (
        <Setting
          name="The log does not hold"
          detail="Everything is shown, nothing is recorded. The audit log says how to go on."
        >
          <p className="red" role="alert">
            <SafeText text={recovery.problem ?? "It is not the one that was left."} />
          </p>
        </Setting>
      )}
      {recovery.setAside === null ? null : (
        <Setting name="Put aside" detail="A record that a backup took the place of. Nothing of it was deleted.">
          <p className="mono">
            <SafeText text={recovery.setAside} code />
          </p>
        </Setting>
      )}
      {recovery.unrecorded.length === 0 ? null : (
        <Setting
          name="Typed and not recorded"
          detail="The disk or the log did not take these decisions: they are not in the log. Record them again."
        >
          <ul className="backups-files" aria-label="Typed and not recorded">
            {recovery.unrecorded.slice(0, 10).map((file) => (
              <li key={file} className="mono">
                <SafeText text={file} code />
              </li>
            ))}
          </ul>
        </Setting>
      )}
    </>
  );
}

interface Telling {
  readonly onFailed: (failed: Failed | null) => void;
  readonly onSaid: (text: string) => void;
}

function Now({
  hasBackup,
  onFailed,
  onSaid,
  onMade,
}: Telling & { readonly hasBackup: boolean; readonly onMade: () => void }) {
  const [busy, setBusy] = useState<"make" | "rehearse" | null>(null);
  const make = async () => {
    setBusy("make");
    const made = await call("backups.make", {});
    setBusy(null);
    onFailed(made.ok ? null : { tried: "Could not make", problem: made.error });
    if (!made.ok) return;
    onSaid(`Backup made: ${formatPlural(made.value.entries, "entry", "entries")}, root verified.`);
    onMade();
  };
  const rehearse = async () => {
    setBusy("rehearse");
    const done = await call("backups.rehearse", {});
    setBusy(null);
    onFailed(done.ok ? null : { tried: "Could not rehearse", problem: done.error });
    if (done.ok) onSaid(checkWords(done.value, "Restored into a folder of its own, checked and deleted there"));
  };
  return (
    <div className="backups-acts">
      <Button busy={busy === "make"} onClick={() => void make()}>
        Make a backup
      </Button>
      <Button
        busy={busy === "rehearse"}
        onClick={() => void rehearse()}
        {...(hasBackup ? {} : { disabledReason: "There is no backup yet." })}
      >
        Rehearse a restore
      </Button>
    </div>
  );
}

function checkWords({ holds, entries, root, ms, problem }: BackupCheck, good: string): string {
  return holds
    ? `${good}: ${formatPlural(entries, "entry", "entries")}, root ${root.slice(0, 12)}, in ${formatDuration(ms)}.`
    : `The backup does not hold: ${problem ?? "it cannot be read"}`;
}

function BackupList({ rows, onFailed, onSaid }: Telling & { readonly rows: readonly BackupRow[] }) {
  if (rows.length === 0) return null;
  return (
    <ul className="backups-list" aria-label="Backups">
      {rows.map((row) => (
        <BackupLine key={row.id} row={row} onFailed={onFailed} onSaid={onSaid} />
      ))}
    </ul>
  );
}

function BackupLine({ row, onFailed, onSaid }: Telling & { readonly row: BackupRow }) {
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const name = dayAndTime(row.at);
  const verify = async () => {
    setBusy(true);
    const checked = await call("backups.verify", { id: row.id });
    setBusy(false);
    onFailed(checked.ok ? null : { tried: "Could not read", problem: checked.error });
    if (checked.ok) onSaid(checkWords(checked.value, `Backup of ${name} holds`));
  };
  const restore = async () => {
    setAsked(false);
    const restored = await call("backups.restore", { id: row.id });
    // The core may be gone before its answer came: then it is doing what was asked.
    if (!restored.ok && restored.error.code === "core-lost") return;
    onFailed(restored.ok ? null : { tried: "Could not restore", problem: restored.error });
    if (restored.ok) onSaid(`Backup of ${name} takes the record's place as the core starts again.`);
  };
  return (
    <li className="backups-row">
      <div className="keys-facts">
        <span className="medium">{name}</span>
        <span className="small mid">
          {`${formatCount(row.entries)} ${row.entries === 1 ? "entry" : "entries"}, ${formatBytes(row.bytes)}, ${whys[row.why]}`}
        </span>
      </div>
      {asked ? (
        <div className="keys-asked">
          <p className="small">
            What was recorded after it will be missing, and nothing is recorded until you go on without it.
          </p>
          <Button
            small
            onClick={() => void restore()}
            label={`Restore the backup of ${name}: entries recorded after it will be missing, and nothing is recorded until you go on`}
          >
            Restore it, put the record aside
          </Button>
          <Button
            small
            variant="ghost"
            onClick={() => {
              setAsked(false);
            }}
          >
            Leave it
          </Button>
        </div>
      ) : (
        <div className="keys-asked">
          <Button small busy={busy} label={`Verify the backup of ${name}`} onClick={() => void verify()}>
            Verify
          </Button>
          <Button
            small
            label={`Restore the backup of ${name}`}
            onClick={() => {
              setAsked(true);
            }}
          >
            Restore
          </Button>
        </div>
      )}
    </li>
  );
}

/** `2026-11-23 03:08`, in the clock of this machine. */
function dayAndTime(instant: string): string {
  const at = new Date(instant);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}
