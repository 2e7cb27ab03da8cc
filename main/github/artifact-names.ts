/** Names under which workflows upload what they measured. */
const evidence =
  /(?:^|[-_. /])(?:junit|surefire|xunit|nunit|trx|tap|tests?|test[-_]?results?|coverage|lcov|cobertura|jacoco|clover|sarif|codeql|semgrep|eslint|lint|audit|sbom|cyclonedx|spdx|attestations?|provenance|evidence|reports?|results?|screenshots?)(?:$|[-_. /])/i;
/** Of such an archive, what can be read as evidence: everything else is left in it. */
const files =
  /\.(?:xml|json|jsonl|sarif|lcov|info|tap|trx|log|txt|png|jpe?g|webp|gif|intoto|sigstore|bundle|spdx|cdx|out)$/i;

/** The most of one pull request's artifacts that is fetched. */
export const artifactLimits = {
  artifacts: 20,
  /** Bytes of one archive as it is fetched. */
  archive: 64 * 1024 * 1024,
  /** Bytes of all archives of one head. */
  all: 256 * 1024 * 1024,
} as const;

/** Whether an artifact's name says that evidence is in it. */
export function isEvidenceArtifact(name: string): boolean {
  return evidence.test(name.replace(/([a-z])([A-Z])/g, "$1-$2"));
}

/** Whether a file of such an artifact may be evidence. */
export function isEvidenceFile(path: string): boolean {
  return files.test(path) || /(?:^|\/)lcov$/i.test(path);
}
