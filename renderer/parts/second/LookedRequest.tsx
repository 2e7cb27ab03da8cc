import type { LookedFile } from "../../../shared/contract/second";
import { closeApprovals, openApprovals } from "../../state/second";
import { go } from "../../state/route";
import { Button } from "../../ui/Button";
import { SafeText } from "../../ui/SafeText";
import { ContentLine } from "./ContentLine";

/** What another reviewer asks to be approved, and whether an attempt here is that. */
export function LookedRequest({ file }: { readonly file: Extract<LookedFile, { kind: "request" }> }) {
  const { by, task, content, lookAt, note, match, why } = file;
  return (
    <div className="second-file" role="group" aria-label="The request">
      <p>
        <SafeText text={`${by} asks for a second reviewer: ${task.ref ?? ""} ${task.title}`} />
      </p>
      <p className="small">
        <ContentLine {...content} />
      </p>
      <p className={match === null ? "small amber" : "small green"}>
        <SafeText
          text={match === null ? (why ?? "") : `Attempt ${match.letter} of ${match.ref} here has the same content.`}
        />
      </p>
      {note === "" ? null : (
        <p>
          <SafeText text={note} />
        </p>
      )}
      <ul className="second-look small mid" aria-label="What to look at">
        {lookAt.slice(0, 12).map((line, at) => (
          <li key={`${String(at)} ${line}`}>
            <SafeText text={line} />
          </li>
        ))}
      </ul>
      <p className="small mid">Nobody signed this request: it says where to look, and approves nothing.</p>
      {match === null ? null : (
        <div className="row">
          <Button
            variant="primary"
            onClick={() => {
              closeApprovals();
              go({ screen: "task", taskId: match.taskId });
            }}
          >
            Open the task
          </Button>
          <Button
            onClick={() => {
              openApprovals(match.taskId, match.attemptId);
            }}
          >
            Its approvals
          </Button>
        </div>
      )}
    </div>
  );
}
