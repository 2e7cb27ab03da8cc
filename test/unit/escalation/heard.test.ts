import { describe, expect, it } from "vitest";
import { heardAfter, type Said } from "../../../main/escalation/heard";

const mark = "<!-- countersign:effect:01920000-0000-7000-8000-000000000001 -->";
const other = "<!-- countersign:effect:01920000-0000-7000-8000-000000000002 -->";
const ilse = { login: "ilse", id: 1, type: "User" };
const dario = { login: "dario", id: 2, type: "User" };

function said(over: Partial<Said>): Said {
  return { by: dario, at: "2026-11-23T08:00:00Z", number: 10, text: "Yes.", url: "u", ...over };
}
const posted = said({ by: ilse, text: `**Escalated to @dario**\n\n${mark}` });
const heard = (...more: Said[]) => heardAfter([posted, ...more], (text) => text.endsWith(mark)).map(({ text }) => text);

describe("what was said after an escalation was posted", () => {
  it("is what people other than its poster said later, newest first", () => {
    expect(
      heard(
        said({ at: "2026-11-23T07:59:59Z", number: 12, text: "Before." }),
        said({ number: 9, text: "In the same second, before." }),
        said({ number: 11, text: "In the same second, after." }),
        said({ at: "2026-11-23T09:00:00Z", number: 13, text: " Later. " }),
        said({ at: "2026-11-23T09:30:00Z", number: null, text: "In a review." }),
      ),
    ).toEqual(["In a review.", "Later.", "In the same second, after."]);
  });

  it("is not the poster's own, an app's, a Countersign's, an account's that is gone, or nothing", () => {
    const at = "2026-11-23T09:00:00Z";
    expect(
      heard(
        said({ at, by: { ...ilse, login: "renamed" } }),
        said({ at, by: { login: "copilot", id: 3, type: "Bot" } }),
        said({ at, text: `**Answer** by somebody\n\n${other}\n` }),
        said({ at, by: null }),
        said({ at, text: " \n" }),
      ),
    ).toEqual([]);
  });

  it("is nothing where the escalation is not there, or somebody only quotes its mark", () => {
    expect(heardAfter([said({})], (text) => text.endsWith(mark))).toEqual([]);
    expect(heard(said({ at: "2026-11-23T09:00:00Z", text: `> ${mark}\n\nYes.` }))).toEqual([`> ${mark}\n\nYes.`]);
  });

  it("is cut to ten, and to a length that an entry takes", () => {
    const many = Array.from({ length: 14 }, (_, at) => said({ at: "2026-11-23T09:00:00Z", number: 20 + at }));
    expect(heard(...many)).toHaveLength(10);
    expect(heard(said({ at: "2026-11-23T09:00:00Z", text: "x".repeat(60_000) }))[0]).toHaveLength(20_000);
  });
});
