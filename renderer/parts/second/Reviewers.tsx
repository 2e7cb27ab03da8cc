import { useState } from "react";
import type { Problem } from "../../../shared/result";
import { call } from "../../bridge/client";
import { useQuery } from "../../bridge/use-query";
import { announce } from "../../state/announce";
import { Button } from "../../ui/Button";
import { formatCount } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { FailedMessage } from "../QueryMessage";

/** The keys that count as other reviewers', each with the way to trust it no longer. Nothing where none is trusted. */
export function Reviewers() {
  const reviewers = useQuery("approvals.reviewers", {}, { scopes: ["settings", "audit"] });
  const [asked, setAsked] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const rows = reviewers.value?.reviewers ?? [];
  if (rows.length === 0) return null;
  const distrust = async (keyid: string) => {
    const done = await call("approvals.distrust", { keyid });
    setAsked(null);
    setProblem(done.ok ? null : done.error);
    if (done.ok) announce(`${done.value.person}’s key is not trusted any more: entry ${formatCount(done.value.seq)}.`);
  };
  return (
    <section className="second-part" aria-label="Reviewers trusted here">
      <h3>Reviewers trusted here</h3>
      <ul className="second-list">
        {rows.map(({ keyid, person, trustedAt }) => (
          <li key={keyid} className="second-row">
            <div className="second-facts small">
              <span className="medium">
                <SafeText text={person} />
              </span>{" "}
              <span className="mono mid" title={keyid}>
                {keyid.slice(0, 16)}
              </span>{" "}
              <span className="mid">{`since ${trustedAt.slice(0, 10)}`}</span>
            </div>
            {asked === keyid ? (
              <div className="row">
                <Button
                  small
                  onClick={() => void distrust(keyid)}
                  label={`Distrust ${person}: what the key approved counts no more`}
                >
                  Distrust it
                </Button>
                <Button
                  small
                  variant="ghost"
                  onClick={() => {
                    setAsked(null);
                  }}
                >
                  Keep it
                </Button>
              </div>
            ) : (
              <Button
                small
                variant="ghost"
                label={`Distrust ${person}`}
                onClick={() => {
                  setAsked(keyid);
                }}
              >
                Distrust
              </Button>
            )}
          </li>
        ))}
      </ul>
      {problem === null ? null : <FailedMessage tried="Could not distrust" thing="the key" problem={problem} />}
    </section>
  );
}
