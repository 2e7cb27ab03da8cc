import { formatCount, formatDigest, formatPlural } from "../../ui/format";
import type { ProofWalk } from "./inclusion-proof";

const width = 320;
const height = 60;
const inset = 8;
/** Room above the root and below the entry for the siblings. */
const room = 15;

/** The way from an entry to the root as a small drawing: the path climbs, each sibling stands on the side it is hashed from. */
export function ProofPath({
  walk,
  seq,
  size,
}: {
  readonly walk: ProofWalk;
  readonly seq: number;
  readonly size: number;
}) {
  const { steps } = walk;
  const count = steps.length;
  const x = (step: number): number => inset + ((width - 2 * inset) * step) / Math.max(1, count);
  const y = (step: number): number => height - room - ((height - 2 * room) * step) / Math.max(1, count);
  const points = Array.from({ length: count + 1 }, (_, step) => `${x(step).toFixed(1)},${y(step).toFixed(1)}`);
  return (
    <svg
      className="proof-path"
      viewBox={`0 0 ${String(width)} ${String(height)}`}
      role="img"
      aria-label={`Path from entry ${formatCount(seq)} to the root of ${formatPlural(size, "entry", "entries")}, ${formatPlural(count, "hash", "hashes")}`}
    >
      {steps.map((step, at) => {
        const [left, top] = [x(at + 1), y(at + 1)];
        // Left siblings hang above the path, right ones below it.
        const end = step.side === "left" ? Math.max(3, top - 12) : Math.min(height - 3, top + 12);
        return (
          <g key={step.made}>
            <path d={`M${left.toFixed(1)} ${top.toFixed(1)}V${end.toFixed(1)}`} className="proof-sibling-line" />
            <rect x={left - 2.5} y={end - 2.5} width="5" height="5" className="proof-sibling" />
          </g>
        );
      })}
      <polyline points={points.join(" ")} className="proof-line" />
      {points.map((point, at) => {
        const [cx, cy] = point.split(",");
        return <circle key={point} cx={cx} cy={cy} r={at === 0 || at === count ? 3.5 : 2} className="proof-node" />;
      })}
    </svg>
  );
}

/** The same in words, hash by hash. */
export function ProofSteps({ walk }: { readonly walk: ProofWalk }) {
  return (
    <details className="entry-bytes proof-steps">
      <summary>{formatPlural(walk.steps.length, "step", "steps")}</summary>
      <ol>
        {walk.steps.map((step) => (
          <li key={step.made} className="mono">
            <span className="dim">{step.side === "left" ? "left " : "right"}</span>{" "}
            <span title={step.sibling}>{formatDigest(step.sibling, 12)}</span>
            <span className="dim"> makes </span>
            <span title={step.made}>{formatDigest(step.made, 12)}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}
