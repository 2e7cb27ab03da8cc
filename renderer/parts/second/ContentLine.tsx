/** The commits and the patch that something is about, each with its first twelve digits and all of it as a title. */
export function ContentLine(content: {
  readonly base: string | null;
  readonly head: string | null;
  readonly patch: string | null;
}) {
  const parts = (["base", "head", "patch"] as const).flatMap((name) => {
    const value = content[name];
    return value === null ? [] : [{ name, value }];
  });
  return (
    <span className="second-content">
      {parts.map(({ name, value }) => (
        <span key={name} title={value}>
          {name} <span className="mono">{value.slice(0, 12)}</span>
        </span>
      ))}
    </span>
  );
}
