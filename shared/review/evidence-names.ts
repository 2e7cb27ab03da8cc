import type { EvidenceKind } from "../model/contract";

/** Names of the evidence kinds, as headings. */
export const evidenceNames: Readonly<Record<EvidenceKind, string>> = {
  tests: "Tests",
  build: "Build",
  "static-analysis": "Static analysis",
  coverage: "Coverage",
  log: "Log",
  screenshot: "Screenshot",
  attestation: "Attestation",
  sbom: "SBOM",
  "check-run": "Check run",
};
