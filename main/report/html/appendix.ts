import { decisionRule } from "../../../shared/review/decision-catalog";
import type { ReportDocument } from "../document";
import { verifyCommand } from "../words";
import { h, number, type Markup } from "./markup";

/** Place, leaf hash and key of every decision, the signed head, and how somebody else verifies them. */
export function* appendixSection(document: ReportDocument): Generator<Markup> {
  const { decisions, log } = document;
  const row = ({ seq, leafHash, decision, signed, anchoredBy }: ReportDocument["decisions"][number]) =>
    h`<tr><td class="num mono"><a href="#entry-${seq}">${number(seq)}</a></td><td class="nw">${decisionRule(decision.kind).past}</td><td class="mono wrap">${leafHash}</td><td class="mono">${signed === null ? h`<span class="dim">unsigned</span>` : signed.keyid.slice(0, 16)}</td><td class="nw">${anchoredBy === null ? h`<span class="dim">not yet</span>` : h`entry ${number(anchoredBy.seq)}, ${anchoredBy.type}`}</td></tr>`;
  yield h`<section><h2>Appendix: how to verify</h2><p class="mid">Ask for the bundle of this log (countersign audit export) and run, with a key that you got another way than with the bundle:</p><div class="mono command">${verifyCommand(document)}</div><p class="mid">Exit code 0: anchored; 10: consistent with the keys you gave; 20: keys taken from the bundle; 30: diverged from what you knew; 40: invalid; 50: cannot be read. A decision below is proved by proofs/ENTRY.tlog-proof of the bundle, against the checkpoint; its leaf hash is SHA-256 over a zero byte and the entry's bytes.</p>${
    log.checkpoint === null
      ? h`<p class="none">No checkpoint was signed yet.</p>`
      : h`<h3 class="hd">Checkpoint at size ${number(log.checkpoint.size)}</h3><div class="mono command long">${log.checkpoint.note}</div>`
  }`;
  if (decisions.length > 0) {
    yield h`<h3 class="hd">Decisions of this report</h3><table class="rows"><thead><tr><th class="num">Entry</th><th>Decision</th><th>Leaf hash</th><th>Key</th><th>Anchored</th></tr></thead><tbody>`;
    for (const one of decisions) yield row(one);
    yield h`</tbody></table>`;
  }
  yield h`</section>`;
}
