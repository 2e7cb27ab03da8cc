import { useEffect, useEffectEvent, useMemo, useRef } from "react";
import { useAppStatus } from "../../bridge/app-status";
import { callShell } from "../../bridge/client";
import { useTaskRows } from "../../bridge/task-rows";
import { dueNotice, noNotices, takeIn, type NoticeRow, type NoticeState } from "../../state/notices";
import { go } from "../../state/route";
import { openTask } from "../open-task";

/** A reading changes the inbox in several steps: so long after the last one it is told, in milliseconds. */
const settled = 3_000;
/** Quiet hours end by the clock. */
const lookAgain = 60_000;

/** Tells the desktop what became the reviewer's turn, and counts it on the badge. Nothing that was there at the start is told. */
export function useNotices(): void {
  const status = useAppStatus();
  const rows = useTaskRows();
  const yourTurn = useMemo(
    () => (rows === null ? null : rows.filter(({ turn }) => turn === "your-turn").map(noticeRow)),
    [rows],
  );
  const state = useRef<NoticeState>(noNotices);
  const settings = status.value?.settings;

  const tell = useEffectEvent(() => {
    if (yourTurn === null || settings === undefined) return;
    const now = new Date();
    const due = dueNotice(state.current, yourTurn, {
      focused: document.hasFocus(),
      minutes: now.getHours() * 60 + now.getMinutes(),
      settings,
    });
    state.current = due.state;
    const { notice } = due;
    if (notice === null) return;
    void callShell("shell.notify", { title: notice.title, body: notice.body }).then((answer) => {
      if (!answer.ok || !answer.value.clicked) return;
      if (notice.taskId === null) go({ screen: "inbox" });
      else openTask(notice.taskId);
    });
  });

  useEffect(() => {
    if (yourTurn === null) return undefined;
    state.current = takeIn(state.current, yourTurn);
    const timer = setTimeout(() => {
      tell();
    }, settled);
    return () => {
      clearTimeout(timer);
    };
  }, [yourTurn]);
  useEffect(() => {
    const timer = setInterval(() => {
      tell();
    }, lookAgain);
    return () => {
      clearInterval(timer);
    };
  }, []);

  const count = settings?.notifications === false ? 0 : status.value?.counts?.yourTurn;
  useEffect(() => {
    if (count !== undefined) void callShell("shell.badge", { count });
  }, [count]);
}

function noticeRow(row: NonNullable<ReturnType<typeof useTaskRows>>[number]): NoticeRow {
  const { taskId, title, ref, repository, verdict } = row;
  return { taskId, title, ref, repository, cause: [verdict.label, verdict.cause].filter(Boolean).join(": ") };
}
