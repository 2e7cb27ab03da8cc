import { LoaderCircle } from "lucide-react";
import { FailedMessage } from "../../parts/QueryMessage";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { StateMessage } from "../../ui/StateMessage";
import { CompareResult } from "./CompareResult";
import { dropProblem, type BundleState } from "./opened-bundle";

/** What goes on with a bundle, what could not be done, and what a comparison came to. */
export function BundleOutcome({ busy, problem, comparison }: BundleState) {
  return (
    <>
      {busy === null ? null : <StateMessage icon={<Icon icon={LoaderCircle} />} sentence={`${busy}.`} live="status" />}
      {problem === null ? null : (
        <FailedMessage
          tried={problem.tried}
          thing="the bundle"
          problem={problem.problem}
          action={
            <Button small onClick={dropProblem}>
              Put away
            </Button>
          }
        />
      )}
      {comparison === null ? null : <CompareResult comparison={comparison} />}
    </>
  );
}
