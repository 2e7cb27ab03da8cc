import { changeFields } from "../change-fields";
import type { ReportDecision } from "../document";
import { h, said, type Markup } from "./markup";

/** Fields that the sheet of a decision shows above in a form of its own. */
const shownAbove: ReadonlySet<string> = new Set(
  `entry leaf_hash recorded_at decision standing_now change_id task_id title repository attempt attempt_letter tier reason person
  until supersedes withdrawn_by base head diff_sha256 task_hash not_opened opened reviewer binding ingest tier_set_by policy gates_met`.split(
    /\s+/,
  ),
);
const longest = 2_000;

/** The rest of what an auditor asks of a change. What nothing records is named in one line, never filled in. */
export function changeTable(row: ReportDecision): Markup {
  const fields = changeFields(row).filter(({ id }) => !shownAbove.has(id));
  const known = fields.filter(({ value }) => value !== null);
  const unknown = fields.filter(({ value }) => value === null);
  return h`<h4 class="hd">Record of the change</h4><dl class="kv wide record">${known.map(
    ({ label, value }) => h`<dt>${label}</dt><dd>${said((value ?? "").slice(0, longest))}</dd>`,
  )}</dl>${
    unknown.length === 0
      ? null
      : h`<p class="dim note">Not recorded: ${unknown.map(({ label }) => label.charAt(0).toLowerCase() + label.slice(1)).join(", ")}.</p>`
  }`;
}
