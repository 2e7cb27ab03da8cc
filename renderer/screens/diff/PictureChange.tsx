import { useEffect, useState } from "react";
import type { ChangedContent } from "../../../shared/contract/diff";
import { call } from "../../bridge/client";
import { OnePicture, TwoPictures, type Picture, type PictureMode } from "../../parts/PictureCompare";
import { formatBytes } from "../../ui/format";
import { Segmented } from "../../ui/Segmented";

const endings = /\.(?:png|jpe?g|gif|webp)$/i;

/** Whether a file's name says that it is a picture of a kind that is shown. */
export function isPicture(path: string): boolean {
  return endings.test(path);
}

type Side = { readonly picture: Picture } | { readonly words: string };

/** A changed picture, before and after: side by side, one over the other, or what differs; else why it cannot be shown. */
export function PictureChange({ attemptId, path }: { readonly attemptId: string; readonly path: string }) {
  const [mode, setMode] = useState<PictureMode>("beside");
  const old = useSide(attemptId, path, "old");
  const fresh = useSide(attemptId, path, "new");
  if (old === null || fresh === null) return <p className="diff-picture meta">Loading the picture.</p>;
  const both = "picture" in old && "picture" in fresh;
  const name = path.slice(path.lastIndexOf("/") + 1);
  return (
    <div className="diff-picture pictures">
      {both ? (
        <Segmented
          small
          label={`How ${name} is shown`}
          value={mode}
          options={[
            { value: "beside", label: "Side by side" },
            { value: "slider", label: "Slider" },
            { value: "difference", label: "Difference" },
          ]}
          onChange={setMode}
        />
      ) : null}
      {both ? (
        <TwoPictures mode={mode} a={old.picture} b={fresh.picture} names={[`before, ${name}`, `after, ${name}`]} />
      ) : (
        <div className="picture-beside">
          <SideView side={old} name={`before, ${name}`} />
          <SideView side={fresh} name={`after, ${name}`} />
        </div>
      )}
    </div>
  );
}

function SideView({ side, name }: { readonly side: Side; readonly name: string }) {
  if ("picture" in side) return <OnePicture picture={side.picture} name={name} />;
  return <p className="meta">{`${name}: ${side.words}`}</p>;
}

/** One side's picture as an address of this page's own; null while it is asked for. */
function useSide(attemptId: string, path: string, side: "old" | "new"): Side | null {
  const [held, setHeld] = useState<{ readonly key: string; readonly side: Side } | null>(null);
  const key = `${attemptId} ${side} ${path}`;
  useEffect(() => {
    let url: string | null = null;
    let current = true;
    void call("diff.content", { attemptId, path, side }).then((answer) => {
      if (!current) return;
      if (!answer.ok) {
        setHeld({ key, side: { words: answer.error.message } });
        return;
      }
      const found = answer.value;
      if (found.kind !== "picture") {
        setHeld({ key, side: { words: wordsOf(found) } });
        return;
      }
      const { format, width, height, bytes } = found;
      const blob = new Blob([new Uint8Array(bytes)], { type: `image/${format.toLowerCase()}` });
      url = URL.createObjectURL(blob);
      setHeld({ key, side: { picture: { url, blob, format, width, height } } });
    });
    return () => {
      current = false;
      if (url !== null) URL.revokeObjectURL(url);
    };
  }, [attemptId, path, side, key]);
  return held?.key === key ? held.side : null;
}

function wordsOf(found: Exclude<ChangedContent, { kind: "picture" }>): string {
  switch (found.kind) {
    case "none":
      return "the file is not there.";
    case "absent":
      return `not kept here: ${found.why}`;
    case "text":
    case "binary":
      return `${formatBytes(found.bytes)} from ${found.from}, which is no picture that can be shown.`;
  }
}
