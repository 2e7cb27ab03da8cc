import { describe, expect, it } from "vitest";
import { matchingTasks } from "../../../../renderer/screens/decide/target-tasks";

const rows = Array.from({ length: 9 }, (_, n) => ({
  taskId: `T-0000${String(n)}`,
  ref: n === 3 ? "PAY-118" : null,
  title: n % 2 === 0 ? "Make refund retries idempotent" : "Rotate keys",
  repository: n < 5 ? "ledger" : "search",
}));

const ids = (search: string, current: string | null = null) =>
  matchingTasks(rows, search, current).options.map((one) => one.id);

describe("tasks to move to", () => {
  it("have every word of the search, in title, reference, id or repository", () => {
    expect(ids("refund search")).toEqual(["T-00006", "T-00008"]);
    expect(ids("pay-118")).toEqual(["T-00003"]);
    expect(ids("t-00004")).toEqual(["T-00004"]);
    expect(ids("nothing")).toEqual([]);
  });

  it("leave out the task it is in, and say how many are not shown", () => {
    expect(ids("", "T-00000")).not.toContain("T-00000");
    expect(matchingTasks(rows, "", "T-00000")).toMatchObject({ options: { length: 6 }, more: 2 });
  });
});
