import { useEffect, useState } from "react";
import type { Problem } from "../../../shared/result";
import { call } from "../../bridge/client";
import type { Picture } from "../../parts/PictureCompare";

export interface PictureState {
  readonly picture: Picture | null;
  readonly problem: Problem | null;
}

const nothing: PictureState = { picture: null, problem: null };

/** A picture's bytes as an address of this page's own. In: the item it belongs to, or null for none. */
export function usePicture(attemptId: string | null, evidenceId: string | null): PictureState {
  const key = `${attemptId ?? ""} ${evidenceId ?? ""}`;
  const [held, setHeld] = useState<PictureState & { readonly key: string }>({ ...nothing, key: "" });
  useEffect(() => {
    if (attemptId === null || evidenceId === null) return undefined;
    let url: string | null = null;
    let current = true;
    void call("evidence.image", { attemptId, evidenceId }).then((result) => {
      if (!current) return;
      if (!result.ok) {
        setHeld({ key, picture: null, problem: result.error });
        return;
      }
      const { format, width, height, bytes } = result.value;
      const blob = new Blob([new Uint8Array(bytes)], { type: `image/${format.toLowerCase()}` });
      url = URL.createObjectURL(blob);
      setHeld({ key, picture: { url, blob, format, width, height }, problem: null });
    });
    return () => {
      current = false;
      if (url !== null) URL.revokeObjectURL(url);
    };
  }, [attemptId, evidenceId, key]);
  return held.key === key ? held : nothing;
}
