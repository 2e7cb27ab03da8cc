import { afterEach, describe, expect, it } from "vitest";
import { back, go, guardLeaving, replace, type Route } from "../../../renderer/state/route";

let release = (): void => undefined;
afterEach(() => {
  release();
  go({ screen: "inbox" });
});

/** Where the reader is, seen from outside: going back from there leads to the inbox or it does not. */
function guarded(): { readonly asked: (() => void)[] } {
  const asked: (() => void)[] = [];
  release = guardLeaving((leave) => asked.push(leave));
  return { asked };
}

describe("leaving a screen that holds something not saved", () => {
  it("asks instead of going, by any way there is, and goes when told", () => {
    go({ screen: "contract" });
    const { asked } = guarded();
    const ways: (() => void)[] = [() => go({ screen: "audit" }), () => back()];
    for (const way of ways) way();
    expect(asked).toHaveLength(2);
    release();
    asked[0]?.();
    const after = guarded();
    // It went: going to the same place again is no leaving.
    go({ screen: "audit" });
    expect(after.asked).toHaveLength(0);
  });

  it("lets a place within the screen change, and is gone when it is released", () => {
    go({ screen: "contract" });
    const { asked } = guarded();
    const here: Route = { screen: "contract", taskId: "T-9C3RD" };
    replace(here);
    expect(asked).toHaveLength(0);
    release();
    go({ screen: "settings" });
    expect(asked).toHaveLength(0);
  });

  it("belongs to the last that asked: an older one takes nothing away", () => {
    const older = guardLeaving(() => undefined);
    const { asked } = guarded();
    older();
    go({ screen: "runners" });
    expect(asked).toHaveLength(1);
  });
});
