import type { Connector } from "../port";

/** A repository on GitHub: its agents' pull requests. They are asked for over the network and lie in no folder. */
export const githubRepository: Connector = {
  kind: "github",
  name: "GitHub repository",
  place: "github",
  defaultFolders: () => [],
  isSource: () => false,
};
