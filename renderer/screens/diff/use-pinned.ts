import { useMemo, useState } from "react";
import type { Pinned } from "../../../shared/contract/diff";
import { useQuery } from "../../bridge/use-query";
import { useReading } from "./use-reading";

const none: readonly Pinned[] = [];

export interface PinnedTexts {
  readonly items: readonly Pinned[];
  /** Which one is open instead of the code; null where none is. */
  readonly current: number | null;
  readonly open: (index: number | null) => void;
  readonly isRead: (index: number) => boolean;
  /** Marks one read or unread; without `read`, what it is not. */
  readonly mark: (index: number, read?: boolean) => void;
  readonly problem: string | null;
}

/** What is read before the code of an attempt. */
export function usePinned(attemptId: string): PinnedTexts {
  const asked = useQuery("diff.pinned", { attemptId }, { scopes: ["task"], keepPrevious: true });
  const items = asked.value?.items ?? none;
  const kept = useMemo(() => items.flatMap((item) => (item.read ? [item.digest] : [])), [items]);
  const reading = useReading(attemptId, kept);
  const [current, open] = useState<number | null>(null);
  return useMemo(() => {
    const isRead = (index: number): boolean => reading.isRead(items[index]?.digest ?? null);
    return {
      items,
      current: current !== null && current < items.length ? current : null,
      open,
      isRead,
      mark: (index, read = !isRead(index)) => {
        const digest = items[index]?.digest;
        if (digest !== undefined) reading.mark(digest, read);
      },
      problem: reading.problem,
    };
  }, [items, reading, current]);
}

export const pinnedNames: Readonly<Record<Pinned["kind"], string>> = {
  contract: "Contract",
  summary: "Agent summary",
  commits: "Commit messages",
  allowlist: "Tool allowlist",
};
