import { create } from "zustand";

interface TourState {
  /** Index of the step that is shown; null while the tour is not. */
  readonly step: number | null;
  /** The sample night was opened for the first time in this window: the tour is offered. */
  readonly offered: boolean;
}

const store = create<TourState>(() => ({ step: null, offered: false }));

/** The step the tour is at, or null while it is not shown. */
export function useTourStep(): number | null {
  return store((state) => state.step);
}

export function useTourOffered(): boolean {
  return store((state) => state.offered);
}

/** Offers the tour, once: nothing is begun. */
export function offerTour(): void {
  store.setState({ offered: true });
}

/** Shows the tour. In: the step to begin at. */
export function startTour(step: number): void {
  store.setState({ step, offered: false });
}

/** Takes the tour and its offer away. */
export function endTour(): void {
  store.setState({ step: null, offered: false });
}
