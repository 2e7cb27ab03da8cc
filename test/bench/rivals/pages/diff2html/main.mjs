// diff2html's own page: side by side, colours by its slim build (the languages most used), as its README draws a diff.
// Matching of words is left at what it is by default; the file list is left out, which is to its advantage.
import { Diff2HtmlUI } from "diff2html/lib-esm/ui/js/diff2html-ui-slim.js";
import "diff2html/bundles/css/diff2html.min.css";

const pane = document.getElementById("pane");
const patch = await (await fetch("patch.diff")).text();
performance.mark("bench-input");
const view = new Diff2HtmlUI(pane, patch, {
  outputFormat: "side-by-side",
  drawFileList: false,
  fileListToggle: false,
  fileContentToggle: false,
  highlight: true,
});
view.draw();
