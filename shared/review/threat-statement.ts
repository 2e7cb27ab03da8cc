/** What the audit log shows and what it cannot, in the words every screen and export carries. They change only with the log's design. */
export const threatStatement: readonly string[] = [
  "The log shows that history was changed, by anyone who does not control the reviewer's OS account or who does but after a checkpoint left the machine.",
  "Someone who controls the account and the signing key can rewrite everything newer than the last external anchor.",
  "The log does not show that a decision was wise, that the person was at the keyboard, or that the wall clock was right before the first trusted timestamp.",
];
