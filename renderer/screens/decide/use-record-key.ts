import { useKeys } from "../../state/keys";

/** Records what the drawer holds by Ctrl Enter, from any of its fields. */
export function useRecordKey(record: () => Promise<void>): void {
  useKeys("decide", [
    {
      key: "Mod+Enter",
      label: "Record",
      group: "Decide",
      bar: true,
      whileTyping: true,
      run: () => {
        void record();
      },
    },
  ]);
}
