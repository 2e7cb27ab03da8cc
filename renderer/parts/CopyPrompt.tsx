import { Copy } from "lucide-react";
import { call } from "../bridge/client";
import { announce } from "../state/announce";
import { Button } from "../ui/Button";
import { formatPlural } from "../ui/format";
import { Icon } from "../ui/Icon";

export interface CopyPromptProps {
  readonly taskId: string;
  readonly attemptId: string | null;
  /** An entry of the audit log, whose comments are copied as they were recorded. */
  readonly entry?: number | undefined;
  /** Only these comments. */
  readonly only?: readonly string[] | undefined;
}

/** Copies comments as a prompt for the agent: files, lines, suggestions and the contract, everything foreign in fences. */
export function CopyPrompt({ taskId, attemptId, entry, only }: CopyPromptProps) {
  const copy = async (): Promise<void> => {
    const made = await call("comments.prompt", {
      taskId,
      attemptId,
      entry: entry ?? null,
      only: only === undefined ? null : [...only],
    });
    if (!made.ok) {
      announce(made.error.message);
      return;
    }
    try {
      await navigator.clipboard.writeText(made.value.text);
      announce(`${formatPlural(made.value.comments, "comment")} copied as a prompt.`);
    } catch {
      announce("Could not copy: the window has no access to the clipboard.");
    }
  };
  return (
    <Button small variant="ghost" icon={<Icon icon={Copy} small />} onClick={() => void copy()}>
      Copy as a prompt
    </Button>
  );
}
