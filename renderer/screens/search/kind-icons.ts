import {
  CircleAlert,
  CornerDownRight,
  Ellipsis,
  FlaskConical,
  FoldVertical,
  MessageSquare,
  Minus,
  Pencil,
  SquareTerminal,
  Wrench,
  type LucideIcon,
} from "lucide-react";
import type { EventKind } from "../../../shared/model/event";

/** The icon of an event's kind, the same as on the timeline, and its name. */
export const kindIcons: Readonly<Record<EventKind, { readonly icon: LucideIcon; readonly name: string }>> = {
  message: { icon: MessageSquare, name: "message" },
  reasoning: { icon: Ellipsis, name: "reasoning" },
  "tool-call": { icon: Wrench, name: "tool call" },
  "tool-result": { icon: CornerDownRight, name: "tool result" },
  "file-edit": { icon: Pencil, name: "file edit" },
  command: { icon: SquareTerminal, name: "command" },
  check: { icon: FlaskConical, name: "check" },
  error: { icon: CircleAlert, name: "error" },
  compaction: { icon: FoldVertical, name: "compaction" },
  note: { icon: Minus, name: "note" },
};
