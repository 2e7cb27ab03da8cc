import type { AttemptView, TaskView } from "../../../shared/contract/review";
import type { Attempt } from "../../../shared/model/attempt";
import type { Contract } from "../../../shared/model/contract";
import type { GuessedContract } from "../../../shared/model/task";
import { go } from "../../state/route";
import { shownKey } from "../../state/strokes";
import { Button } from "../../ui/Button";
import { formatCount, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { Section } from "./Section";

/** What the contract says of people, risk and surroundings, and the way to its text. What it asks for is the conformance sheet's. */
export function ContractSection({ view, focusId }: { readonly view: TaskView; readonly focusId: string }) {
  const { contract, confirmed, guessed, id } = view.task;
  const open = () => {
    go({ screen: "contract", taskId: id });
  };
  if (contract === null && guessed !== undefined)
    return <GuessedSection view={view} focusId={focusId} guessed={guessed} onOpen={open} />;
  const moved = confirmed !== undefined && guessed !== undefined && confirmed.from !== guessed.digest;
  return (
    <Section
      id="contract"
      title="Contract"
      attempts={view.attempts}
      focusId={focusId}
      empty={
        <span className="row">
          <span className="mid">No contract. Nothing bounds the work but its prompt.</span>
          <Button small kbd={shownKey("Shift+c")} onClick={open}>
            New contract
          </Button>
        </span>
      }
      rows={
        contract === null
          ? []
          : [
              {
                key: "contract",
                head: (
                  <span className="mono">
                    <SafeText text={contract.id} code />
                  </span>
                ),
                tall: true,
                whole: (
                  <div className="task-contract">
                    <dl>
                      {factsOf(contract).map(({ name, text }) => (
                        <div key={name}>
                          <dt>{name}</dt>
                          <dd>
                            <SafeText text={text} />
                          </dd>
                        </div>
                      ))}
                    </dl>
                    {moved ? (
                      <p className="amber">
                        <SafeText text={`Issue ${guessed.from} says something else since it was confirmed.`} />
                      </p>
                    ) : null}
                    <Button small kbd={shownKey("Shift+c")} onClick={open}>
                      Open contract
                    </Button>
                  </div>
                ),
              },
            ]
      }
    />
  );
}

interface GuessedProps {
  readonly view: TaskView;
  readonly focusId: string;
  readonly guessed: GuessedContract;
  readonly onOpen: () => void;
}

/** What a linked issue seems to ask for: a draft that bounds and shows nothing before a person confirms it. */
function GuessedSection({ view, focusId, guessed, onOpen }: GuessedProps) {
  const { contract, from, guesses } = guessed;
  const of = (key: string): string => guesses.find((one) => one.key === key)?.because ?? "Stated by the issue.";
  return (
    <Section
      id="contract"
      title="Contract"
      note={<SafeText text={`Read from issue ${from}, nobody confirmed it: no gate, tier or rule counts it`} />}
      attempts={view.attempts}
      focusId={focusId}
      rows={[
        {
          key: "guessed",
          head: <span className="medium">Draft</span>,
          tall: true,
          whole: (
            <div className="task-contract">
              <dl>
                {guessedFacts(contract).map(({ key, name, texts }) => (
                  <div key={key}>
                    <dt>{name}</dt>
                    <dd>
                      {texts.map((text, at) => (
                        <div key={at}>
                          <SafeText text={text} />
                        </div>
                      ))}
                      <span className="dim">
                        <SafeText text={of(key)} />
                      </span>
                    </dd>
                  </div>
                ))}
              </dl>
              <Button small kbd={shownKey("Shift+c")} onClick={onOpen}>
                Read, change, confirm
              </Button>
            </div>
          ),
        },
      ]}
    />
  );
}

const mostShown = 12;

function guessedFacts(contract: Contract): { key: string; name: string; texts: readonly string[] }[] {
  const { objective, constraints, acceptance, allow, risk, requester } = contract;
  const said: readonly (readonly [key: string, name: string, texts: readonly string[]])[] = [
    ["objective", "Objective", [objective]],
    ["constraints", "Constraints", constraints],
    ["acceptance", "Checks", acceptance.map((check) => check.command)],
    ["allow", "Paths", allow.paths ?? []],
    ["risk", "Risk", risk === undefined ? [] : [risk]],
    ["requester", "Asked by", requester === undefined ? [] : [`${requester.name}, ${requester.entryPoint}`]],
  ];
  return said.flatMap(([key, name, texts]) =>
    texts.length === 0
      ? []
      : [
          {
            key,
            name,
            texts:
              texts.length <= mostShown
                ? texts
                : [...texts.slice(0, mostShown), `and ${formatCount(texts.length - mostShown)} more`],
          },
        ],
  );
}

const networkWords = { none: "none", listed: "listed hosts alone", open: "any host" } as const;

function factsOf(contract: Contract): { name: string; text: string }[] {
  const { risk, isolation, network, owner, onCall, escalation, requester, attempts, links } = contract;
  const said: readonly (readonly [string, string | undefined])[] = [
    ["Declared risk", risk ?? "not declared"],
    ["Isolation", isolation],
    ["Network", network === undefined ? undefined : networkWords[network]],
    ["Owner", owner ?? "nobody"],
    ["On call", onCall],
    [
      "Escalates to",
      escalation === undefined
        ? undefined
        : `${escalation.to}${escalation.when === undefined ? "" : `: ${escalation.when}`}`,
    ],
    ["Asked by", requester === undefined ? undefined : `${requester.name}, ${requester.entryPoint}`],
    ["Attempts wanted", attempts === undefined ? undefined : formatCount(attempts)],
    ["Links", links.length === 0 ? undefined : links.join(", ")],
  ];
  return said.flatMap(([name, text]) => (text === undefined ? [] : [{ name, text }]));
}

const patchNames: Readonly<Record<Attempt["patchSource"], string>> = {
  pack: "from the evidence pack",
  "pull-request": "from the pull request",
  repository: "read from the repository",
  runner: "as the runner states it",
  "recorded-edits": "rebuilt from the edits the sessions recorded",
  none: "none",
};

/** How much of each attempt's sessions was read. */
export function IngestSection({ view, focusId }: { readonly view: TaskView; readonly focusId: string }) {
  return (
    <Section
      id="ingest"
      title="Sources"
      attempts={view.attempts}
      focusId={focusId}
      rows={[
        {
          key: "records",
          head: "Records read",
          tall: true,
          cell: (attempt) => <Completeness view={attempt} />,
        },
        {
          key: "patch",
          head: "Patch",
          tall: true,
          cell: ({ attempt }) => (
            <span className="mid">
              {patchNames[attempt.patchSource]}
              {attempt.patchNote === null ? null : (
                <span className="amber">
                  {". "}
                  <SafeText text={attempt.patchNote} />
                </span>
              )}
            </span>
          ),
        },
      ]}
    />
  );
}

function Completeness({ view }: { readonly view: AttemptView }) {
  const records = view.sessions.reduce((sum, { completeness }) => sum + completeness.records, 0);
  const recognised = view.sessions.reduce((sum, { completeness }) => sum + completeness.recognised, 0);
  return (
    <span className={recognised === records ? "mid" : "amber"}>
      {view.sessions.length === 0
        ? "No session was read."
        : `${formatCount(recognised)} of ${formatCount(records)} records, ${formatPlural(view.sessions.length, "session")}`}
      {view.ingestNote === null ? null : (
        <span>
          {". "}
          <SafeText text={view.ingestNote} />
        </span>
      )}
    </span>
  );
}
