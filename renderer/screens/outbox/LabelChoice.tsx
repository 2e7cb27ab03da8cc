import { call } from "../../bridge/client";
import { useQuery } from "../../bridge/use-query";
import { announce } from "../../state/announce";

/** Whether decisions also set labels. */
export function LabelChoice() {
  const settings = useQuery("outbox.settings", {}, { scopes: ["settings"] });
  const change = async (labels: boolean) => {
    const changed = await call("outbox.settings", { labels });
    announce(
      changed.ok
        ? labels
          ? "Decisions offer labels."
          : "Decisions offer no labels."
        : `Could not change it: ${changed.error.message}`,
    );
    settings.reload();
  };
  if (settings.value === undefined) return null;
  return (
    <label className="outbox-labels">
      <input
        type="checkbox"
        checked={settings.value.labels}
        onChange={(event) => {
          void change(event.target.checked);
        }}
      />
      Offer labels with decisions: countersign:approved, changes-requested, rejected, not-chosen
    </label>
  );
}
