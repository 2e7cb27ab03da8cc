import * as z from "zod";
import { instantSchema } from "./ids";

const keySchema = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,59}$/,
    "a key has lower-case letters, digits, dots, dashes and underscores, 60 at most",
  );
const clockSchema = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "not a time of day from 00:00 to 23:59, in quotes");
const daySchema = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "not a day, e.g. 2026-11-02");
const whenSchema = z
  .string()
  .regex(
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})?$/,
    "not a day and time, e.g. 2026-11-20T18:00, or 2026-11-20T17:00:00Z",
  );
const zoneSchema = z.string().min(1).max(60);
const nameSchema = z.string().min(1).max(200);
const mailSchema = z.email().max(320);

const weekdaySchema = z.enum(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]);

const rotationSchema = z.strictObject({
  team: keySchema,
  name: nameSchema.optional(),
  timeZone: zoneSchema.optional(),
  start: daySchema,
  everyDays: z.int().min(1).max(366).default(7),
  handover: clockSchema.default("09:00"),
  people: z.array(keySchema).min(1).max(200).optional(),
  hours: z
    .array(z.strictObject({ days: z.array(weekdaySchema).min(1).optional(), from: clockSchema, to: clockSchema }))
    .min(1)
    .max(50)
    .optional(),
});
export type Rotation = z.infer<typeof rotationSchema>;

const shiftSchema = z.strictObject({
  team: keySchema,
  person: keySchema,
  from: whenSchema,
  to: whenSchema,
  timeZone: zoneSchema.optional(),
});
const overrideSchema = z.strictObject({
  ...shiftSchema.shape,
  instead: keySchema.optional(),
  note: z.string().max(500).optional(),
});

/** Who is asked, and when: `oncall.yaml` of the data folder, written by people. Published as JSON Schema in `resources/schemas`. */
export const rotaSchema = z.strictObject({
  version: z.literal(1),
  timeZone: zoneSchema.default("UTC"),
  people: z
    .record(
      keySchema,
      z.strictObject({
        name: nameSchema,
        github: z
          .string()
          .regex(/^@?[A-Za-z0-9][A-Za-z0-9_-]*$/, "not a login on GitHub")
          .optional(),
        email: mailSchema.optional(),
        aka: z.array(nameSchema).max(20).optional(),
      }),
    )
    .default({}),
  teams: z
    .record(
      keySchema,
      z.strictObject({
        name: nameSchema,
        github: z
          .string()
          .regex(/^@?[A-Za-z0-9][A-Za-z0-9_-]*\/[A-Za-z0-9_.-]+$/, "not a team on GitHub, e.g. acme/payments")
          .optional(),
        email: mailSchema.optional(),
        aka: z.array(nameSchema).max(20).optional(),
        members: z.array(keySchema).max(500).default([]),
      }),
    )
    .default({}),
  unowned: keySchema.optional(),
  rotations: z.array(rotationSchema).max(200).default([]),
  shifts: z.array(shiftSchema).max(1000).default([]),
  overrides: z.array(overrideSchema).max(500).default([]),
});
export type Rota = z.infer<typeof rotaSchema>;

/** Somebody who can be asked: a person or a team of the rota. */
export const contactSchema = z.strictObject({
  kind: z.enum(["person", "team"]),
  key: z.string(),
  name: z.string(),
  /** Login, or org/team; without @. */
  github: z.string().nullable(),
  email: z.string().nullable(),
  /** Keys of a team's members; empty for a person. */
  members: z.array(z.string()),
});
export type Contact = z.infer<typeof contactSchema>;

/** Who is on call for a team, from when and until when. Null: as far as the file says, without end. */
export const turnSchema = z.strictObject({
  person: contactSchema,
  from: instantSchema.nullable(),
  to: instantSchema.nullable(),
  ground: z.enum(["override", "shift", "rotation"]),
  /** What the file says beside it: a rotation's name, an override's note; null for none. */
  note: z.string().nullable(),
});
export type Turn = z.infer<typeof turnSchema>;
