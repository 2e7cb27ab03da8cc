/** Whether a path is a test by the conventions of the common runners (vitest, jest, node:test, pytest, go, JUnit, RSpec). */
export function isTestPath(path: string): boolean {
  return (
    /(?:^|\/)(?:tests?|__tests__|spec|specs|e2e|testing)\//i.test(path) ||
    /(?:\.|_|-)(?:test|tests|spec)\.[A-Za-z]+$/i.test(path) ||
    /(?:^|\/)test_[^/]+\.py$/.test(path) ||
    /(?:^|\/)conftest\.py$/.test(path) ||
    /(?:Test|Tests|Spec|IT)\.(?:java|kt|cs|scala|groovy)$/.test(path)
  );
}

/** Prose and pictures: a change there cannot change what the program does. */
export function isDocumentPath(path: string): boolean {
  return /\.(?:md|mdx|rst|adoc|txt|png|jpe?g|gif|webp)$/i.test(path) &&
    !/(?:^|\/)(?:requirements[^/]*|CMakeLists|robots)\.txt$/i.test(path)
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
