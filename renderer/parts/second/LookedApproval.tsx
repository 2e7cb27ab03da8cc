import { useState } from "react";
import type { LookedFile } from "../../../shared/contract/second";
import type { Problem } from "../../../shared/result";
import { call } from "../../bridge/client";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { formatCount } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { FailedMessage } from "../QueryMessage";
import { ContentLine } from "./ContentLine";
import { Fingerprint } from "./Fingerprint";

export interface LookedApprovalProps {
  readonly file: Extract<LookedFile, { kind: "approval" }>;
  readonly path: string;
  readonly onTaken: (words: string) => void;
}

/** What an approval says and proves, whose key it is, and the way to take it in; or why it is refused. */
export function LookedApproval({ file, path, onTaken }: LookedApprovalProps) {
  const { decision, refused, trustedAs, claims, keyid, match, differs, madeAt, at } = file;
  return (
    <div className="second-file" role="group" aria-label="The file">
      <dl className="second-file-facts">
        <div>
          <dt>Approves</dt>
          <dd>
            <SafeText text={`${decision.taskRef ?? ""} ${decision.taskTitle}`.trim()} />,{" "}
            <ContentLine {...decision.content} />
          </dd>
        </div>
        <div>
          <dt>Here</dt>
          <dd>
            <SafeText
              text={
                match === null
                  ? "no attempt has that content"
                  : `attempt ${match.letter} of ${match.ref}: the same content`
              }
            />
          </dd>
        </div>
        <div>
          <dt>Recorded</dt>
          <dd>{`entry ${formatCount(at)} of their log, ${madeAt.slice(0, 16).replace("T", " ")} by their clock`}</dd>
        </div>
        {decision.reason === "" && !decision.textsWithheld ? null : (
          <div>
            <dt>Reason</dt>
            <dd>{decision.reason === "" ? "left out of the file" : <SafeText text={decision.reason} />}</dd>
          </div>
        )}
        <div>
          <dt>Key</dt>
          <dd>
            <Fingerprint keyid={keyid} />
            <div className={trustedAs === null ? "amber" : "green"}>
              <SafeText
                text={
                  trustedAs === null
                    ? `Trusted for nobody yet. Its log calls its owner ${claims.name} (${claims.binding}${claims.account === null ? "" : `, ${claims.account}`}), which anyone can write.`
                    : `Trusted for ${trustedAs}.`
                }
              />
            </div>
          </dd>
        </div>
      </dl>
      {differs.map((line) => (
        <p key={line} className="small amber">
          <SafeText text={line} />
        </p>
      ))}
      {refused === null ? (
        <Take file={file} path={path} onTaken={onTaken} />
      ) : (
        <p className="small" role="status">
          <span className="medium amber">Not taken in:</span>{" "}
          <SafeText text={`${refused.message} ${refused.remedy ?? ""}`.trim()} />
        </p>
      )}
    </div>
  );
}

function Take({ file, path, onTaken }: LookedApprovalProps) {
  const { trustedAs, claims, keyid } = file;
  const [person, setPerson] = useState(claims.name);
  const [compared, setCompared] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const blocked =
    trustedAs !== null
      ? undefined
      : person.trim() === ""
        ? "Say whose key it is."
        : compared
          ? undefined
          : "Compare the fingerprint first.";
  const take = async () => {
    if (busy || blocked !== undefined) return;
    setBusy(true);
    const trust = trustedAs === null ? { person: person.trim(), fingerprint: keyid } : null;
    const done = await call("approvals.takeIn", { path, trust });
    setBusy(false);
    setProblem(done.ok ? null : done.error);
    if (done.ok)
      onTaken(
        done.value.ended
          ? `${done.value.person} ended their approval: entry ${formatCount(done.value.seq)}.`
          : `${done.value.person}’s approval is taken in: entry ${formatCount(done.value.seq)}.`,
      );
  };
  return (
    <div className="second-take">
      {trustedAs === null ? (
        <>
          <Field
            label="Whose key it is"
            placeholder="Whose key it is"
            value={person}
            maxLength={200}
            onChange={setPerson}
          />
          <label className="small">
            <input
              type="checkbox"
              checked={compared}
              onChange={(event) => {
                setCompared(event.target.checked);
              }}
            />{" "}
            All 64 digits are those they read out to me, over a channel that the file did not come by
          </label>
        </>
      ) : null}
      <Button
        variant="primary"
        busy={busy}
        onClick={() => void take()}
        {...(blocked === undefined ? {} : { disabledReason: blocked })}
      >
        {trustedAs === null ? "Trust the key and take it in" : file.ended === null ? "Take it in" : "Take its end in"}
      </Button>
      {problem === null ? null : <FailedMessage tried="Could not take in" thing="the approval" problem={problem} />}
    </div>
  );
}
