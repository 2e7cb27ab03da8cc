// The diff editor, read only, with one language and its own diff worker; minimap and overview ruler off, which is to its
// advantage. The diff may take as long as it does by default (5 s).
import * as monaco from "monaco-editor/editor";
import EditorWorker from "monaco-editor/editor/editor.worker?worker";
import "monaco-editor/features/diffEditor/register";
import "monaco-editor/languages/definitions/typescript/register";

self.MonacoEnvironment = { getWorker: () => new EditorWorker() };
const pane = document.getElementById("pane");
pane.style.overflow = "hidden";
const [old, fresh] = await Promise.all(["old.txt", "new.txt"].map(async (name) => (await fetch(name)).text()));
performance.mark("bench-input");
const editor = monaco.editor.createDiffEditor(pane, {
  readOnly: true,
  originalEditable: false,
  renderSideBySide: true,
  minimap: { enabled: false },
  renderOverviewRuler: false,
  scrollBeyondLastLine: false,
  wordWrap: "on",
});
editor.setModel({
  original: monaco.editor.createModel(old, "typescript"),
  modified: monaco.editor.createModel(fresh, "typescript"),
});
window.benchScroll = (pixels) => {
  const side = editor.getModifiedEditor();
  side.setScrollTop(side.getScrollTop() + pixels);
};
