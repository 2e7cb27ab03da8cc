import { exportBundle } from "./anchors/kinds/export";
import { git } from "./anchors/kinds/git";
import { github } from "./anchors/kinds/github";
import { rfc3161 } from "./anchors/kinds/rfc3161";
import type { AnchorKind } from "./anchors/port";
import { claudeCodeFolder } from "./connect/connectors/claude-code";
import { codexFolder } from "./connect/connectors/codex";
import { copilotCliFolder } from "./connect/connectors/copilot-cli";
import { anyFolder } from "./connect/connectors/folder";
import { geminiCliFolder } from "./connect/connectors/gemini-cli";
import { githubRepository } from "./connect/connectors/github";
import { httpRunner } from "./connect/connectors/http";
import { opencodeFolder } from "./connect/connectors/opencode";
import { openhandsFolder } from "./connect/connectors/openhands";
import { packsFolder } from "./connect/connectors/packs";
import { gitRepository } from "./connect/connectors/repository";
import type { Connector } from "./connect/port";
import type { EvidenceParser } from "./evidence/parser";
import { inToto } from "./evidence/parsers/in-toto";
import { clover } from "./evidence/parsers/clover";
import { cobertura } from "./evidence/parsers/cobertura";
import { jacoco } from "./evidence/parsers/jacoco";
import { junit } from "./evidence/parsers/junit";
import { lcov } from "./evidence/parsers/lcov";
import { cyclonedx } from "./evidence/parsers/cyclonedx";
import { eslintJson } from "./evidence/parsers/eslint-json";
import { githubCheckRuns } from "./evidence/parsers/github-check-runs";
import { istanbul } from "./evidence/parsers/istanbul";
import { sarif } from "./evidence/parsers/sarif";
import { semgrepJson } from "./evidence/parsers/semgrep-json";
import { simplecov } from "./evidence/parsers/simplecov";
import { spdx } from "./evidence/parsers/spdx";
import { ctrf } from "./evidence/parsers/ctrf";
import { goTestJson } from "./evidence/parsers/go-test-json";
import { image } from "./evidence/parsers/image";
import { log } from "./evidence/parsers/log";
import { mochaJson } from "./evidence/parsers/mocha-json";
import { npmAudit } from "./evidence/parsers/npm-audit";
import { nunit } from "./evidence/parsers/nunit";
import { playwrightJson } from "./evidence/parsers/playwright-json";
import { pytestJson } from "./evidence/parsers/pytest-json";
import { tap } from "./evidence/parsers/tap";
import { trx } from "./evidence/parsers/trx";
import { vitestJson } from "./evidence/parsers/vitest-json";
import { claudeCode } from "./ingest/adapters/claude-code";
import { codex } from "./ingest/adapters/codex";
import { copilotCli } from "./ingest/adapters/copilot-cli";
import { entire } from "./ingest/adapters/entire";
import { geminiCli } from "./ingest/adapters/gemini-cli";
import { atif } from "./ingest/adapters/atif";
import { gitAi } from "./ingest/adapters/git-ai";
import { miniSweAgent } from "./ingest/adapters/mini-swe-agent";
import { openCode } from "./ingest/adapters/opencode";
import { openHands } from "./ingest/adapters/openhands";
import { otel } from "./ingest/adapters/otel";
import { sweAgent } from "./ingest/adapters/swe-agent";
import type { TranscriptAdapter } from "./ingest/port";
import type { FindingRule } from "./policy/rule";
import { binaryOrMode } from "./policy/rules/binary-or-mode";
import { ciLoosened } from "./policy/rules/ci-loosened";
import { commandBreach } from "./policy/rules/command-breach";
import { dependencyChanged } from "./policy/rules/dependency-changed";
import { dependencySource } from "./policy/rules/dependency-source";
import { destructiveCommand } from "./policy/rules/destructive-command";
import { errorIgnored } from "./policy/rules/error-ignored";
import { exfiltration } from "./policy/rules/exfiltration";
import { generatedBulk } from "./policy/rules/generated-bulk";
import { hiddenUnicode } from "./policy/rules/hidden-unicode";
import { historyRewrite } from "./policy/rules/history-rewrite";
import { hostBreach } from "./policy/rules/host-breach";
import { injectionActedOn } from "./policy/rules/injection-acted-on";
import { largeChange } from "./policy/rules/large-change";
import { lintLoosened } from "./policy/rules/lint-loosened";
import { lockfileWithoutManifest } from "./policy/rules/lockfile-without-manifest";
import { migration } from "./policy/rules/migration";
import { mixedScript } from "./policy/rules/mixed-script";
import { networkHost } from "./policy/rules/network-host";
import { networkInstall } from "./policy/rules/network-install";
import { outsideWorktree } from "./policy/rules/outside-worktree";
import { promptInjection } from "./policy/rules/prompt-injection";
import { retryUntilGreen } from "./policy/rules/retry-until-green";
import { scopeBreach } from "./policy/rules/scope-breach";
import { secret } from "./policy/rules/secret";
import { sensitivePath } from "./policy/rules/sensitive-path";
import { snapshotRewritten } from "./policy/rules/snapshot-rewritten";
import { staleCheck } from "./policy/rules/stale-check";
import { summaryOmits } from "./policy/rules/summary-omits";
import { testDeleted } from "./policy/rules/test-deleted";
import { testSkipped } from "./policy/rules/test-skipped";
import { testWeakened } from "./policy/rules/test-weakened";
import { toolBreach } from "./policy/rules/tool-breach";
import { touchedThenReverted } from "./policy/rules/touched-then-reverted";
import { typesLoosened } from "./policy/rules/types-loosened";
import { unansweredQuestion } from "./policy/rules/unanswered-question";
import { unexplainedHunk } from "./policy/rules/unexplained-hunk";
import { unowned } from "./policy/rules/unowned";
import type { ReportFormat } from "./report/format";
import { csv } from "./report/formats/csv";
import { csvAttempts } from "./report/formats/csv-attempts";
import { html } from "./report/formats/html";
import { json } from "./report/formats/json";
import { markdown } from "./report/formats/markdown";

/*
 * THE list: everything that can be added by one file and one line here. Only the entries (core, cli) and tests read it;
 * engines and services get what they need as arguments.
 */

export const adapters: readonly TranscriptAdapter[] = [
  claudeCode,
  codex,
  sweAgent,
  miniSweAgent,
  atif,
  otel,
  geminiCli,
  copilotCli,
  openCode,
  openHands,
  entire,
  gitAi,
];

export const parsers: readonly EvidenceParser[] = [
  inToto,
  junit,
  trx,
  nunit,
  ctrf,
  vitestJson,
  playwrightJson,
  pytestJson,
  mochaJson,
  goTestJson,
  npmAudit,
  image,
  tap,
  cobertura,
  clover,
  jacoco,
  lcov,
  istanbul,
  simplecov,
  sarif,
  eslintJson,
  semgrepJson,
  cyclonedx,
  spdx,
  githubCheckRuns,
  log,
];

export const rules: readonly FindingRule[] = [
  binaryOrMode,
  ciLoosened,
  commandBreach,
  dependencyChanged,
  dependencySource,
  destructiveCommand,
  errorIgnored,
  exfiltration,
  generatedBulk,
  hiddenUnicode,
  historyRewrite,
  hostBreach,
  injectionActedOn,
  largeChange,
  lintLoosened,
  lockfileWithoutManifest,
  migration,
  mixedScript,
  networkHost,
  networkInstall,
  outsideWorktree,
  promptInjection,
  retryUntilGreen,
  scopeBreach,
  secret,
  sensitivePath,
  snapshotRewritten,
  staleCheck,
  summaryOmits,
  testDeleted,
  testSkipped,
  testWeakened,
  toolBreach,
  touchedThenReverted,
  typesLoosened,
  unansweredQuestion,
  unexplainedHunk,
  unowned,
];

export const formats: readonly ReportFormat[] = [html, json, csv, csvAttempts, markdown];

export const connectors: readonly Connector[] = [
  packsFolder,
  claudeCodeFolder,
  codexFolder,
  geminiCliFolder,
  opencodeFolder,
  copilotCliFolder,
  openhandsFolder,
  anyFolder,
  gitRepository,
  httpRunner,
  githubRepository,
];

export const anchors: readonly AnchorKind[] = [exportBundle, git, github, rfc3161];
