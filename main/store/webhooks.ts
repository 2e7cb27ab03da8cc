import type { ReadDb, WriteDb } from "./database";

/** A webhook as it may be shown: its address is a secret and is not here. */
export interface WebhookRow {
  readonly id: string;
  readonly name: string;
  readonly form: "slack" | "generic";
  readonly host: string;
  readonly addedAt: string;
}

/** All webhooks by name. */
export function readWebhooks(db: ReadDb): WebhookRow[] {
  return db
    .prepare<[], WebhookRow>("SELECT id, name, form, host, added_at AS addedAt FROM webhook ORDER BY name, id")
    .all();
}

export function addWebhook(db: WriteDb, { id, name, form, host, addedAt }: WebhookRow): void {
  db.prepare("INSERT INTO webhook (id, name, form, host, added_at) VALUES (?, ?, ?, ?, ?)").run(
    id,
    name,
    form,
    host,
    addedAt,
  );
}

/** Out: whether there was one. */
export function removeWebhook(db: WriteDb, id: string): boolean {
  return db.prepare("DELETE FROM webhook WHERE id = ?").run(id).changes > 0;
}
