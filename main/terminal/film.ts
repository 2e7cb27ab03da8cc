import { ok, type Result } from "../../shared/result";
import { plain } from "./screen";
import type { Session } from "./terminal";

/** `timeline ID --film`: every edit in order, and the files as they stand after the last. */
export async function printFilm(
  { ask, json, screen }: Pick<Session, "ask" | "json" | "screen">,
  attemptId: string,
): Promise<Result<undefined>> {
  const film = await ask("film.get", { attemptId });
  if (!film.ok) return film;
  const { steps, total } = film.value;
  const last = steps.length - 1;
  const end = last < 0 ? null : await ask("film.step", { attemptId, step: last, path: null, against: "base" });
  if (end?.ok === false) return end;
  const files = end?.value.files ?? [];
  if (json) {
    screen.json({ total, steps, files });
    return ok(undefined);
  }
  if (last < 0) screen.line("No edits. The sessions of this attempt recorded no change of a file.");
  else {
    screen.table(
      [
        { head: "Step", right: true },
        { head: "Time" },
        { head: "Edit" },
        { head: "File", most: 100 },
        { head: "+", right: true },
        { head: "−", right: true },
        { head: "#", right: true },
      ],
      steps.map((step, at) => [
        String(at + 1),
        step.at?.slice(11, 19) ?? "-",
        step.op,
        step.newPath === null ? step.path : `${step.path} -> ${step.newPath}`,
        String(step.added),
        String(step.removed),
        String(step.event.seq),
      ]),
    );
    screen.line();
    for (const file of files)
      screen.line(
        `${plain(file.path)}  ${file.state}, ${file.added === null ? "not counted" : `+${String(file.added)} −${String(file.removed ?? 0)}`}, ${file.known}${file.gaps.length === 0 ? "" : `: ${file.gaps.join("; ")}`}`,
      );
    if (total > steps.length) screen.line(`The first ${String(steps.length)} of ${String(total)} edits.`);
  }
  return ok(undefined);
}
