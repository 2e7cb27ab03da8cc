// Two read-only editors of its merge package. scanLimit is what its documentation gives for large texts; both texts hold only
// what the patch shows, made before the clock starts, so that nothing has to be folded away.
import { javascript } from "@codemirror/lang-javascript";
import { defaultHighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { MergeView } from "@codemirror/merge";
import { EditorState } from "@codemirror/state";
import { EditorView, lineNumbers } from "@codemirror/view";

const [old, fresh] = await Promise.all(["old.txt", "new.txt"].map(async (name) => (await fetch(name)).text()));
performance.mark("bench-input");
const extensions = [
  lineNumbers(),
  EditorView.lineWrapping,
  EditorView.editable.of(false),
  EditorState.readOnly.of(true),
  javascript({ typescript: true }),
  syntaxHighlighting(defaultHighlightStyle),
];
const view = new MergeView({
  a: { doc: old, extensions },
  b: { doc: fresh, extensions },
  parent: document.getElementById("pane"),
  diffConfig: { scanLimit: 500 },
});
view.dom.style.height = "100vh";
