import { createContext, use, type ReactNode } from "react";
import type { AppStatus } from "../../shared/contract/app";
import { useQuery, type Query } from "./use-query";

const AppStatusContext = createContext<Query<AppStatus> | null>(null);

/** Asks for the app's status once for everything below and keeps it fresh. */
export function AppStatusProvider({ children }: { readonly children: ReactNode }) {
  const status = useQuery("app.status", {}, { scopes: ["inbox", "task", "audit", "runners", "settings"] });
  return <AppStatusContext value={status}>{children}</AppStatusContext>;
}

/** The app's status: log integrity, connections, counts, settings. */
export function useAppStatus(): Query<AppStatus> {
  const status = use(AppStatusContext);
  if (status === null) throw new Error("useAppStatus outside AppStatusProvider");
  return status;
}
