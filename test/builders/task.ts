import type * as z from "zod";
import { contractSchema, type Contract } from "../../shared/model/contract";
import { ownershipSchema, taskSchema, type Ownership, type Task } from "../../shared/model/task";

/** A contract that bounds nothing and declares no risk. */
export function contract(over: Partial<z.input<typeof contractSchema>> = {}): Contract {
  return contractSchema.parse({
    version: 1,
    id: "PAY-118",
    title: "Make refund retries idempotent",
    objective: "A retried refund pays once.",
    ...over,
  });
}

/** A task without a contract. */
export function task(over: Partial<Task> = {}): Task {
  return taskSchema.parse({
    id: "T-9C3RD",
    ref: null,
    title: "Make refund retries idempotent",
    repository: "ledger",
    contract: null,
    contractDigest: null,
    requester: null,
    firstSeenAt: "2026-11-21T01:00:00Z",
    ...over,
  });
}

/** Owned by Marit, as the contract says. */
export function ownership(over: Partial<Ownership> = {}): Ownership {
  return ownershipSchema.parse({ owner: "Marit", ground: "contract", onCall: null, ...over });
}
