/** What the audit log shows and what it cannot, in the words every export carries. They are changed only together with the log's design. */
export const threatStatement: readonly string[] = [
  "The log shows that history was changed, by anyone who does not control the reviewer's OS account or who does but after a checkpoint left the machine.",
  "Someone who controls the account and the signing key can rewrite everything newer than the last external anchor.",
  "The log does not show that a decision was wise, that the person was at the keyboard, or that the wall clock was right before the first trusted timestamp.",
];

/** What this report, as far as it goes today, leaves unproved. */
export const notProved: readonly string[] = [
  "This file is a rendering of the log, not the log: nothing in it is signed, and it can be edited like any file. Compare its root and entry hashes with the log it names.",
  "The log keeps no key outside this machine and no checkpoint of it was anchored elsewhere: removing its newest entries, or replacing the whole log, would not show here.",
  "Reviewer names are self-asserted. Nobody checked who typed them.",
  "Times of entries are this machine's wall clock, recorded and not proved. Times of sessions are the runners' own.",
  "Claims, findings and tiers were computed when this report was made, from transcripts and packs as they were found. A transcript can leave things out or be written by whoever ran the agent.",
  "Observed evidence was seen in a transcript or a pack. It was not run again by Countersign, and a check can be made to pass by the change it checks.",
];
