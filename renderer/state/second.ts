import { create } from "zustand";

/** What the dialog of approvals is open on: an attempt, or a file alone that says which. */
export interface OpenApprovals {
  readonly subject: { readonly taskId: string; readonly attemptId: string } | null;
  /** A file that was dropped or picked. */
  readonly path: string | null;
}

const store = create<{ readonly open: OpenApprovals | null }>(() => ({ open: null }));

export function useApprovals(): OpenApprovals | null {
  return store((state) => state.open);
}

/** Opens the approvals of an attempt. */
export function openApprovals(taskId: string, attemptId: string): void {
  store.setState({ open: { subject: { taskId, attemptId }, path: null } });
}

/** Looks at a file of another reviewer, whatever attempt it is about. */
export function openApprovalFile(path: string): void {
  store.setState((state) => ({ open: { subject: state.open?.subject ?? null, path } }));
}

export function closeApprovals(): void {
  store.setState({ open: null });
}

/** Whether a dropped file is another reviewer's, by its name alone. */
export function isApprovalFile(path: string): boolean {
  return /\.countersign-(?:approval|request)\.json$/.test(path);
}
