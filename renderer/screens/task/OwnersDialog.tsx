import type { AnswerStep, OwnerAct, TaskOwners } from "../../../shared/contract/owners";
import type { AttemptOwners, CodeownersFile } from "../../../shared/model/owners";
import { decisionRule } from "../../../shared/review/decision-catalog";
import type { OwnerKind } from "../../../shared/review/owner-kinds";
import { openSheet } from "../../state/decide";
import { go } from "../../state/route";
import { shownKey } from "../../state/strokes";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { formatMoment, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { useNow } from "../../ui/use-now";

export interface OwnersDialogProps {
  readonly owners: TaskOwners;
  readonly open: boolean;
  readonly onClose: () => void;
}

const acts: readonly OwnerKind[] = ["assign-owner", "accept-owner", "hand-over"];

/** Who answers for a task: what every place says, what was decided, and who owns each path. */
export function OwnersDialog({ owners, open, onClose }: OwnersDialogProps) {
  const { taskId, answers, chain, history, attempts, rota, ownership } = owners;
  return (
    <Dialog open={open} onClose={onClose} label="Who answers for it" width={760}>
      <div className="owners focus-inset" role="region" aria-label="Owners" tabIndex={0}>
        <h2>Who answers for it</h2>
        <p>
          <SafeText text={answers.sentence} />
        </p>
        <People owners={owners} />
        <h3>Where it is written, the first that names somebody counts</h3>
        <ol className="owners-chain">
          {chain.map((step) => (
            <Step key={step.source} step={step} />
          ))}
        </ol>
        {rota.state === "refused" ? (
          <ul className="owners-problems" aria-label="Problems of the rota">
            {rota.problems.slice(0, 5).map((problem) => (
              <li key={`${problem.place ?? ""} ${problem.message}`}>
                <SafeText text={`${problem.place ?? ""} ${problem.message} ${problem.remedy ?? ""}`} />
              </li>
            ))}
          </ul>
        ) : null}
        <History history={history} />
        {attempts.map((attempt) => (
          <Paths key={attempt.attemptId} attempt={attempt} />
        ))}
      </div>
      <div className="owners-acts">
        {acts.map((kind) => (
          <Button
            key={kind}
            small
            kbd={shownKey(decisionRule(kind).key)}
            disabledReason={
              kind === "hand-over" && ownership.owner === null
                ? "Nobody answers for it yet: assign an owner."
                : undefined
            }
            onClick={() => {
              onClose();
              openSheet({ kind, taskId, attemptId: null });
            }}
          >
            {decisionRule(kind).verb}
          </Button>
        ))}
        <span className="grow" />
        <Button
          small
          onClick={() => {
            onClose();
            go({ screen: "rota" });
          }}
        >
          Open the rota
        </Button>
        <Button small onClick={onClose}>
          Close
        </Button>
      </div>
    </Dialog>
  );
}

function People({ owners }: { readonly owners: TaskOwners }) {
  const now = useNow();
  const { people } = owners.answers;
  const known = people.filter(({ contact, until }) => contact !== null || until !== null);
  if (known.length === 0) return null;
  return (
    <ul className="owners-people" aria-label="People">
      {known.map(({ name, contact, until }) => (
        <li key={name}>
          <SafeText
            text={[
              name,
              ...(contact?.github === null || contact === null ? [] : [`@${contact.github}`]),
              ...(contact?.email === null || contact === null ? [] : [contact.email]),
              ...(until === null ? [] : [`until ${formatMoment(until, now)}`]),
            ].join(", ")}
          />
        </li>
      ))}
    </ul>
  );
}

const sources: Readonly<Record<AnswerStep["source"], string>> = {
  decision: "Decision",
  contract: "Contract",
  codeowners: "CODEOWNERS",
  rota: "Rota",
};

function Step({ step }: { readonly step: AnswerStep }) {
  const now = useNow();
  return (
    <li className={step.counts ? "owners-counts" : undefined}>
      <span className="owners-source">{sources[step.source]}</span>
      <span>
        {step.name === null ? <span className="dim">nobody</span> : <SafeText text={step.name} />}
        {step.counts ? <b>, counts</b> : null}
        <span className="meta">
          {" "}
          <SafeText text={`${withoutName(step)}${step.at === null ? "" : ` ${formatMoment(step.at, now)}`}`} />
        </span>
      </span>
    </li>
  );
}

/** A sentence about the one who is named before it does not begin with the name again. */
function withoutName({ name, detail }: AnswerStep): string {
  return name !== null && detail.startsWith(`${name} `) ? detail.slice(name.length + 1) : detail;
}

function History({ history }: { readonly history: readonly OwnerAct[] }) {
  const now = useNow();
  return (
    <>
      <h3>History</h3>
      {history.length === 0 ? (
        <p className="dim">No decision about the owner yet.</p>
      ) : (
        <ol className="owners-history" aria-label="History of owners">
          {history.map((act) => (
            <li key={act.seq} className={act.counts ? "owners-counts" : undefined}>
              <span className="owners-source">{`Entry ${String(act.seq)}`}</span>
              <span>
                {`${decisionRule(act.kind).past}: `}
                <SafeText
                  text={`${act.from === null || act.from === act.person ? "" : `${act.from} to `}${act.person}`}
                />
                <span className="meta">
                  {" "}
                  <SafeText
                    text={`by ${act.by}, ${formatMoment(act.at, now)}${act.withdrawn === null ? "" : `, withdrawn by entry ${String(act.withdrawn)}`}${act.note === "" ? "" : `: ${act.note}`}`}
                  />
                </span>
              </span>
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

const states: Readonly<Record<CodeownersFile["state"], string>> = {
  file: "",
  none: "No CODEOWNERS where it began: nobody owns a path.",
  "too-large": "CODEOWNERS is 3 MB or larger: it names nobody, as on GitHub.",
  unreadable: "CODEOWNERS was found, and its text is no longer in the archive.",
  unknown: "CODEOWNERS is not known: the repository could not be looked at where it began.",
};

const mostPaths = 200;
const mostProblems = 20;

function Paths({ attempt }: { readonly attempt: AttemptOwners }) {
  const { letter, file, paths, unowned, changes } = attempt;
  const bareFirst = [...paths].sort((a, b) => Number(a.owners.length > 0) - Number(b.owners.length > 0));
  const left = paths.length - mostPaths;
  return (
    <section aria-label={`Owners of the paths of attempt ${letter}`}>
      <h3>
        {`Attempt ${letter}: `}
        {unowned === null
          ? formatPlural(paths.length, "path")
          : `${String(unowned)} of ${formatPlural(paths.length, "path")} unowned`}
      </h3>
      <p className="meta">
        {file.state === "file" ? (
          <SafeText
            text={`${file.place ?? ""}${file.commit === null ? "" : ` at ${file.commit.slice(0, 7)}`}${file.source === "pack" ? ", as its pack says" : ""}: ${formatPlural(file.rules, "line")} taken${file.skipped === 0 ? "" : `, ${formatPlural(file.skipped, "line")} skipped`}.`}
          />
        ) : (
          states[file.state]
        )}
      </p>
      {changes.length === 0 ? null : (
        <p className="amber">
          <SafeText text={`It changes ${changes.join(", ")}: what it says there does not count for it.`} />
        </p>
      )}
      {file.problems.length === 0 ? null : (
        <ul className="owners-problems" aria-label="Lines that are skipped">
          {file.problems.slice(0, mostProblems).map((problem) => (
            <li key={problem.line}>
              <SafeText text={`Line ${String(problem.line)}: ${problem.message} ${problem.remedy}`} />
            </li>
          ))}
        </ul>
      )}
      {file.state === "file" ? (
        <ul className="owners-paths" aria-label={`Paths of attempt ${letter}`}>
          {bareFirst.slice(0, mostPaths).map((row) => (
            <li key={row.path}>
              <SafeText text={row.path} code />
              {row.owners.length === 0 ? (
                <span className="amber">nobody</span>
              ) : (
                <SafeText text={row.owners.join(" ")} />
              )}
              <span className="meta">{row.line === null ? "no line matches" : `line ${String(row.line)}`}</span>
            </li>
          ))}
        </ul>
      ) : null}
      {left > 0 && file.state === "file" ? (
        <p className="meta">{`${formatPlural(left, "more path")} not listed.`}</p>
      ) : null}
    </section>
  );
}
