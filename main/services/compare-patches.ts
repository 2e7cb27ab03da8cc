import type { Input, Output } from "../../shared/contract/api";
import { ok, type Result } from "../../shared/result";
import type { Core } from "../views/core";
import { interdiffOf, type KnownBases } from "../views/interdiff";
import { changedContent } from "./changed-content";

/** Of more files with moved bases the patches alone are compared: each costs two looks into a repository. */
const mostAsked = 60;

/**
 * Compares the results of two attempts. Where their bases differ, the whole bases of the files that both change are looked for in
 * the repositories the sessions worked in; without them the patches' own context is what is compared.
 */
export async function comparePatches(
  core: Core,
  asked: Input<"interdiff.get">,
  cancelled: () => boolean,
): Promise<Result<Output<"interdiff.get">>> {
  const first = interdiffOf(core, asked);
  if (!first.ok) return first;
  const moved = first.value.files.filter(
    ({ base, state, fromPath, toPath }) =>
      base === "moved" && state === "differs" && fromPath !== null && toPath !== null,
  );
  if (moved.length === 0 || moved.length > mostAsked) return first;
  const found = new Map<string, { from: string; to: string }>();
  for (const { fromPath, toPath } of moved) {
    if (fromPath === null || toPath === null) continue;
    const from = await baseText(core, asked.againstId, fromPath, cancelled);
    // A repository that has not the one has not the other either, and asking costs a command each.
    if (from === null) return first;
    const to = await baseText(core, asked.attemptId, toPath, cancelled);
    if (to === null) return first;
    found.set(`${fromPath}\n${toPath}`, { from, to });
  }
  const bases: KnownBases = (from, to) => found.get(`${from}\n${to}`) ?? null;
  const whole = interdiffOf(core, asked, bases);
  return whole.ok ? ok(whole.value) : whole;
}

async function baseText(core: Core, attemptId: string, path: string, cancelled: () => boolean): Promise<string | null> {
  const content = await changedContent(core, { attemptId, path, side: "old" }, cancelled);
  if (!content.ok) return null;
  if (content.value.kind === "none") return "";
  return content.value.kind === "text" ? content.value.text : null;
}
