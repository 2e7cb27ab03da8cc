import { setFolded } from "../../state/compare";

/** Sections of the task screen that numbers lead to. */
export type SectionName =
  | "files"
  | "pull"
  | "evidence"
  | "conformance"
  | "claims"
  | "findings"
  | "gates"
  | "freshness"
  | "tier"
  | "lines"
  | "read"
  | "fit"
  | "contract"
  | "ingest";

/** Unfolds a section, brings its head to the top and puts the focus on it. */
export function showSection(section: SectionName): void {
  setFolded(section, false);
  // Its rows are drawn after this.
  requestAnimationFrame(() => {
    const element = document.getElementById(`task-${section}`);
    element?.scrollIntoView({ block: "start" });
    element?.querySelector<HTMLElement>(".task-fold")?.focus({ preventScroll: true });
  });
}
