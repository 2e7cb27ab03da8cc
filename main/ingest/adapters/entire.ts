import { isEntireMetadata } from "../entire/metadata";
import { recognised, unknownType, type TranscriptAdapter } from "../port";
import { headDocument } from "../source-head";

/**
 * Entire: the metadata documents of checkpoints. They are side files and hold no session; the transcripts beside them are
 * those of the runners, read by theirs.
 */
export const entire: TranscriptAdapter = {
  id: "entire",
  name: "Entire checkpoint",
  recognises(head) {
    const document = headDocument(head);
    if (document?.root !== "object" || !document.keys.has("checkpoint_id")) return false;
    return isEntireMetadata(Object.fromEntries(document.records.flatMap(({ record }) => Object.entries(record))));
  },
  framing: () => ({ descend: [] }),
  open: () => ({
    read: (record) => (isEntireMetadata(record) ? recognised : unknownType("document")),
    end: () => ({ session: null, names: [] }),
  }),
};
