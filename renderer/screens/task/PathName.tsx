import { SafeText } from "../../ui/SafeText";

/** A path with its folder quiet and its name plain; cut at the folder, never at the name. */
export function PathName({ path }: { readonly path: string }) {
  const at = path.lastIndexOf("/") + 1;
  return (
    <span className="task-path mono" title={path}>
      {at === 0 ? null : (
        <span className="dim cut">
          <SafeText text={path.slice(0, at)} code />
        </span>
      )}
      <span className="task-path-name">
        <SafeText text={path.slice(at)} code />
      </span>
    </span>
  );
}
