// The layer table and the walls of docs/architecture.md as named rules. A file may import downward, or within its own
// folder. `tsPreCompilationDeps` makes type imports count.

const ground = {
  result: "^shared/result\\.ts$",
  model: "^shared/model/",
  review: "^shared/(review|diff)/",
  contract: "^shared/contract/",
};
const pureEngines =
  "^main/(ingest|search|evidence|attest|provenance|policy|report|audit|metrics|diff|github|outbox|ownership|escalation)/";
const leafFolders =
  "^main/(ingest/adapters|evidence/parsers|policy/rules|report/formats|connect/connectors|anchors/kinds)/";

module.exports = {
  forbidden: [
    {
      name: "no-cycle",
      comment: "A circle has no bottom: none of its files can be read, tested or moved alone.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-unresolvable",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: "^(electron$|node:)|\\?worker" },
    },

    // The ground
    {
      name: "ground-imports-only-zod-and-itself",
      comment: "shared/ runs in the page, the core and the terminal alike.",
      severity: "error",
      from: { path: "^shared/" },
      to: { pathNot: ["^shared/", "^node_modules/zod(/|$)"] },
    },
    {
      name: "ground-result-below-model",
      severity: "error",
      from: { path: ground.result },
      to: { path: "^shared/", pathNot: ground.result },
    },
    {
      name: "ground-model-below-review",
      severity: "error",
      from: { path: ground.model },
      to: { path: "^shared/", pathNot: [ground.model, ground.result] },
    },
    {
      name: "ground-review-below-contract",
      severity: "error",
      from: { path: ground.review },
      to: { path: ground.contract },
    },

    // Left and right meet only on the ground
    {
      name: "page-knows-no-core",
      severity: "error",
      from: { path: "^renderer/" },
      to: { path: "^main/" },
    },
    {
      name: "core-knows-no-page",
      severity: "error",
      from: { path: "^main/" },
      to: { path: "^renderer/" },
    },
    {
      name: "page-has-no-node",
      severity: "error",
      from: { path: "^renderer/" },
      to: { dependencyTypes: ["core"] },
    },

    // The core, from the bottom up
    {
      name: "layer-4-diff",
      severity: "error",
      from: { path: "^main/diff/" },
      to: { path: "^main/", pathNot: "^main/diff/" },
    },
    {
      name: "layer-4-attest",
      comment: "Envelopes and signatures: evidence and packs read by it.",
      severity: "error",
      from: { path: "^main/attest/" },
      to: { path: "^main/", pathNot: "^main/attest/" },
    },
    {
      name: "layer-4-store",
      severity: "error",
      from: { path: "^main/store/" },
      to: { path: "^main/", pathNot: "^main/store/" },
    },
    {
      name: "layer-4-platform",
      comment:
        "Keys are files of this machine in the terms of the audit log that they sign; tokens are kept as they are.",
      severity: "error",
      from: {
        path: "^main/platform/",
        pathNot: "^main/platform/(key-files|keyring|github-accounts|github/(?:kept-accounts|token-vault))\\.ts$",
      },
      to: { path: "^main/", pathNot: "^main/platform/" },
    },
    {
      name: "layer-5-engines-do-not-import-each-other",
      severity: "error",
      from: {
        path: "^main/(ingest|evidence|provenance|policy|report|audit|metrics|connect|search|github|outbox|ownership|escalation)/",
      },
      to: {
        path: "^main/(ingest|evidence|provenance|policy|report|audit|metrics|connect|search|github|outbox|ownership|escalation|anchors)/",
        pathNot: "^main/$1/",
      },
    },
    {
      name: "layer-5-engines-look-down",
      severity: "error",
      from: {
        path: "^main/(ingest|evidence|provenance|policy|report|audit|metrics|connect|search|github|outbox|ownership|escalation)/",
      },
      to: { path: "^main/(services|views|ipc|electron)/|^main/(plugins|app|core|cli)\\.ts$" },
    },
    {
      name: "layer-5-anchors-know-notes-only",
      comment:
        "An anchor is sent a signed head and holds what comes back against one; the log's entries are not its matter.",
      severity: "error",
      from: { path: "^main/anchors/" },
      to: {
        path: "^main/",
        pathNot: ["^main/anchors/", "^main/platform/", "^main/audit/(checkpoint|signed-note)\\.ts$"],
      },
    },
    {
      name: "layer-5-packs-look-down",
      comment: "Making and checking packs joins engines and files; it keeps nothing.",
      severity: "error",
      from: { path: "^main/pack/" },
      to: { path: "^main/(services|views|store|ipc|electron|terminal)/|^main/(plugins|app|core|cli)\\.ts$" },
    },
    {
      name: "layer-6-services-and-views",
      severity: "error",
      from: { path: "^main/(services|views)/" },
      to: { path: "^main/(ipc|electron)/|^main/(plugins|app|core|cli)\\.ts$" },
    },
    {
      name: "layer-6-views-run-no-services",
      comment: "A view reads. What changes something is a service.",
      severity: "error",
      from: { path: "^main/views/" },
      to: { path: "^main/services/" },
    },
    {
      name: "layer-7-ipc-and-plugins",
      severity: "error",
      from: { path: "^main/ipc/|^main/plugins\\.ts$" },
      to: { path: "^main/electron/|^main/(app|core|cli)\\.ts$" },
    },
    {
      name: "layer-8-app",
      severity: "error",
      from: { path: "^main/app\\.ts$" },
      to: { path: "^main/electron/|^main/(core|cli|plugins)\\.ts$" },
    },
    {
      name: "layer-9-terminal-belongs-to-the-command-line",
      severity: "error",
      from: { path: "^(main|shared)/", pathNot: ["^main/cli\\.ts$", "^main/terminal/"] },
      to: { path: "^main/terminal/" },
    },
    {
      name: "layer-9-entries-are-imported-by-nothing",
      severity: "error",
      from: { path: "^(main|shared|renderer)/" },
      to: {
        path: "^main/(core|cli|reader|evidence-reader)\\.ts$|^main/electron/(main|preload)\\.ts$|^renderer/main\\.tsx$",
      },
    },
    {
      name: "window-is-thin",
      comment: "The Electron main process reaches the core over its channel, never by import.",
      severity: "error",
      from: { path: "^main/electron/" },
      to: { path: "^main/", pathNot: ["^main/electron/", "^main/platform/"] },
    },

    // Walls
    {
      name: "lists-are-read-by-composition-roots",
      severity: "error",
      from: { path: "^main/", pathNot: "^main/(core|cli|reader|evidence-reader|plugins)\\.ts$" },
      to: { path: "^main/plugins\\.ts$" },
    },
    {
      name: "pure-engines-touch-no-store-or-platform",
      severity: "error",
      from: {
        path: pureEngines,
        pathNot: "^main/audit/(ledger|log-reader|log-writer|log-checks|key-writer|check-log|replay)\\.ts$",
      },
      to: { path: "^main/(store|platform)/" },
    },
    {
      name: "pure-engines-have-no-effects",
      severity: "error",
      from: { path: pureEngines, pathNot: "^main/audit/ledger\\.ts$" },
      to: {
        path: "^(node:)?(fs|fs/promises|net|http|https|http2|dgram|dns|tls|child_process|worker_threads|cluster)$",
      },
    },
    {
      name: "leaves-never-import-a-sibling",
      severity: "error",
      from: { path: leafFolders },
      to: { path: leafFolders },
    },
    {
      name: "a-runner-never-reads-by-another-runners-reader",
      comment: "What two runners share lies in main/ingest itself.",
      severity: "error",
      from: { path: "^main/ingest/([^/]+)/", pathNot: "^main/ingest/adapters/" },
      to: { path: "^main/ingest/[^/]+/", pathNot: "^main/ingest/$1/" },
    },
    {
      name: "event-views-never-import-a-sibling",
      severity: "error",
      from: { path: "^renderer/screens/[^/]+/events/" },
      to: { path: "^renderer/screens/[^/]+/events/" },
    },
    {
      name: "verifiers-import-nothing-of-ours",
      comment: "A stranger reads one file. What it judged by our code, it would take on our word.",
      severity: "error",
      from: { path: "^main/verify/" },
      to: { dependencyTypesNot: ["core"] },
    },
    {
      name: "verifiers-are-run-never-imported",
      comment: "The app runs the file that strangers are given; an import would join the two.",
      severity: "error",
      from: { path: "^(main|shared|renderer)/" },
      to: { path: "^main/verify/" },
    },
    {
      name: "only-the-ledger-writes-the-audit-log",
      severity: "error",
      from: {
        path: "^(main|shared)/",
        pathNot: [
          "^main/audit/(ledger|log-reader|log-writer|log-checks|key-writer|check-log|replay)\\.ts$",
          "^main/store/",
        ],
      },
      to: { path: "^main/store/(audit-log|text-blobs)\\.ts$" },
    },
    {
      name: "electron-only-in-main-electron",
      severity: "error",
      from: { path: "^(main|renderer|shared)/", pathNot: "^main/electron/" },
      to: { path: "^electron$|^node_modules/electron/" },
    },
    {
      name: "sqlite-only-in-store",
      severity: "error",
      from: { path: "^(main|renderer|shared)/", pathNot: "^main/store/" },
      to: { path: "better-sqlite3" },
    },
    {
      name: "octokit-only-in-platform-github",
      severity: "error",
      from: { path: "^(main|renderer|shared)/", pathNot: "^main/platform/github/" },
      to: { path: "node_modules/@octokit/" },
    },

    // The page, from the bottom up
    {
      name: "page-ui-has-no-domain",
      severity: "error",
      from: { path: "^renderer/ui/" },
      // What is hidden in a text is no domain: one list serves the page, the core and the terminal.
      to: { path: ["^shared/(?!diff/hidden-characters)", "^renderer/(?!ui/)"] },
    },
    {
      name: "page-layer-4",
      severity: "error",
      from: { path: "^renderer/(bridge|state|workers)/" },
      to: { path: "^renderer/(parts|screens)/|^renderer/(screens|App|main)\\.tsx?$" },
    },
    {
      name: "page-workers-stand-alone",
      comment: "A worker has no document; it imports pure code only.",
      severity: "error",
      from: { path: "^renderer/workers/" },
      to: { path: "^renderer/", pathNot: "^renderer/workers/" },
    },
    {
      name: "page-layer-5-parts",
      severity: "error",
      from: { path: "^renderer/parts/" },
      to: { path: "^renderer/screens/|^renderer/(screens|App|main)\\.tsx?$" },
    },
    {
      name: "page-a-screen-never-imports-a-screen",
      severity: "error",
      from: { path: "^renderer/screens/([^/]+)/" },
      to: { path: "^renderer/screens/", pathNot: "^renderer/screens/$1/" },
    },
    {
      name: "page-screens-look-down",
      severity: "error",
      from: { path: "^renderer/screens/" },
      to: { path: "^renderer/(screens|App|main)\\.tsx?$" },
    },
    {
      name: "page-list-of-screens-is-read-by-the-app",
      severity: "error",
      from: { path: "^renderer/", pathNot: "^renderer/(App|main)\\.tsx$" },
      to: { path: "^renderer/screens\\.tsx?$" },
    },

    {
      name: "nothing-imports-tests-or-scripts",
      severity: "error",
      from: { path: "^(main|renderer|shared)/" },
      to: { path: "^(test|scripts)/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "\\.css$" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.base.json" },
    enhancedResolveOptions: {
      extensions: [".ts", ".tsx", ".mts", ".js", ".mjs", ".cjs", ".json"],
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      mainFields: ["module", "main", "types"],
    },
    cache: { folder: ".cache/dependency-cruiser", strategy: "content" },
  },
};
