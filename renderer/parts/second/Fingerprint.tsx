/** All of a key's fingerprint in groups of eight, to be read out and compared. */
export function Fingerprint({ keyid }: { readonly keyid: string }) {
  const groups = keyid.match(/.{1,8}/g) ?? [];
  return (
    <span className="mono second-fingerprint" role="img" aria-label={`Fingerprint ${groups.join(" ")}`}>
      {groups.map((group, at) => (
        <span key={String(at)}>{group}</span>
      ))}
    </span>
  );
}
