import { useCallback, useRef, useState } from "react";
import type { PolicyFile, PolicyInForce, PolicyProblem, PolicyRule } from "../../../shared/contract/policy";
import { useQuery } from "../../bridge/use-query";
import { CommandsButton, ScreenBar } from "../../parts/frame/ScreenBar";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { announce } from "../../state/announce";
import { useKeys } from "../../state/keys";
import type { RouteOf } from "../../state/route";
import { shownKey } from "../../state/strokes";
import { Button } from "../../ui/Button";
import { formatDigest, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { Segmented } from "../../ui/Segmented";
import { DryRunPane } from "./DryRunPane";
import { GatesTable } from "./GatesTable";
import { PolicyText } from "./PolicyText";
import { RulesTable } from "./RulesTable";
import { useTrial } from "./use-trial";
import "./policy.css";

const sources: Readonly<Record<PolicyInForce["ref"]["source"], string>> = {
  default: "as shipped",
  repository: "with what the repository's base commit adds",
  user: "this machine's own",
};

/** The policy in force, what it weighs and asks for, and a changed one tried on what was judged. Nothing is saved here. */
export function PolicyScreen({ route }: { readonly route: RouteOf<"policy"> }) {
  const policy = useQuery("policy.get", { attemptId: route.attemptId ?? null }, { scopes: ["task", "settings"] });
  const rules = useQuery("policy.rules", {}, { scopes: ["settings"] });
  const value = policy.value;
  const facts =
    value === undefined
      ? undefined
      : `${value.ref.id}, revision ${String(value.ref.version)}, ${sources[value.ref.source]}, ${formatDigest(value.ref.digest)}${route.attemptId === undefined ? "" : `, for attempt ${route.attemptId}`}`;
  return (
    <>
      <ScreenBar title="Policy" facts={facts === undefined ? undefined : <SafeText text={facts} />}>
        <CommandsButton />
      </ScreenBar>
      {policy.problem === undefined ? null : (
        <FailedMessage thing="the policy" problem={policy.problem} onRetry={policy.reload} />
      )}
      {rules.problem === undefined ? null : (
        <FailedMessage thing="the rules" problem={rules.problem} onRetry={rules.reload} />
      )}
      {value === undefined || rules.value === undefined ? (
        policy.problem === undefined && rules.problem === undefined ? (
          <LoadingMessage thing="the policy" slow={policy.slow || rules.slow} />
        ) : null
      ) : (
        <PolicyBody key={value.ref.digest} view={value} rules={rules.value} />
      )}
    </>
  );
}

type Shown = "rules" | "gates" | "trial";

function PolicyBody({ view, rules }: { readonly view: PolicyInForce; readonly rules: readonly PolicyRule[] }) {
  const [shown, setShown] = useState<Shown>("rules");
  // A file that could not be taken is what there is to mend.
  const file = view.refused ?? view.file;
  const trial = useTrial(file.text);
  const area = useRef<HTMLTextAreaElement>(null);
  const problems = trial.check?.problems ?? null;
  const tables = useRef<HTMLDivElement>(null);

  const toLine = useCallback(({ line }: PolicyProblem) => {
    const field = area.current;
    if (field === null) return;
    const before = field.value.split("\n").slice(0, (line ?? 1) - 1);
    const start = before.reduce((sum, text) => sum + text.length + 1, 0);
    const end = field.value.indexOf("\n", start);
    field.focus();
    field.setSelectionRange(start, end < 0 ? field.value.length : end);
    field.scrollTop = Math.max(0, (before.length - 4) * (field.scrollHeight / field.value.split("\n").length));
  }, []);
  const run = () => {
    setShown("trial");
    void trial.run();
  };
  const copy = () => {
    navigator.clipboard.writeText(trial.text).then(
      () => {
        announce("Text copied.");
      },
      () => {
        announce("Could not copy: the window has no access to the clipboard.");
      },
    );
  };
  useKeys("policy", [
    { key: "1", label: "Rules", group: "Policy", bar: true, run: () => setShown("rules") },
    { key: "2", label: "Gates", group: "Policy", bar: true, run: () => setShown("gates") },
    { key: "3", label: "What would change", group: "Policy", run: () => setShown("trial") },
    { key: "e", label: "Change the text", group: "Policy", bar: true, run: () => area.current?.focus() },
    { key: "Mod+Enter", label: "Try the policy", group: "Policy", bar: true, whileTyping: true, run },
    {
      key: "F8",
      label: "First problem",
      group: "Policy",
      whileTyping: true,
      run: () => {
        const first = problems?.[0];
        if (first === undefined) announce("No problem in this text.");
        else toLine(first);
      },
    },
    {
      key: "F6",
      label: "Text or tables",
      group: "Policy",
      whileTyping: true,
      run: () => {
        if (document.activeElement === area.current) tables.current?.focus();
        else area.current?.focus();
      },
    },
  ]);
  const changed = trial.text !== file.text;
  return (
    <div className="policy">
      <section className="policy-pane" aria-label="Policy in force">
        <div className="policy-tools">
          <Segmented<Shown>
            label="Shown"
            value={shown}
            options={[
              { value: "rules", label: "Rules", kbd: "1", name: "Rules" },
              { value: "gates", label: "Gates", kbd: "2", name: "Gates" },
              { value: "trial", label: "What would change", kbd: "3", name: "What would change" },
            ]}
            onChange={setShown}
          />
        </div>
        <Notes view={view} />
        <div ref={tables} className="policy-scroll" tabIndex={0} role="region" aria-label="Policy tables">
          {shown === "rules" ? <RulesTable policy={view.policy} rules={rules} /> : null}
          {shown === "gates" ? <GatesTable policy={view.policy} /> : null}
          {shown === "trial" ? <DryRunPane trial={trial} /> : null}
        </div>
      </section>
      <section className="policy-text" aria-label="Try a changed policy">
        <div className="policy-tools">
          <h2>Try a changed policy</h2>
          <span className="meta cut" title={file.place}>
            <SafeText text={file.place.split(/[\\/]/u).at(-1) ?? file.place} code />
          </span>
          <span className="grow" />
          {changed ? (
            <Button
              small
              variant="ghost"
              onClick={() => {
                trial.type(file.text);
              }}
            >
              Back to the text in force
            </Button>
          ) : null}
          <Button small variant="ghost" onClick={copy}>
            Copy
          </Button>
        </div>
        <PolicyText text={trial.text} problems={problems} onType={trial.type} onLine={toLine} ref={area} />
        <div className="policy-foot">
          <Button variant="primary" kbd={shownKey("Mod+Enter")} busy={trial.state === "running"} onClick={run}>
            Try it on what was judged
          </Button>
          <span className="meta">
            {changed ? "Changed here only: nothing is saved." : "The text in force. Nothing is saved here."}
          </span>
        </div>
      </section>
    </div>
  );
}

/** A file that could not be taken, and what the repository's base commit says of its own. */
function Notes({ view }: { readonly view: PolicyInForce }) {
  const { refused, override } = view;
  return (
    <>
      {refused === null ? null : (
        <Note file={refused} tone="red">
          {`This machine's own policy could not be taken and the one that ships counts: ${formatPlural(refused.problems.length, "problem")}.`}
        </Note>
      )}
      {override === null ? null : (
        <Note file={override} tone={override.taken && override.problems.length === 0 ? "mid" : "amber"}>
          {override.taken
            ? `The base commit asks for more${override.problems.length === 0 ? "." : `; ${formatPlural(override.problems.length, "part")} of it would loosen the policy and does not count.`}`
            : "What the base commit says of the policy could not be taken."}
        </Note>
      )}
    </>
  );
}

function Note({
  file,
  tone,
  children,
}: {
  readonly file: PolicyFile;
  readonly tone: "red" | "amber" | "mid";
  readonly children: string;
}) {
  return (
    <details className="policy-file">
      <summary className={tone}>
        {children}{" "}
        <span className="mono">
          <SafeText text={file.place} code />
        </span>
      </summary>
      <ul>
        {file.problems.map((problem, index) => (
          <li key={`${String(index)} ${problem.message}`}>
            <SafeText
              text={`${problem.line === null ? "" : `Line ${String(problem.line)}: `}${problem.message}${problem.remedy === null ? "" : ` ${problem.remedy}`}`}
            />
          </li>
        ))}
      </ul>
      <pre className="mono">
        <SafeText text={file.text} code lines />
      </pre>
    </details>
  );
}
