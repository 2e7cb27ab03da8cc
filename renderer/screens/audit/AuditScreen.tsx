import { FileOutput, ShieldCheck } from "lucide-react";
import { useDeferredValue, useEffect, useMemo, useState } from "react";
import type { Problem } from "../../../shared/result";
import { call } from "../../bridge/client";
import { useQuery } from "../../bridge/use-query";
import { ScreenBar } from "../../parts/frame/ScreenBar";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { announce } from "../../state/announce";
import { takeDrops } from "../../state/drops";
import { useKeys } from "../../state/keys";
import type { RouteOf } from "../../state/route";
import { Button } from "../../ui/Button";
import { formatDay, formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { useNow } from "../../ui/use-now";
import { AuditPanes } from "./AuditPanes";
import { BundleBanner } from "./BundleBanner";
import { BundleMenu } from "./BundleMenu";
import { BundleOutcome } from "./BundleOutcome";
import { EraseAsked } from "./EraseText";
import { ExportDialog } from "./ExportDialog";
import { Integrity, type Verified } from "./Integrity";
import { LogTrouble } from "./LogTrouble";
import { openBundle, useBundle, type BundleState } from "./opened-bundle";
import { useAuditPages } from "./use-audit-pages";
import "./audit.css";

/** Every entry of the log, whether it holds, what each is worth now; or those of another person's bundle. */
export function AuditScreen({ route }: { readonly route: RouteOf<"audit"> }) {
  const bundles = useBundle();
  const { opened } = bundles;
  const bundle = opened?.bundle;
  const [filter, setFilter] = useState("");
  const asked = useDeferredValue(filter.trim());
  const pages = useAuditPages({
    bundle,
    range: useMemo(() => (opened === null ? null : { from: opened.from, to: opened.to }), [opened]),
    filter: asked.startsWith("#") ? "" : asked,
  });
  const bar = useQuery("audit.bar", bundle === undefined ? {} : { bundle }, { scopes: ["audit"], keepPrevious: true });
  const check = useVerify(pages.reload, bundles);
  const [exporting, setExporting] = useState(false);
  useKeys("audit", [
    {
      key: "x",
      label: "Export",
      group: "Audit",
      bar: true,
      run: () => {
        setExporting(true);
      },
    },
  ]);
  useEffect(
    () => takeDrops({ words: "Drop a bundle: it is opened and verified, nothing of it is read in", take: openDropped }),
    [],
  );
  const { held } = pages;
  const log = held?.last.log;
  return (
    <>
      <ScreenBar
        title="Audit log"
        facts={held === undefined ? undefined : <Facts total={held.last.total} pages={pages} />}
      >
        <BundleMenu />
        <Button
          icon={<Icon icon={ShieldCheck} small />}
          kbd="Shift v"
          busy={check.verifying}
          onClick={() => {
            void check.verify();
          }}
        >
          Verify all
        </Button>
        <Button
          icon={<Icon icon={FileOutput} small />}
          kbd="x"
          onClick={() => {
            setExporting(true);
          }}
        >
          Export
        </Button>
      </ScreenBar>
      {opened !== null ? (
        <BundleBanner opened={opened} bar={bar.value} />
      ) : log === undefined ? null : (
        <>
          <Integrity log={log} bar={bar.value} verified={check.verified} verifying={check.verifying} />
          {log.problem === null ? null : <LogTrouble log={log} />}
        </>
      )}
      <BundleOutcome {...bundles} />
      {check.problem === null ? null : (
        <FailedMessage tried="Could not verify" thing="the log" problem={check.problem} />
      )}
      {pages.problem === undefined ? null : (
        <FailedMessage thing="the audit log" problem={pages.problem} onRetry={pages.reload} />
      )}
      {held === undefined ? (
        pages.problem === undefined ? (
          <LoadingMessage thing="the audit log" slow={false} />
        ) : null
      ) : (
        <AuditPanes
          key={`${bundle ?? "own"} ${String(route.seq ?? "newest")}`}
          pages={{ ...pages, held }}
          start={opened === null ? route.seq : undefined}
          bundle={bundle}
          filter={filter}
          onFilter={setFilter}
        />
      )}
      <EraseAsked />
      {exporting ? (
        <ExportDialog
          onClose={() => {
            setExporting(false);
          }}
        />
      ) : null}
    </>
  );
}

function openDropped(paths: readonly string[]): void {
  const [first] = paths;
  if (first !== undefined) void openBundle(first);
}

/** "1,485 entries, since 3 Mar": since is known once the oldest row was read. */
function Facts({ total, pages }: { readonly total: number; readonly pages: ReturnType<typeof useAuditPages> }) {
  const now = useNow();
  const first = pages.held?.rows.get(pages.range.from)?.recordedAt ?? null;
  const since = first === null ? "" : `, since ${formatDay(first, now)}`;
  return <>{`${formatPlural(total, "entry", "entries")}${since}`}</>;
}

interface Check {
  readonly verified: Verified | null;
  readonly verifying: boolean;
  readonly problem: Problem | null;
  readonly verify: () => Promise<void>;
}

/** Verifies the log on the screen from its bytes, by key or button: the own one, or the bundle. In: what renews the list after. */
function useVerify(reload: () => void, { opened, pins }: BundleState): Check {
  const [verified, setVerified] = useState<Verified | null>(null);
  const [verifying, setVerifying] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const verify = async () => {
    if (verifying) return;
    if (opened !== null) {
      await openBundle(opened.path, pins);
      return;
    }
    setVerifying(true);
    const result = await call("audit.verify", {});
    setVerifying(false);
    setProblem(result.ok ? null : result.error);
    if (!result.ok) return;
    const { problem: found, entries, tookMs } = result.value;
    setVerified({ at: new Date().toISOString(), took: tookMs });
    announce(found ?? `Log verified, ${formatPlural(entries, "entry", "entries")}, 0 breaks.`);
    reload();
  };
  useKeys("audit", [
    {
      key: "Shift+v",
      label: "Verify all",
      group: "Audit",
      bar: true,
      run: () => {
        void verify();
      },
    },
  ]);
  return { verified, verifying, problem, verify };
}
