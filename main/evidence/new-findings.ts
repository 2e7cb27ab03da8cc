import type { Annotation } from "../../shared/model/evidence";

/** Findings held against those of a base. Each list keeps the order it came in. */
export interface ComparedFindings {
  /** Only in the head. */
  readonly fresh: readonly Annotation[];
  /** In both, as the head has them. */
  readonly same: readonly Annotation[];
  /** Only in the base. */
  readonly gone: readonly Annotation[];
}

/**
 * What a change brought and what it took away. Findings are the same when their fingerprints are, wherever they moved; of several
 * with one fingerprint as many are the same as both sides have, those on unmoved lines first. Where fingerprints differ because
 * tools or machines write names and numbers differently, rule, file and the message without its numbers decide.
 * In: findings of the base and of the head, by the same tool; `pathOf` gives the repository's path for a name in a report, or null.
 */
export function compareFindings(
  base: readonly Annotation[],
  head: readonly Annotation[],
  pathOf: (name: string) => string | null = (name) => name,
): ComparedFindings {
  const first = pair(base, head, (finding) => finding.fingerprint);
  const second = pair(first.gone, first.fresh, (finding) =>
    JSON.stringify([
      finding.rule,
      finding.path === null ? null : (pathOf(finding.path) ?? finding.path),
      finding.message.replace(/\d+/g, "#"),
    ]),
  );
  const same = new Set([...first.same, ...second.same]);
  return { fresh: second.fresh, same: head.filter((finding) => same.has(finding)), gone: second.gone };
}

function pair(
  base: readonly Annotation[],
  head: readonly Annotation[],
  keyOf: (finding: Annotation) => string,
): ComparedFindings {
  const before = groups(base, keyOf);
  const same = new Set<Annotation>();
  const taken = new Set<Annotation>();
  for (const [key, now] of groups(head, keyOf)) {
    const was = before.get(key);
    if (was === undefined) continue;
    const left = new Map<number | null, Annotation[]>();
    for (const finding of was.toReversed()) {
      const here = left.get(finding.line);
      if (here === undefined) left.set(finding.line, [finding]);
      else here.push(finding);
    }
    const moved: Annotation[] = [];
    for (const finding of now) {
      const unmoved = left.get(finding.line)?.pop();
      if (unmoved === undefined) moved.push(finding);
      else {
        same.add(finding);
        taken.add(unmoved);
      }
    }
    const rest = was.filter((finding) => !taken.has(finding));
    for (const [index, finding] of moved.slice(0, rest.length).entries()) {
      const earlier = rest[index];
      if (earlier === undefined) continue;
      same.add(finding);
      taken.add(earlier);
    }
  }
  return {
    fresh: head.filter((finding) => !same.has(finding)),
    same: head.filter((finding) => same.has(finding)),
    gone: base.filter((finding) => !taken.has(finding)),
  };
}

function groups(findings: readonly Annotation[], keyOf: (finding: Annotation) => string): Map<string, Annotation[]> {
  const byKey = new Map<string, Annotation[]>();
  for (const finding of findings) {
    const key = keyOf(finding);
    const group = byKey.get(key);
    if (group === undefined) byKey.set(key, [finding]);
    else group.push(finding);
  }
  return byKey;
}
