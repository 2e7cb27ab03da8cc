import { useEffect, useState, type ComponentType } from "react";
import { AppStatusProvider, useAppStatus } from "./bridge/app-status";
import { DropTarget } from "./parts/DropTarget";
import { KeysSheet } from "./parts/frame/KeysSheet";
import { Palette } from "./parts/frame/Palette";
import { Sidebar, type NavItem } from "./parts/frame/Sidebar";
import { StatusBar } from "./parts/frame/StatusBar";
import { VerdictGlyph } from "./parts/VerdictMark";
import { screens } from "./screens";
import { DecisionDrawer } from "./screens/decide/DecisionDrawer";
import { applyAppearance } from "./state/appearance";
import { useDecide } from "./state/decide";
import { startKeys, useBindings, useKeys, type KeyBinding } from "./state/keys";
import { back, go, useRoute, type Route, type ScreenName } from "./state/route";
import { openSearch } from "./state/search";
import { Button } from "./ui/Button";
import { ErrorBoundary } from "./ui/ErrorBoundary";
import { StateMessage } from "./ui/StateMessage";
import { useMedia } from "./ui/use-media";
import "./app.css";

/** The whole window: sidebar or rail, the current screen, the decision drawer, the status bar, and the keys that work everywhere. */
export function App() {
  useEffect(startKeys, []);
  return (
    <AppStatusProvider>
      <Frame />
    </AppStatusProvider>
  );
}

type NavScreen = "inbox" | "search" | "audit" | "policy" | "runners" | "settings";
const navScreens: readonly NavScreen[] = ["inbox", "search", "audit", "policy", "runners", "settings"];

function Frame() {
  const status = useAppStatus();
  const asked = useRoute();
  const sheet = useDecide();
  const narrow = useMedia("(max-width: 1359px)");
  const [dialog, setDialog] = useState<"keys" | "palette" | null>(null);
  const route: Route = asked.screen === "inbox" && status.value?.firstRun === true ? { screen: "first-run" } : asked;
  const rail = narrow || sheet !== null || screens[route.screen]?.rail === true;

  const settings = status.value?.settings;
  useEffect(() => (settings === undefined ? undefined : applyAppearance(settings)), [settings]);

  const inScreenOfItsOwn = !navScreens.some((name) => name === route.screen) && route.screen !== "first-run";
  useKeys("app", [
    {
      key: "?",
      label: "Keys",
      group: "Help",
      run: () => {
        setDialog("keys");
      },
    },
    {
      key: "Mod+k",
      label: "Commands",
      group: "Help",
      whileTyping: true,
      run: () => {
        setDialog("palette");
      },
    },
    {
      key: "Mod+Shift+f",
      label: "Search everything",
      group: "Go",
      whileTyping: true,
      run: () => {
        openSearch();
      },
    },
    {
      key: "/",
      label: "Search everything",
      group: "Go",
      unlisted: true,
      run: () => {
        openSearch();
      },
    },
    {
      key: "g n",
      label: "New contract",
      group: "Go",
      run: () => {
        go({ screen: "contract" });
      },
    },
    {
      key: "g o",
      label: "Open contract",
      group: "Go",
      run: () => {
        go({ screen: "contract", start: "open" });
      },
    },
    { key: "Alt+ArrowLeft", label: "Back", group: "Go", unlisted: inScreenOfItsOwn, run: back },
    ...(inScreenOfItsOwn ? [{ key: "Escape", label: "Back", group: "Go", run: back }] : []),
    ...goBindings(),
  ]);
  const bindings = useBindings();
  const close = () => {
    setDialog(null);
  };

  return (
    <div className={rail ? "app app-rail" : "app"}>
      <Sidebar items={navItems(status.value?.counts.yourTurn)} rail={rail} />
      <div className="app-work">
        <main className="app-main" id="main">
          <ErrorBoundary
            key={subjectOf(route)}
            fallback={(error, again) => (
              <StateMessage
                icon={<VerdictGlyph kind="contradicted" size={16} />}
                tone="red"
                sentence={`Could not draw this screen: ${error.message}`}
                detail="What is recorded is not affected."
                action={
                  <Button small onClick={again}>
                    Retry
                  </Button>
                }
              />
            )}
          >
            <CurrentScreen route={route} />
          </ErrorBoundary>
        </main>
        <DecisionDrawer />
      </div>
      <StatusBar />
      <DropTarget />
      <KeysSheet open={dialog === "keys"} onClose={close} bindings={bindings} />
      <Palette open={dialog === "palette"} onClose={close} bindings={bindings} />
    </div>
  );
}

/** What the screen is about: another subject is another screen, another place in the same one is not. */
function subjectOf(route: Route): string {
  return [route.screen, "taskId" in route ? route.taskId : "", "attemptId" in route ? route.attemptId : ""].join(" ");
}

function CurrentScreen({ route }: { readonly route: Route }) {
  // The list pairs a screen's name with a component for that route; picking by name loses the pairing for the compiler.
  const Current = screens[route.screen]?.component as ComponentType<{ readonly route: Route }> | undefined;
  if (Current === undefined) throw new Error(`there is no screen named ${route.screen}.`);
  return <Current route={route} />;
}

function navItems(yourTurn: number | undefined): NavItem[] {
  return navScreens.flatMap((name: NavScreen & ScreenName) => {
    const nav = screens[name]?.nav;
    if (nav === undefined) return [];
    return [
      {
        label: nav.label,
        icon: nav.icon,
        route: { screen: name },
        ...(name === "inbox" ? { count: yourTurn, countName: "waiting for you" } : {}),
      },
    ];
  });
}

function goBindings(): KeyBinding[] {
  return navScreens.flatMap((name) => {
    const nav = screens[name]?.nav;
    return nav === undefined
      ? []
      : [
          {
            key: `g ${nav.key}`,
            label: nav.label,
            group: "Go",
            run: () => {
              go({ screen: name });
            },
          },
        ];
  });
}
