/** Whether a path is a test by the conventions of the common runners (vitest, jest, node:test, pytest, go, JUnit, RSpec). */
export function isTestPath(path: string): boolean {
  return /(?:^|\/)(?:tests?|__tests__|spec|specs|e2e|testing|cypress)\//i.test(path) || isTestFileName(path);
}

/** Whether the file's own name says that a runner takes it for a test, wherever it lies. */
export function isTestFileName(path: string): boolean {
  return (
    /(?:\.|_|-)(?:test|tests|spec|cy)\.[A-Za-z]+$/i.test(path) ||
    /(?:^|\/)test_[^/]+\.(?:py|rb)$/.test(path) ||
    /(?:^|\/)conftest\.py$/.test(path) ||
    /(?:Test|Tests|Spec|IT)\.(?:java|kt|cs|scala|groovy|php|swift)$/.test(path)
  );
}

/** Prose and pictures: a change there cannot change what the program does. */
export function isDocumentPath(path: string): boolean {
  return /\.(?:md|mdx|rst|adoc|txt|png|jpe?g|gif|webp)$/i.test(path) &&
    !/(?:^|\/)(?:requirements[^/]*|constraints[^/]*|CMakeLists|robots)\.txt$/i.test(path)
    ? true
    : /(?:^|\/)(?:LICENSE|NOTICE|AUTHORS)$/.test(path);
}

/** Words of a path: folders and file names cut at punctuation and capitals, lower case. */
export function pathWords(path: string): string[] {
  return path
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

/** Source code by its extension, in the languages the rules read. */
export function isCodePath(path: string): boolean {
  return /\.(?:[cm]?[jt]sx?|vue|svelte|pyi?|go|java|kts?|scala|groovy|rs|rb|cs|fs|php|swift|dart|exs?|c|cc|cpp|cxx|h|hpp|m|mm|sh|bash)$/i.test(
    path,
  );
}

const snapshotPath =
  /(?:^|\/)(?:__snapshots__|__image_snapshots__|__file_snapshots__|goldens?|golden-files|[^/]*-snapshots)\/|(?:^|\/)(?:tests?|spec|__tests__|testdata|fixtures)\/(?:[^/]+\/)*(?:snapshots?|goldens?|expected|expected[-_]outputs?)\/|\.(?:snap|snapshot|ambr|golden)$|\.(?:golden|approved|verified|snapshot)\.[A-Za-z0-9]+$/i;

/** A recorded snapshot or golden file of a test, by the places and endings the runners give them. */
export function isSnapshotPath(path: string): boolean {
  return snapshotPath.test(path) && !/\.snap\.[cm]?[jt]sx?$/.test(path);
}

const generatedPath =
  /(?:^|\/)(?:generated|__generated__|\.next|wwwroot\/lib|storybook-static)\/|\.(?:generated|gen|g)\.[A-Za-z]+$|_generated\.[A-Za-z]+$|_pb2(?:_grpc)?\.pyi?$|\.pb(?:\.gw)?\.(?:go|cc|h)$|_pb\.(?:js|ts|d\.ts)$|_grpc_pb\.(?:js|ts)$|(?:^|\/)zz_generated\.|\.designer\.cs$|\.(?:js|css|mjs)\.map$|_string\.go$|\.freezed\.dart$/i;
const minifiedPath = /[.-]min\.(?:js|mjs|css)$|\.bundle\.(?:js|css)$|\.chunk\.(?:js|css)$/i;
const builtPath = /^(?:[^/]+\/){0,3}(?:dist|build|out|lib-dist)\/.+\.(?:js|mjs|cjs|css|map|d\.ts|html|wasm|json)$/;
const vendoredPath = /(?:^|\/)(?:vendor|vendored|third[-_]party|node_modules|bower_components|Pods|_vendor)\//;

/** Content no person wrote here: what kind it is by its path, or null. */
export function notHandwritten(path: string): "generated" | "minified" | "vendored" | null {
  if (vendoredPath.test(path)) return "vendored";
  if (minifiedPath.test(path)) return "minified";
  return generatedPath.test(path) || builtPath.test(path) ? "generated" : null;
}

/** Files a person reads as made by hand: no document, lock file, snapshot or generated content. */
export function isHandwrittenCode(path: string, isLock: (path: string) => boolean): boolean {
  return !isDocumentPath(path) && !isLock(path) && !isSnapshotPath(path) && notHandwritten(path) === null;
}
