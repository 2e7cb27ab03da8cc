import { Send } from "lucide-react";
import { useState } from "react";
import type { OutboxList } from "../../../shared/contract/outbox";
import type { QueuedEffect } from "../../../shared/model/effect";
import { call } from "../../bridge/client";
import { useQuery } from "../../bridge/use-query";
import { CommandsButton, ScreenBar } from "../../parts/frame/ScreenBar";
import { openOutside } from "../../parts/open-outside";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { announce } from "../../state/announce";
import { useKeys } from "../../state/keys";
import type { RouteOf } from "../../state/route";
import { Button } from "../../ui/Button";
import { formatAge, formatCount, formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { Resizable } from "../../ui/Resizable";
import { StateMessage } from "../../ui/StateMessage";
import { useMedia } from "../../ui/use-media";
import { useNow } from "../../ui/use-now";
import { EffectList } from "./EffectList";
import { EffectPanel } from "./EffectPanel";
import { LabelChoice } from "./LabelChoice";
import "./outbox.css";

/** What decisions do elsewhere: what waits, in its order, what is held and why, what was sent. */
export function OutboxScreen({ route }: { readonly route: RouteOf<"outbox"> }) {
  const list = useQuery("outbox.list", {}, { scopes: ["outbox", "audit"] });
  const now = useNow(1000);
  const wide = useMedia("(min-width: 1000px)");
  const [chosen, setChosen] = useState<string | null>(route.effect ?? null);
  const [busy, setBusy] = useState(false);
  const effects = list.value === undefined ? [] : [...list.value.queue, ...list.value.settled];
  const at = effects.findIndex(({ id }) => id === chosen);
  const cursor = at === -1 ? 0 : at;
  const current = effects[cursor];
  // Held by its id: what is sent leaves its place, and the cursor goes with what it was on.
  if (chosen === null && current !== undefined) setChosen(current.id);

  const act = async (name: "outbox.cancel" | "outbox.retry", effect: QueuedEffect) => {
    const done = await call(name, { id: effect.id });
    announce(done.ok ? `${effect.title}: ${done.value.detail}.` : done.error.message);
    list.reload();
  };
  const cancel = (effect: QueuedEffect | undefined) => {
    if (effect?.can.cancel === true) void act("outbox.cancel", effect);
  };
  const retry = (effect: QueuedEffect | undefined) => {
    if (effect?.can.retry === true) void act("outbox.retry", effect);
  };
  const open = (effect: QueuedEffect | undefined) => {
    const link = effect?.link ?? null;
    if (link !== null) void openOutside(link);
  };
  const send = async () => {
    if (busy) return;
    setBusy(true);
    const sent = await call("outbox.send", {});
    setBusy(false);
    announce(
      sent.ok
        ? `${formatPlural(sent.value.worked, "effect")} worked on, ${formatCount(sent.value.count.toSend)} to send.`
        : sent.error.message,
    );
    list.reload();
  };
  const move = (step: 1 | -1) => {
    setChosen(effects[Math.min(effects.length - 1, Math.max(0, cursor + step))]?.id ?? null);
  };
  useKeys("outbox", [
    { key: "j", label: "Next effect", group: "Move", bar: true, run: () => move(1) },
    { key: "k", label: "Previous effect", group: "Move", run: () => move(-1) },
    { key: "ArrowDown", label: "Next effect", group: "Move", unlisted: true, run: () => move(1) },
    { key: "ArrowUp", label: "Previous effect", group: "Move", unlisted: true, run: () => move(-1) },
    { key: "x", label: "Cancel the effect", group: "Outbox", bar: true, run: () => cancel(current) },
    { key: "t", label: "Try again", group: "Outbox", bar: true, run: () => retry(current) },
    { key: "o", label: "Open in GitHub", group: "Outbox", bar: true, run: () => open(current) },
    { key: "s", label: "Send now", group: "Outbox", bar: true, run: () => void send() },
  ]);

  const value = list.value;
  return (
    <div className="outbox">
      <ScreenBar title="Outbox" facts={value === undefined ? undefined : factsOf(value, now)}>
        {value === undefined || value.count.toSend === 0 ? null : (
          <Button
            kbd="s"
            busy={busy}
            onClick={() => {
              void send();
            }}
          >
            Send now
          </Button>
        )}
        <CommandsButton />
      </ScreenBar>
      {value === undefined ? (
        list.problem === undefined ? (
          <LoadingMessage thing="the queue" slow={list.slow} />
        ) : (
          <FailedMessage thing="the queue" problem={list.problem} onRetry={list.reload} />
        )
      ) : effects.length === 0 ? (
        <>
          <StateMessage
            icon={<Icon icon={Send} />}
            sentence="Nothing waits to be sent, and nothing was sent yet."
            detail="Effects of a decision are chosen in its sheet, each with its exact text. What was not chosen there is not sent."
          />
          <LabelChoice />
        </>
      ) : (
        <Resizable
          id="outbox"
          panes={[
            {
              id: "list",
              content: (
                <div className="outbox-list">
                  <EffectList
                    list={value}
                    effects={effects}
                    now={now}
                    cursor={cursor}
                    onCursor={(index) => {
                      setChosen(effects[index]?.id ?? null);
                    }}
                    onOpen={(index) => {
                      open(effects[index]);
                    }}
                  />
                  <LabelChoice />
                </div>
              ),
              min: 360,
            },
            ...(!wide || current === undefined
              ? []
              : [
                  {
                    id: "effect",
                    content: (
                      <EffectPanel
                        key={current.id}
                        effect={current}
                        now={now}
                        onCancel={() => {
                          cancel(current);
                        }}
                        onRetry={() => {
                          retry(current);
                        }}
                      />
                    ),
                    size: 440,
                    min: 320,
                    max: 860,
                  },
                ]),
          ]}
        />
      )}
    </div>
  );
}

function factsOf({ count, following }: OutboxList, now: number): string {
  const { toSend, held, oldest } = count;
  return [
    toSend === 0 ? "nothing to send" : `${formatCount(toSend)} to send`,
    oldest === null ? null : `oldest ${formatAge(oldest, now)}`,
    held === 0 ? null : `${formatCount(held)} held or refused`,
    following || toSend === 0 ? null : "sent only when asked",
  ]
    .filter((part) => part !== null)
    .join(", ");
}
