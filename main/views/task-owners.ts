import type { AnswerStep, OwnerAct, TaskOwners } from "../../shared/contract/owners";
import type { Ownership, Task } from "../../shared/model/task";
import { isOwnerKind } from "../../shared/review/owner-kinds";
import { shownReason } from "../../shared/review/shown-reason";
import { ok, type Result } from "../../shared/result";
import { answerOf, type Asked } from "../ownership/answers";
import { readAttempts, readTask, type StoredAttempt } from "../store/tasks";
import { attemptOwners, namedOwner } from "./codeowners";
import type { Core } from "./core";
import { recordedDecisions } from "./decisions";
import { contactNamed, onCallFor, rotaOf, unownedTeam } from "./oncall";
import { rotaState } from "./oncall-state";
import { ownershipOf } from "./ownership";
import { taskMissing } from "./task-view";

/** Who answers for a task at a time, where that is written, and what became of it. In: a time, null for now. */
export function taskOwners(core: Core, taskId: string, at: string | null): Result<TaskOwners> {
  const task = readTask(core.index, taskId);
  if (task === null) return taskMissing(taskId);
  const stored = readAttempts(core.index, taskId);
  const now = at === null ? core.platform.clock.now() : new Date(at);
  const ownership = ownershipOf(core, task, stored);
  const history = ownerHistory(core, task);
  const asked = askedFor(core, task, ownership, now.getTime());
  const last = history.findLast((act) => act.counts);
  return ok({
    taskId,
    at: now.toISOString(),
    ownership,
    answers: answerOf(asked, rotaOf(core).rota !== null),
    chain: chainOf(core, { task, stored, ownership, last: last ?? null, asked, now: now.getTime() }),
    accepted: last === undefined ? null : last.kind === "accept-owner",
    history,
    attempts: stored.map((row) => attemptOwners(core, row.attempt)),
    rota: rotaState(core),
  });
}

/** Whom a task asks at a time: a decision's owner, else whom the contract has on call, else the owner, else the rota's own team. */
function askedFor(core: Core, task: Task, ownership: Ownership, at: number): Asked | null {
  const { owner, ground, onCall } = ownership;
  if (ground === "decision" && owner !== null) return lookUp(core, owner, "decision", at);
  if (onCall !== null) return { ...lookUp(core, onCall, "contract", at), onCall: true };
  if (ground !== "none" && owner !== null) return lookUp(core, owner, ground, at);
  const team = unownedTeam(core);
  return team === null
    ? null
    : { name: team.name, source: "rota", onCall: false, contact: team, turns: onCallFor(core, team.key, at) };
}

function lookUp(core: Core, name: string, source: AnswerStep["source"], at: number): Asked {
  const contact = contactNamed(core, name);
  const turns = contact?.kind === "team" ? onCallFor(core, contact.key, at) : [];
  return { name, source, onCall: false, contact, turns };
}

function ownerHistory(core: Core, task: Task): OwnerAct[] {
  const { byTask, withdrawn } = recordedDecisions(core);
  const rows = (byTask.get(task.id) ?? []).filter((row) => isOwnerKind(row.decision.kind));
  const counting = rows.findLast((row) => !withdrawn.has(row.seq));
  return rows.flatMap((row) => {
    const { kind, person, from, reviewer } = row.decision;
    if (!isOwnerKind(kind)) return [];
    return {
      seq: row.seq,
      at: row.recordedAt,
      kind,
      person: person ?? "",
      from: from ?? null,
      by: reviewer.name,
      note: shownReason(row),
      withdrawn: withdrawn.get(row.seq)?.seq ?? null,
      counts: row === counting,
    };
  });
}

interface ChainInput {
  readonly task: Task;
  readonly stored: readonly StoredAttempt[];
  readonly ownership: Ownership;
  readonly last: OwnerAct | null;
  readonly asked: Asked | null;
  readonly now: number;
}

/** Every place that could name somebody, in the order they count. */
function chainOf(core: Core, { task, stored, ownership, last, asked, now }: ChainInput): AnswerStep[] {
  const coded = namedOwner(
    core,
    stored.map((row) => row.attempt),
  );
  const owners = stored.map((row) => attemptOwners(core, row.attempt).file);
  const known = owners.find((file) => file.state === "file") ?? owners[0];
  const spare = unownedTeam(core);
  const spareTurns = spare === null ? [] : onCallFor(core, spare.key, now);
  const { state } = rotaOf(core);
  const contract = task.contract;
  const counts = asked?.source ?? null;
  return [
    {
      source: "decision",
      name: last?.person ?? null,
      at: last?.at ?? null,
      detail:
        last === null
          ? "No decision names an owner."
          : `${actWords[last.kind]} by ${last.by}, entry ${String(last.seq)}${last.kind === "accept-owner" ? "" : ", not accepted yet"}.`,
      seq: last?.seq ?? null,
      counts: counts === "decision",
    },
    {
      source: "contract",
      name: contract?.onCall ?? contract?.owner ?? null,
      at: null,
      detail: contractWords(contract),
      seq: null,
      counts: counts === "contract",
    },
    {
      source: "codeowners",
      name: coded?.owner ?? null,
      at: known?.readAt ?? null,
      detail: coded === null ? (fileWords[known?.state ?? "unknown"] ?? "") : `${coded.detail}.`,
      seq: null,
      counts: counts === "codeowners",
    },
    {
      source: "rota",
      name: spare === null ? null : spareTurns.map((turn) => turn.person.name).join(", ") || spare.name,
      at: null,
      detail:
        spare === null
          ? rotaWords[state]
          : `${spare.name} answers for what nobody owns${spareTurns.length === 0 ? "; nobody is on call for it" : ""}.`,
      seq: null,
      counts: counts === "rota" || (ownership.owner === null && counts === null && spare !== null),
    },
  ];
}

const actWords: Readonly<Record<OwnerAct["kind"], string>> = {
  "assign-owner": "Assigned",
  "accept-owner": "Accepted",
  "hand-over": "Handed over",
};

const fileWords: Readonly<Record<string, string>> = {
  file: "CODEOWNERS names nobody for what is changed.",
  none: "The repository has no CODEOWNERS where the attempt began.",
  "too-large": "CODEOWNERS is 3 MB or larger: it names nobody.",
  unreadable: "CODEOWNERS was found, and its text is no longer in the archive.",
  unknown: "Not known: the repository could not be looked at where the attempt began.",
};

const rotaWords: Readonly<Record<"none" | "valid" | "refused", string>> = {
  none: "There is no oncall.yaml in the data folder.",
  valid: "oncall.yaml names no team for what nobody owns.",
  refused: "oncall.yaml has problems, and nothing of it counts: countersign oncall check names them.",
};

function contractWords(contract: Task["contract"]): string {
  if (contract === null) return "There is no contract.";
  const { owner, onCall } = contract;
  if (owner === undefined && onCall === undefined) return "The contract names nobody.";
  return `${owner === undefined ? "No owner" : `Owner ${owner}`}${onCall === undefined ? "" : `, on call ${onCall}`}.`;
}
