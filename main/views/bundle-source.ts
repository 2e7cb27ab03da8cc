import { err, ok } from "../../shared/result";
import type { BundleLog } from "../audit/bundle/bundle-log";
import { decodeShown } from "../audit/canonical";
import { rootOf } from "../audit/tree";
import type { AuditSource } from "./audit-source";

/** An opened bundle as the audit views read it. */
export function bundleSource(log: BundleLog): AuditSource {
  return {
    key: log,
    own: false,
    from: log.from,
    log,
    read: (seq) => {
      if (seq < log.from || seq >= log.size()) return ok(null);
      const leafHash = log.leaf(seq).toString("hex");
      const bytes = log.bytes(seq);
      if (bytes === null) return ok({ withheld: true, leafHash });
      const body = decodeShown(bytes, { seq, origin: log.origin() });
      if (!body.ok) return err({ ...body.error, place: `entry ${String(seq)}` });
      const made = log.decision(seq);
      return ok({
        withheld: false,
        entry: {
          body: body.value,
          decision: made?.decision ?? null,
          texts: made?.texts ?? null,
          leafHash,
          root: rootOf(log.nodes, seq + 1).toString("hex"),
        },
        canonical: new TextDecoder().decode(bytes),
      });
    },
    entriesOf: (kind) => log.entriesOf(kind),
    body: (seq) => log.body(seq),
    decision: (seq) => log.decision(seq),
    close: () => {
      log.close();
    },
  };
}
