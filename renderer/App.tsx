import { Suspense, useEffect, useState, type ComponentType } from "react";
import { AppStatusProvider, useAppStatus } from "./bridge/app-status";
import { TaskRowsProvider } from "./bridge/task-rows";
import { useGitHubLook } from "./bridge/use-github-look";
import { Approvals } from "./parts/second/Approvals";
import { DropTarget } from "./parts/DropTarget";
import { Foreground } from "./parts/foreground/Foreground";
import { CoreBanner } from "./parts/frame/CoreBanner";
import { KeysSheet } from "./parts/frame/KeysSheet";
import { Palette } from "./parts/frame/Palette";
import { Sidebar, type NavItem } from "./parts/frame/Sidebar";
import { StatusBar } from "./parts/frame/StatusBar";
import { Tour } from "./parts/frame/Tour";
import { ViewedBanner } from "./parts/frame/ViewedBanner";
import { useFrameKeys } from "./parts/frame/use-frame-keys";
import { useNotices } from "./parts/frame/use-notices";
import { LoadingMessage } from "./parts/QueryMessage";
import { VerdictGlyph } from "./parts/VerdictMark";
import { screens } from "./screens";
import { DecisionDrawer } from "./screens/decide/DecisionDrawer";
import { applyAppearance } from "./state/appearance";
import { useDecide } from "./state/decide";
import { chooseKeys, startKeys, useKeyNames } from "./state/keys";
import { useRoute, type Route, type ScreenName } from "./state/route";
import { Button } from "./ui/Button";
import { ErrorBoundary } from "./ui/ErrorBoundary";
import { KeyNames } from "./ui/Kbd";
import { StateMessage } from "./ui/StateMessage";
import { fetchLate } from "./ui/lately";
import { useKeptFocus } from "./ui/use-kept-focus";
import { useMedia } from "./ui/use-media";
import "./app.css";

/** The whole window: sidebar or rail, the current screen, the decision drawer, the status bar, and the keys that work everywhere. */
export function App() {
  useEffect(startKeys, []);
  useKeptFocus();
  return (
    <AppStatusProvider>
      <TaskRowsProvider>
        <Frame />
      </TaskRowsProvider>
    </AppStatusProvider>
  );
}

type NavScreen = "inbox" | "search" | "audit" | "outbox" | "policy" | "runners" | "settings";
const navScreens: readonly NavScreen[] = ["inbox", "search", "audit", "outbox", "policy", "runners", "settings"];

function Frame() {
  const status = useAppStatus();
  const asked = useRoute();
  const sheet = useDecide();
  const narrow = useMedia("(max-width: 1359px)");
  const [dialog, setDialog] = useState<"keys" | "palette" | null>(null);
  const [activity, setActivity] = useState(false);
  const route: Route = asked.screen === "inbox" && status.value?.firstRun === true ? { screen: "first-run" } : asked;
  const rail = narrow || sheet !== null || screens[route.screen]?.rail === true;

  const settings = status.value?.settings;
  const answered = status.state !== "loading";
  // The other screens' code comes when the first one has what it shows.
  useEffect(() => (answered ? fetchLate() : undefined), [answered]);
  useEffect(() => (settings === undefined ? undefined : applyAppearance(settings)), [settings]);
  const chosen = settings === undefined ? null : JSON.stringify(settings.keys);
  useEffect(() => {
    if (chosen !== null) chooseKeys(JSON.parse(chosen) as Record<string, string>);
  }, [chosen]);

  useFrameKeys({
    open: (what) => {
      if (what === "activity") setActivity(true);
      else setDialog(what);
    },
    escapes: !navScreens.some((name) => name === route.screen) && route.screen !== "first-run",
  });
  useNotices();
  useGitHubLook(status.value?.connections.some(({ kind }) => kind === "github") === true);
  const close = () => {
    setDialog(null);
  };

  return (
    <KeyNames value={useKeyNames()}>
      <a className="skip-link" href="#main" onClick={toMain}>
        Skip to the work
      </a>
      <div className={rail ? "app app-rail" : "app"}>
        <Sidebar items={navItems(status.value?.counts?.yourTurn)} rail={rail} />
        <div className="app-work">
          <main className="app-main" id="main" tabIndex={-1}>
            <CoreBanner onBack={status.reload} />
            <ViewedBanner />
            <Tour />
            <ErrorBoundary key={subjectOf(route)} fallback={brokenScreen}>
              <Suspense fallback={<LoadingMessage thing="this screen" slow={false} />}>
                <CurrentScreen route={route} />
              </Suspense>
            </ErrorBoundary>
          </main>
          <DecisionDrawer />
        </div>
        <StatusBar activity={activity} onActivity={setActivity} />
        <DropTarget />
        <Approvals />
        <Foreground />
        <KeysSheet open={dialog === "keys"} onClose={close} />
        <Palette open={dialog === "palette"} onClose={close} />
      </div>
    </KeyNames>
  );
}

/** Following the link moves the focus, not the address: the page has one. */
function toMain(event: { preventDefault(): void }): void {
  event.preventDefault();
  const first = document.querySelector<HTMLElement>("#main [role=row][tabindex='0'], #main [role=grid] [tabindex='0']");
  (first ?? document.getElementById("main"))?.focus();
}

function brokenScreen(error: Error, again: () => void) {
  return (
    <StateMessage
      icon={<VerdictGlyph kind="contradicted" size={16} />}
      tone="red"
      live="status"
      sentence={`Could not draw this screen: ${error.message}`}
      detail="What is recorded is not affected."
      action={
        <Button small onClick={again}>
          Retry
        </Button>
      }
    />
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
