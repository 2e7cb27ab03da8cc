import { useEffect } from "react";
import type { ApprovalRow, ApprovalsState } from "../../../shared/contract/second";
import { useQuery } from "../../bridge/use-query";
import { takeDrops } from "../../state/drops";
import { go } from "../../state/route";
import { closeApprovals, openApprovalFile, useApprovals, type OpenApprovals } from "../../state/second";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { formatCount, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { FailedMessage, LoadingMessage } from "../QueryMessage";
import { VerdictGlyph } from "../VerdictMark";
import { HandOver } from "./HandOver";
import { Reviewers } from "./Reviewers";
import { TakeIn } from "./TakeIn";
import "./second.css";

/** The approvals of an attempt: who counts, handing the own one over, taking another reviewer's in. */
export function Approvals() {
  const open = useApprovals();
  return (
    <Dialog open={open !== null} onClose={closeApprovals} label="Approvals" width={720}>
      {open === null ? null : <Content open={open} />}
    </Dialog>
  );
}

function Content({ open }: { readonly open: OpenApprovals }) {
  useEffect(
    () =>
      takeDrops({
        words: "Drop another reviewer’s file: it is looked at, nothing is recorded yet",
        take: ([path]) => {
          if (path !== undefined) openApprovalFile(path);
        },
      }),
    [],
  );
  return (
    <div className="second">
      {open.subject === null ? <h2>Another reviewer’s file</h2> : <OfAttempt subject={open.subject} />}
      <TakeIn path={open.path} />
      <Reviewers />
      <div className="second-foot">
        <Button variant="ghost" kbd="Esc" onClick={closeApprovals}>
          Close
        </Button>
      </div>
    </div>
  );
}

function OfAttempt({ subject }: { readonly subject: NonNullable<OpenApprovals["subject"]> }) {
  const state = useQuery("approvals.state", subject, { scopes: ["task", "audit", "settings"] });
  if (state.value === undefined)
    return state.problem === undefined ? (
      <LoadingMessage thing="the approvals" slow={state.slow} />
    ) : (
      <FailedMessage thing="the approvals" problem={state.problem} onRetry={state.reload} />
    );
  const { approvals, letter } = state.value;
  return (
    <>
      <h2>{`Approvals of attempt ${letter}`}</h2>
      <p className="mid">{countSentence(state.value)}</p>
      {approvals.length === 0 ? (
        <p className="small mid">Nobody has approved it here, and no approval of it was taken in.</p>
      ) : (
        <ul className="second-list" aria-label="Approvals">
          {approvals.map((row) => (
            <Row key={row.seq} row={row} />
          ))}
        </ul>
      )}
      <HandOver state={state.value} />
    </>
  );
}

/** "1 of 2 reviewers approved head 1a2b3c4d5e6f: 1 here, 0 received." */
function countSentence({ needed, people, approvals, content }: ApprovalsState): string {
  const counting = approvals.filter(({ standing }) => standing === "counts");
  const received = counting.filter(({ from }) => from !== null).length;
  const { head, patch } = content;
  const what = head === null ? `patch ${patch?.slice(0, 12) ?? "unknown"}` : `head ${head.slice(0, 12)}`;
  const where = `${formatCount(counting.length - received)} here, ${formatCount(received)} received`;
  return needed < 2
    ? `The policy asks for one reviewer at this risk. ${formatPlural(people, "person", "people")} approved ${what}: ${where}.`
    : `${formatCount(people)} of ${formatPlural(needed, "reviewer")} approved ${what}: ${where}. People are counted by key, account and name.`;
}

const words: Readonly<Record<ApprovalRow["standing"], string>> = {
  counts: "Counts",
  "same-person": "Same person",
  barred: "May not approve",
  withdrawn: "Withdrawn",
  untrusted: "Key not trusted",
  stale: "Stale",
  expired: "Expired",
  "not-in-force": "Not in force",
};

function Row({ row }: { readonly row: ApprovalRow }) {
  const { person, standing, ground, from, seq, reason, why } = row;
  const counts = standing === "counts";
  return (
    <li className="second-row">
      <VerdictGlyph kind={counts ? "backed" : "unbacked"} name={words[standing]} />
      <div className="second-facts">
        <div>
          <span className="medium">
            <SafeText text={person} />
          </span>{" "}
          <span className={counts ? "green" : "amber"}>{words[standing]}</span>{" "}
          <span className="small mid">
            <SafeText text={from === null ? `recorded here, ${ground}` : `received, ${ground}`} />
          </span>{" "}
          <button
            type="button"
            className="link accent"
            onClick={() => {
              closeApprovals();
              go({ screen: "audit", seq });
            }}
          >
            {`Entry ${formatCount(seq)}`}
          </button>
        </div>
        {why === null ? null : (
          <div className="small amber">
            <SafeText text={why} />
          </div>
        )}
        {reason === "" ? null : (
          <div className="small mid">
            <SafeText text={reason} />
          </div>
        )}
      </div>
    </li>
  );
}
