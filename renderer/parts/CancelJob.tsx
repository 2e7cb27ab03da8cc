import { useState } from "react";
import { call } from "../bridge/client";
import { announce } from "../state/announce";
import { Button } from "../ui/Button";

/** Ends long work at its next step. What was read stays; the words say so once it is asked for. */
export function CancelJob({ id, ghost = false }: { readonly id: string; readonly ghost?: boolean }) {
  const [asked, setAsked] = useState<string | null>(null);
  const waiting = asked === id;
  return (
    <Button
      small
      variant={ghost ? "ghost" : "plain"}
      busy={waiting}
      onClick={() => {
        setAsked(id);
        void call("jobs.cancel", { id }).then((answer) => {
          if (answer.ok) announce("Reading ends. What was read is kept; the rest is read at the next sync.");
          else {
            setAsked(null);
            announce(answer.error.message);
          }
        });
      }}
    >
      {waiting ? "Ending" : "Cancel"}
    </Button>
  );
}
