import { SquareTerminal } from "lucide-react";
import { CommandRow, commandSentence } from "../CommandRow";
import type { EventView } from "../event-view";
import { failed } from "../outcome";

/** A command that is not a check. */
export const command: EventView<"command"> = {
  icon: SquareTerminal,
  name: "command",
  plural: "commands",
  sentence: (detail) => `command ${commandSentence(detail)}`,
  startsAs: (detail) => (failed(detail) ? "open" : "folded"),
  unfolds: () => true,
  Body: ({ detail, row }) => <CommandRow detail={detail} row={row} />,
};
