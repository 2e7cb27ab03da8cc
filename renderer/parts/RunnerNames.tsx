import { SafeText } from "../ui/SafeText";

/** The runners of a task by name, cut where the column ends; the whole list is the title. */
export function RunnerNames({ names }: { readonly names: readonly string[] }) {
  const all = names.join(", ");
  return (
    <span className="cut" title={all}>
      <SafeText text={all} />
    </span>
  );
}
