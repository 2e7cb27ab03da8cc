import { call } from "../bridge/client";
import { go } from "../state/route";

/** Opens a task and marks it as seen: opening does that, moving the cursor never. */
export function openTask(taskId: string): void {
  go({ screen: "task", taskId });
  // A failure leaves the row marked as new, which is the honest state.
  void call("inbox.seen", { taskId });
}
