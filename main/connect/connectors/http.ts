import type { Connector } from "../port";

/**
 * A runner that is asked over HTTP for its evidence packs: resources/openapi/runner.v1.yaml says how. What was fetched lies in
 * the data folder as packs do everywhere, so its sources are those packs' manifests.
 */
export const httpRunner: Connector = {
  kind: "http",
  name: "HTTP runner",
  place: "address",
  defaultFolders: () => [],
  isSource: (relative) => relative === "manifest.json" || relative.endsWith("/manifest.json"),
};
