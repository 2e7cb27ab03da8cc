import type { AuditBody, KeyPerson } from "../../../shared/model/audit-entry";
import type { Decision } from "../../../shared/model/decision";
import { readSealed } from "../decision-envelope";
import { joinTexts } from "../decision-texts";
import { readReceived } from "../received-decision";
import type { KeyHistory } from "../key-history";
import { canonicalText } from "./bundle-form";
import type { KeptText } from "./log-reading";

/*
 * report.json of a bundle: a pure function of its entries and texts, so that whoever verifies one makes it again and compares the
 * bytes (docs/audit-format.md).
 */

interface DecisionRow {
  readonly seq: number;
  readonly recordedAt: string;
  readonly kind: string;
  readonly taskId: string;
  readonly taskRef: string | null;
  readonly taskTitle: string;
  readonly repository: string;
  readonly attemptId: string | null;
  readonly attemptLetter: string | null;
  readonly reviewer: string;
  readonly keyid: string | null;
  readonly tier: string;
  readonly reason: string | null;
  readonly person: string | null;
  readonly until: string | null;
  readonly bound: { readonly base: string | null; readonly head: string | null; readonly patch: string | null };
  readonly withdraws: number | null;
  readonly gatesUnmet: readonly string[];
}

interface KeyRow {
  readonly seq: number;
  readonly kind: string;
  readonly action: string;
  readonly key: string;
  readonly keyid: string | null;
  readonly name: string | null;
  readonly binding: KeyPerson["binding"] | null;
  readonly protection: string;
}

interface EffectRow {
  readonly seq: number;
  readonly effect: string;
  readonly decision: number | null;
  readonly via: string;
  readonly operation: string;
  readonly target: string;
  readonly state: string;
}

interface ReceivedRow {
  readonly seq: number;
  readonly from: string;
  readonly at: number;
  readonly kind: string;
  readonly taskRef: string | null;
  readonly reviewer: string;
  readonly keyid: string;
}

/** Makes the report while the entries go by, in order. */
export class BundleReport {
  readonly #keys: KeyHistory;
  readonly #blob: (commitment: string) => KeptText | null;
  /** Rows as canonical JSON: many of them are kept, and none is looked at again. */
  readonly #decisions: string[] = [];
  readonly #keyRows: KeyRow[] = [];
  readonly #anchors: { seq: number; type: string; size: number; root: string }[] = [];
  readonly #policies: { seq: number; id: string; version: number; digest: string }[] = [];
  readonly #erased: { seq: number; commitment: string }[] = [];
  readonly #recoveries: number[] = [];
  readonly #clock: number[] = [];
  readonly #withheld: number[] = [];
  readonly #effects: EffectRow[] = [];
  readonly #received: ReceivedRow[] = [];
  readonly #byKind = new Map<string, number>();
  #period: { first: string; last: string } | null = null;
  #unsigned = 0;
  #textsWithheld = 0;

  /** In: what the entries before `to` say of keys; the texts that go along. */
  constructor(keys: KeyHistory, blob: (commitment: string) => KeptText | null) {
    this.#keys = keys;
    this.#blob = blob;
  }

  get decisions(): number {
    return this.#decisions.length;
  }

  get textsWithheld(): number {
    return this.#textsWithheld;
  }

  /** The next entry, which the bundle withholds. */
  withheld(seq: number): void {
    this.#withheld.push(seq);
  }

  /** The next entry. */
  add(body: AuditBody): void {
    const { seq, recordedAt } = body;
    this.#period = { first: this.#period?.first ?? recordedAt, last: recordedAt };
    if (body.kind === "decision") this.#decision(body);
    else if (body.kind === "clock.anomaly") this.#clock.push(seq);
    else if (body.v === 2) this.#told(body);
  }

  #told(body: Exclude<Extract<AuditBody, { v: 2 }>, { kind: "decision" }>): void {
    const { seq } = body;
    switch (body.kind) {
      case "log.created":
        this.#keyRow(body, "created", body.logKey);
        break;
      case "log.key":
        this.#keyRow(body, body.action, body.key);
        break;
      case "reviewer.key":
        this.#keyRow(body, body.action, body.key, body);
        break;
      case "anchor":
        this.#anchors.push({ seq, type: body.type, size: body.size, root: body.root });
        break;
      case "policy":
        this.#policies.push({ seq, id: body.id, version: body.version, digest: body.digest });
        break;
      case "blob.erased":
        this.#erased.push({ seq, commitment: body.commitment });
        break;
      case "recovery":
        this.#recoveries.push(seq);
        break;
      case "effect": {
        const { effect, decision, via, operation, target, state } = body;
        this.#effects.push({ seq, effect, decision, via, operation, target, state });
        break;
      }
      case "decision.received":
        this.#receive(body);
    }
  }

  /** One that does not hold goes along in its bytes alone, like a decision that cannot be read. */
  #receive(body: Extract<AuditBody, { kind: "decision.received" }>): void {
    const read = readReceived(body, body.origin);
    if (!read.ok) return;
    const { seq, from, at } = body;
    const { decision, keyid } = read.value;
    const { kind, taskRef, reviewer } = decision;
    this.#received.push({ seq, from, at, kind, taskRef, reviewer: reviewer.name, keyid });
  }

  #keyRow(
    { seq, kind, protection }: { readonly seq: number; readonly kind: string; readonly protection: string },
    action: string,
    key: string,
    reviewer: { readonly keyid: string; readonly person: KeyPerson } | null = null,
  ): void {
    this.#keyRows.push({
      seq,
      kind,
      action,
      key,
      keyid: reviewer?.keyid ?? null,
      name: reviewer?.person.name ?? null,
      binding: reviewer?.person.binding ?? null,
      protection,
    });
  }

  #decision(body: Extract<AuditBody, { kind: "decision" }>): void {
    if (body.v === 1) {
      this.#unsigned += 1;
      this.#row(body, body.decision, null, body.decision.reason);
      return;
    }
    const sealed = readSealed(body.envelope, body);
    // The log's own check refuses such an entry; a bundle of a damaged log carries its bytes, and says no more of it.
    if (!sealed.ok) return;
    const { decision, texts } = sealed.value;
    const counting = body.envelope.signatures.find(({ keyid }) => this.#keys.active(keyid, body.seq) !== undefined);
    this.#row(
      body,
      decision,
      counting?.keyid ?? null,
      texts === null ? decision.reason : this.#reason(decision, texts),
    );
  }

  #reason(decision: Decision, commitment: string): string | null {
    const blob = this.#blob(commitment);
    const joined = blob === null ? null : joinTexts(decision, commitment, blob);
    if (joined?.ok === true) return joined.value.reason;
    this.#textsWithheld += 1;
    return null;
  }

  #row({ seq, recordedAt }: AuditBody, decision: Decision, keyid: string | null, reason: string | null): void {
    const { kind, taskId, taskRef, taskTitle, repository, attemptId, attemptLetter, tier, person, until } = decision;
    const { base, head, patch } = decision.bound;
    this.#byKind.set(kind, (this.#byKind.get(kind) ?? 0) + 1);
    const row: DecisionRow = {
      seq,
      recordedAt,
      kind,
      taskId,
      taskRef,
      taskTitle,
      repository,
      attemptId,
      attemptLetter,
      reviewer: decision.reviewer.name,
      keyid,
      tier,
      reason,
      person,
      until,
      bound: { base, head, patch },
      withdraws: decision.withdraws?.seq ?? null,
      gatesUnmet: decision.gates.filter(({ met }) => !met).map(({ id }) => id),
    };
    this.#decisions.push(canonicalText(row));
  }

  /** The report in pieces, canonical as a whole, when every entry of the bundle went by. */
  *finish({ origin, from, to, root }: { origin: string; from: number; to: number; root: string }): Generator<Buffer> {
    const counts = {
      entries: to - from,
      withheld: this.#withheld.length,
      decisions: this.#decisions.length,
      byKind: Object.fromEntries(this.#byKind),
      unsigned: this.#unsigned,
      textsWithheld: this.#textsWithheld,
    };
    const period = { first: this.#period?.first ?? null, last: this.#period?.last ?? null };
    // The keys in the order of RFC 8785, so that the long list between them can be written row by row.
    yield Buffer.from(
      `{"anchors":${canonicalText(this.#anchors)},"clock":${canonicalText(this.#clock)},"counts":${canonicalText(counts)},"decisions":[`,
      "utf8",
    );
    for (const [at, row] of this.#decisions.entries()) yield Buffer.from(`${at === 0 ? "" : ","}${row}`, "utf8");
    const after = {
      // A log without any of them has the report it had before there were such entries.
      ...(this.#effects.length === 0 ? {} : { effects: this.#effects }),
      ...(this.#received.length === 0 ? {} : { received: this.#received }),
      erased: this.#erased,
      format: "countersign-audit-report",
      from,
      keys: this.#keyRows,
      origin,
      period,
      policies: this.#policies,
      recoveries: this.#recoveries,
      root,
      to,
      version: 1,
      withheld: this.#withheld,
    };
    yield Buffer.from(`],${canonicalText(after).slice(1)}`, "utf8");
  }
}
