import type { Connector } from "../port";

/** A folder of evidence packs; it has no usual place, so it is found only where a person names it. */
export const packsFolder: Connector = {
  kind: "packs",
  name: "Evidence packs",
  place: "folder",
  defaultFolders: () => [],
  isSource: (relative) => relative === "manifest.json" || relative.endsWith("/manifest.json"),
};
