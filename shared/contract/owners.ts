import * as z from "zod";
import { instantSchema, sha256Schema, taskIdSchema } from "../model/ids";
import { attemptOwnersSchema, codeownersFileSchema, ownerShareSchema, pathOwnersSchema } from "../model/owners";
import { contactSchema, turnSchema } from "../model/rota";
import { ownershipSchema } from "../model/task";
import { procedure } from "./procedure";

const rotaProblemSchema = z.strictObject({
  message: z.string(),
  /** `path:line:column`, or the path alone. */
  place: z.string().nullable(),
  remedy: z.string().nullable(),
});

/** The rota as it was read: without a file, or with one that has a problem, nobody is on call by it. */
const rotaStateSchema = z.strictObject({
  state: z.enum(["none", "valid", "refused"]),
  place: z.string(),
  /** The first 100. */
  problems: z.array(rotaProblemSchema),
});

/** One place that could say who answers for a task, and what it says. The first that names somebody counts. */
const answerStepSchema = z.strictObject({
  source: z.enum(["decision", "contract", "codeowners", "rota"]),
  name: z.string().nullable(),
  /** Since when it says so, where that is known. */
  at: instantSchema.nullable(),
  detail: z.string(),
  /** The entry of the audit log that says it; null for other places. */
  seq: z.int().nonnegative().nullable(),
  counts: z.boolean(),
});
export type AnswerStep = z.infer<typeof answerStepSchema>;

/** Who is to be asked at a time: people where a rota knows them, else the name as it is written. */
const answersSchema = z.strictObject({
  people: z.array(
    z.strictObject({ name: z.string(), contact: contactSchema.nullable(), until: instantSchema.nullable() }),
  ),
  /** The team that they are on call for; null where they answer for themselves. */
  team: contactSchema.nullable(),
  source: answerStepSchema.shape.source.nullable(),
  sentence: z.string(),
});

/** One act about the owner of a task. */
const ownerActSchema = z.strictObject({
  seq: z.int().nonnegative(),
  at: instantSchema,
  kind: z.enum(["assign-owner", "accept-owner", "hand-over"]),
  person: z.string(),
  /** Who answered until then; null where the entry does not say. */
  from: z.string().nullable(),
  by: z.string(),
  note: z.string(),
  /** The entry that takes it back. */
  withdrawn: z.int().nonnegative().nullable(),
  counts: z.boolean(),
});
export type OwnerAct = z.infer<typeof ownerActSchema>;

const taskOwnersSchema = z.strictObject({
  taskId: taskIdSchema,
  /** The time that `answers` is of. */
  at: instantSchema,
  ownership: ownershipSchema,
  answers: answersSchema,
  chain: z.array(answerStepSchema),
  /** Whether the owner that a decision names has taken it: null where no decision names one. */
  accepted: z.boolean().nullable(),
  /** Oldest first. */
  history: z.array(ownerActSchema),
  attempts: z.array(attemptOwnersSchema),
  rota: rotaStateSchema,
});
export type TaskOwners = z.infer<typeof taskOwnersSchema>;

const repositoryOwnersSchema = z.strictObject({
  folder: z.string(),
  commit: z.string(),
  file: codeownersFileSchema,
  /** In the order they were asked for, or of the tree. */
  paths: z.array(pathOwnersSchema),
  /** Paths that were looked at; more than `paths` where only a part is answered. */
  total: z.int().nonnegative(),
  unowned: z.int().nonnegative(),
  owners: z.array(ownerShareSchema),
});
export type RepositoryOwners = z.infer<typeof repositoryOwnersSchema>;

const stretchSchema = z.strictObject({ from: instantSchema, to: instantSchema, turns: z.array(turnSchema) });

const onCallSchema = z.strictObject({
  rota: rotaStateSchema,
  at: instantSchema,
  timeZone: z.string(),
  contacts: z.array(contactSchema),
  teams: z.array(z.strictObject({ team: contactSchema, now: z.array(turnSchema), days: z.array(stretchSchema) })),
  /** Key of the team that answers for what nobody owns. */
  unowned: z.string().nullable(),
});
export type OnCall = z.infer<typeof onCallSchema>;

const spanSchema = z.strictObject({ from: instantSchema, to: instantSchema });

/** The rota as a calendar: days from the beginning of today on, by the clocks of one time zone. */
const rotaGridSchema = z.strictObject({
  rota: rotaStateSchema,
  at: instantSchema,
  /** By whose clocks the days begin; the rota's own; this machine's. */
  timeZone: z.string(),
  rotaZone: z.string(),
  machineZone: z.string(),
  /** `day`: "2026-11-23"; `offset`: at noon, "+01:00". */
  days: z.array(z.strictObject({ day: z.string(), ...spanSchema.shape, offset: z.string() })),
  people: z.array(contactSchema),
  teams: z.array(
    z.strictObject({
      team: contactSchema,
      now: z.array(turnSchema),
      /** One after the other, without holes: where nobody is on call, without turns. */
      stretches: z.array(stretchSchema),
      /** When nobody answers, from now on. */
      gaps: z.array(spanSchema),
      /** `instead`: who is stood in for; null: everybody. */
      overrides: z.array(
        z.strictObject({
          person: contactSchema,
          instead: contactSchema.nullable(),
          ...spanSchema.shape,
          note: z.string().nullable(),
        }),
      ),
    }),
  ),
  unowned: z.string().nullable(),
});
export type RotaGrid = z.infer<typeof rotaGridSchema>;

/** What became of a calendar: shifts as a rota has them, and what could not be taken. */
const calendarSchema = z.strictObject({
  shifts: z.array(z.strictObject({ person: z.string(), from: z.string(), to: z.string(), summary: z.string() })),
  /** Events that are not taken, and why, the first 100; `left` more are only counted. */
  problems: z.array(z.strictObject({ event: z.string(), message: z.string(), remedy: z.string() })),
  left: z.int().nonnegative(),
  /** The shifts as YAML, to be put under `shifts:` of the rota. */
  yaml: z.string(),
});
export type CalendarShifts = z.infer<typeof calendarSchema>;

/** A calendar's shifts as they go into the rota. */
const rotaImportSchema = z.strictObject({
  calendar: calendarSchema,
  place: z.string(),
  /** SHA-256 of the rota that they go into: writing names it, and is refused where it is another by then. */
  digest: sha256Schema,
  /** The lines that are new; what stands there stays as it is. */
  lines: z.array(z.string()),
  added: z.int().nonnegative(),
  /** How many of its shifts stand there already. */
  known: z.int().nonnegative(),
  written: z.boolean(),
});
export type RotaImport = z.infer<typeof rotaImportSchema>;

const textSchema = z.string().max(2_000_000);

export const ownersProcedures = {
  /** Who answers for a task, at a time or now, where that is written, what became of it, and who owns what its attempts change. */
  "owners.task": procedure(
    z.strictObject({ taskId: taskIdSchema, at: instantSchema.nullable().default(null) }),
    taskOwnersSchema,
  ),
  /**
   * Who owns paths of a repository on this machine by the CODEOWNERS of a commit; of all its files where `paths` is null. Answers at most
   * 10,000 of them, with `unowned` only those without an owner; the figures are of all.
   */
  "owners.repository": procedure(
    z.strictObject({
      folder: z.string().min(1).max(4096),
      /** A branch, a tag or a commit; null: what is checked out. */
      at: z.string().min(1).max(300).nullable().default(null),
      paths: z.array(z.string().min(1).max(4096)).max(10_000).nullable(),
      unowned: z.boolean().default(false),
    }),
    repositoryOwnersSchema,
  ),
  /** The rota of this machine: who is on call at a time or now, and for the days after it. */
  "oncall.get": procedure(
    z.strictObject({
      at: instantSchema.nullable().default(null),
      days: z.int().min(0).max(92).default(0),
    }),
    onCallSchema,
  ),
  /** Every problem of a text as a rota. */
  "oncall.check": procedure(
    z.strictObject({ text: textSchema, place: z.string().max(4096) }),
    z.strictObject({ people: z.int(), teams: z.int(), problems: z.array(rotaProblemSchema) }),
  ),
  /** The shifts of an iCalendar file, for a team of the rota, between two times. Nothing is written. */
  "oncall.calendar": procedure(
    z.strictObject({ text: textSchema, team: z.string().max(60), from: instantSchema, to: instantSchema }),
    calendarSchema,
  ),
  /** The rota of this machine as a calendar. `timeZone`: by whose clocks; the rota's own where it is null. */
  "oncall.grid": procedure(
    z.strictObject({
      days: z.int().min(1).max(31).default(14),
      timeZone: z.string().min(1).max(60).nullable().default(null),
    }),
    rotaGridSchema,
  ),
  /** The shifts of an iCalendar file as lines of the rota; written where `replacing` is the digest that the preview gave. */
  "oncall.import": procedure(
    z.strictObject({
      text: textSchema,
      team: z.string().max(60),
      from: instantSchema,
      to: instantSchema,
      replacing: sha256Schema.nullable().default(null),
    }),
    rotaImportSchema,
  ),
  /** Writes a first rota where there is none. */
  "oncall.begin": procedure(z.strictObject({}), z.strictObject({ place: z.string() })),
  /** Opens the rota in the person's editor, or in what the system opens such files with. Out: the command. */
  "oncall.open": procedure(z.strictObject({}), z.strictObject({ command: z.array(z.string()) })),
};
