import { useMemo } from "react";
import { commands, commandOf, keyOf } from "../../../shared/keyboard/commands";
import type { Settings } from "../../../shared/model/settings";
import { useAppStatus } from "../../bridge/app-status";
import { useTaskRows } from "../../bridge/task-rows";
import { useQuery } from "../../bridge/use-query";
import { setInboxFilter } from "../../state/inbox-filter";
import { useBindings } from "../../state/keys";
import { go, useRoute } from "../../state/route";
import { saveSettings } from "../../state/save-settings";
import { shownStrokes } from "../../state/strokes";
import { startTour } from "../../state/tour";
import { openTask } from "../open-task";
import type { PaletteItem } from "./palette-rank";

/** Everything the palette knows, by group: what is possible here, places, the open task's attempts and files, tasks, filters, settings. */
export function usePaletteItems(): readonly PaletteItem[] {
  const here = useCommandItems();
  const places = useOpenTaskItems();
  const tasks = useTaskItems();
  const filters = useFilterItems();
  const settings = useSettingItems();
  return useMemo(
    () => [...here, ...places, ...tasks, ...filters, ...settings],
    [here, places, tasks, filters, settings],
  );
}

function useCommandItems(): PaletteItem[] {
  const bindings = useBindings();
  const chosen = useAppStatus().value?.settings.keys;
  return useMemo(() => {
    const shown = bindings.filter((binding) => binding.unlisted !== true && binding.id !== "app.commands");
    const inForce = new Set(shown.flatMap(({ id }) => id ?? []));
    const screens = new Set(shown.flatMap(({ id }) => (id === null ? [] : (commandOf(id)?.screen ?? []))));
    const possible = shown.map((binding): PaletteItem => {
      const group = binding.scope === "app" ? "Anywhere" : "Here";
      return {
        id: binding.id ?? `key ${binding.scope} ${binding.key}`,
        group,
        label: binding.label,
        words: `${binding.label} ${binding.group}`.toLowerCase(),
        hint: binding.group,
        keys: shownStrokes(binding.key),
        off: binding.off,
        run: binding.run,
      };
    });
    const elsewhere = commands
      .filter(({ id }) => !inForce.has(id))
      .map((command): PaletteItem => {
        const place = command.screen;
        return {
          id: command.id,
          group: "Not now",
          label: command.label,
          words: `${command.label} ${place}`.toLowerCase(),
          keys: shownStrokes(keyOf(command, chosen ?? {})),
          off: screens.has(place) ? `Nothing for it on ${place.toLowerCase()} now` : `Only on ${place.toLowerCase()}`,
          whenAsked: true,
          run: () => undefined,
        };
      });
    return [...possible.sort((a, b) => Number(a.group !== "Here") - Number(b.group !== "Here")), ...elsewhere];
  }, [bindings, chosen]);
}

function useOpenTaskItems(): PaletteItem[] {
  const route = useRoute();
  const taskId = "taskId" in route ? (route.taskId ?? null) : null;
  const open = "attemptId" in route ? (route.attemptId ?? null) : null;
  const view = useQuery("task.get", taskId === null ? null : { taskId }, { scopes: ["task"] }).value;
  return useMemo(() => {
    if (view === undefined || taskId === null) return [];
    const attempts = view.attempts.flatMap(({ attempt }) =>
      (["diff", "timeline", "evidence"] as const).map((screen): PaletteItem => {
        const word = { diff: "Diff", timeline: "Timeline", evidence: "Evidence" }[screen];
        return {
          id: `attempt ${attempt.id} ${screen}`,
          group: "Attempts of this task",
          label: `${word} of ${attempt.letter}`,
          words: `${word} of ${attempt.letter} attempt`.toLowerCase(),
          run: () => go({ screen, taskId, attemptId: attempt.id }),
        };
      }),
    );
    const letter = view.attempts.find(({ attempt }) => attempt.id === open)?.attempt.letter;
    const files =
      open === null
        ? []
        : view.compare
            .filter(({ cells }) => cells.some((cell) => cell.attemptId === open && cell.state !== "absent"))
            .map(({ path }): PaletteItem => ({
              id: `file ${open} ${path}`,
              group: `Files of ${letter ?? "this diff"}`,
              label: path,
              words: path.toLowerCase(),
              run: () => go({ screen: "diff", taskId, attemptId: open, at: { path } }),
            }));
    return [...attempts, ...files];
  }, [view, taskId, open]);
}

function useTaskItems(): PaletteItem[] {
  const rows = useTaskRows();
  return useMemo(
    () =>
      (rows ?? []).map((row) => ({
        id: `task ${row.taskId}`,
        group: "Tasks",
        label: row.title,
        words: `${row.title} ${row.ref ?? ""} ${row.taskId} ${row.repository}`.toLowerCase(),
        hint: `${row.ref ?? row.taskId} · ${row.repository}`,
        weight: 1,
        run: () => {
          openTask(row.taskId);
        },
      })),
    [rows],
  );
}

function useFilterItems(): PaletteItem[] {
  const filters = useQuery("filters.list", {}, { scopes: ["inbox", "settings"] }).value?.filters;
  return useMemo(
    () =>
      (filters ?? []).map(({ id, name, query }) => ({
        id: `filter ${id}`,
        group: "Saved filters",
        label: name,
        words: `${name} ${query}`.toLowerCase(),
        hint: query,
        run: () => {
          setInboxFilter(query);
          go({ screen: "inbox" });
        },
      })),
    [filters],
  );
}

/** What a setting is changed to by one command, and whether it is so already. */
function settingChanges(now: Settings): { label: string; change: Partial<Settings>; already: boolean }[] {
  const theme = (label: string, to: Settings["theme"]) => ({
    label: `Theme: ${label}`,
    change: { theme: to },
    already: now.theme === to,
  });
  const size = (label: string, to: number) => ({
    label: `Font size: ${label}`,
    change: { fontScale: Math.min(130, Math.max(90, to)) },
    already: to < 90 || to > 130,
  });
  return [
    theme("system", "system"),
    theme("light", "light"),
    theme("dark", "dark"),
    theme("high contrast", "hc"),
    { label: "Density: comfortable", change: { density: "comfortable" }, already: now.density === "comfortable" },
    { label: "Density: compact", change: { density: "compact" }, already: now.density === "compact" },
    size("larger", now.fontScale + 10),
    size("smaller", now.fontScale - 10),
    { label: "Marks: with their words", change: { marksInWords: true }, already: now.marksInWords },
    { label: "Marks: by shape and letter", change: { marksInWords: false }, already: !now.marksInWords },
    { label: "Reduced motion: on", change: { reducedMotion: "on" }, already: now.reducedMotion === "on" },
    { label: "Reduced motion: off", change: { reducedMotion: "off" }, already: now.reducedMotion === "off" },
    { label: "Notifications: on", change: { notifications: true }, already: now.notifications },
    { label: "Notifications: off", change: { notifications: false }, already: !now.notifications },
  ];
}

function useSettingItems(): PaletteItem[] {
  const status = useAppStatus();
  const settings = status.value?.settings;
  const { reload } = status;
  return useMemo(() => {
    if (settings === undefined) return [];
    const { tour } = settings;
    return [
      {
        id: "tour",
        group: "Help",
        label: tour.state === "stopped" ? "Go on with the tour" : "Tour of the sample night",
        words: "go on with the tour of the sample night help first steps",
        run: () => {
          startTour(tour.state === "stopped" ? tour.step : 0);
        },
      },
      ...settingChanges(settings).map(({ label, change, already }): PaletteItem => ({
        id: `setting ${label}`,
        group: "Settings",
        label,
        words: `${label} setting`.toLowerCase(),
        off: already ? "So it is" : undefined,
        whenAsked: true,
        run: () => {
          void saveSettings(change, `${label}.`).then(reload);
        },
      })),
    ];
  }, [settings, reload]);
}
