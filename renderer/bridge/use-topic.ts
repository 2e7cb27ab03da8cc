import { useEffect, useEffectEvent } from "react";
import type { TopicName, TopicPayload } from "../../shared/contract/topics";
import { listen } from "./client";

/** Hears a topic while the component is on screen. */
export function useTopic<N extends TopicName>(topic: N, listener: (payload: TopicPayload<N>) => void): void {
  const heard = useEffectEvent(listener);
  useEffect(
    () =>
      listen(topic, (payload) => {
        heard(payload);
      }),
    [topic],
  );
}
