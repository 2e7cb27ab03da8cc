import type { Input, Output } from "../../shared/contract/api";
import type { RotaImport } from "../../shared/contract/owners";
import { err, ok, type Result } from "../../shared/result";
import { firstRota, withShifts } from "../ownership/rota-edit";
import { folderWord, openEditor, systemOpener } from "../platform/open-editor";
import { readTextFile, writeTextFile } from "../platform/text-file";
import type { Core } from "../views/core";
import { editorOf } from "../views/foreground";
import { rotaOf, rotaPlace } from "../views/oncall";
import { calendarShifts } from "../views/oncall-state";
import { currentSettings } from "../views/settings";

const maxBytes = 1024 * 1024;

/**
 * Puts the shifts of a calendar into the rota: shown first, written where the digest of what was shown is given. What is there stays byte
 * for byte, and the file is written whole or not at all. Codes: those of the calendar and of the rota, "file-changed" where the rota is
 * another by then.
 */
export async function importShifts(core: Core, asked: Input<"oncall.import">): Promise<Result<RotaImport>> {
  const calendar = calendarShifts(core, asked);
  if (!calendar.ok) return calendar;
  const place = rotaPlace(core);
  const file = await readTextFile(place, maxBytes);
  if (!file.ok) return file;
  const { text, digest } = file.value;
  const shifts = calendar.value.shifts.map(({ person, from, to }) => ({ team: asked.team, person, from, to }));
  const edited = withShifts(text, shifts, place);
  if (!edited.ok) return edited;
  const { lines, added, known } = edited.value;
  const shown = { calendar: calendar.value, place, lines: [...lines], added, known };
  const replacing = asked.replacing ?? null;
  if (replacing === null || added === 0) return ok({ ...shown, digest, written: false });
  const written = await writeTextFile(place, edited.value.text, { digest: replacing });
  if (!written.ok)
    return written.error.code === "file-changed"
      ? err({ ...written.error, remedy: "Look at what would be written again; nothing was." })
      : written;
  tellChanged(core);
  return ok({ ...shown, digest: written.value, written: true });
}

/** Writes a first rota, with the reviewer in it. Codes: "file-exists". */
export async function beginRota(core: Core): Promise<Result<Output<"oncall.begin">>> {
  const place = rotaPlace(core);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const text = firstRota(currentSettings(core).reviewerName || "Me", zone);
  const written = await writeTextFile(place, text, "nothing");
  if (!written.ok) return written;
  tellChanged(core);
  return ok({ place });
}

/** Opens the rota where it can be written. Codes: "rota-missing", "editor-refused", "editor-not-started". */
export async function openRota(core: Core): Promise<Result<Output<"oncall.open">>> {
  const { state, place } = rotaOf(core);
  if (state === "none")
    return err({ code: "rota-missing", message: "There is no rota yet.", place, remedy: "countersign oncall begin" });
  // A command that takes a folder as part of an argument opens folders, not files.
  const { argv, named } = editorOf(core);
  const takesFile = named && argv.includes(folderWord);
  const opened = await openEditor({
    argv: takesFile ? argv : systemOpener(process.platform),
    folder: place,
    env: core.platform.env,
  });
  return opened.ok ? ok({ command: [...opened.value] }) : opened;
}

/** Who answers for what may be others now. */
function tellChanged(core: Core): void {
  core.publish("changed", { scopes: ["inbox", "task", "settings"] });
}
