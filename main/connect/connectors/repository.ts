import type { Connector } from "../port";

/** A git repository: sessions and attributions that Entire checkpoints and git-ai notes keep in it. It is read, never written. */
export const gitRepository: Connector = {
  kind: "repository",
  name: "Git repository",
  place: "repository",
  defaultFolders: () => [],
  isSource: () => false,
};
