import { useSyncExternalStore } from "react";
import { CodeText } from "./CodeText";
import type { DiffEngine } from "../../parts/diff/diff-engine";
import type { ShownLine } from "./use-context-lines";

export interface ContextLineProps {
  readonly engine: DiffEngine;
  readonly line: ShownLine;
  readonly path: string;
  /** The whole file, to colour the line among its neighbours. */
  readonly source: string;
  readonly split: boolean;
}

const nothingShown = (): void => undefined;

/** A line of the file that the patch leaves out: unchanged, so the same on both sides. */
export function ContextLine({ engine, line, path, source, split }: ContextLineProps) {
  useSyncExternalStore(engine.subscribe, () => engine.state.version);
  const spans = engine.coloursOf(`context ${String(line.file)}`, path, source);
  const code = (
    <CodeText
      text={line.text}
      row={line.newNo - 1}
      spans={spans}
      query=""
      words={false}
      noNewline={false}
      shown
      onShow={nothingShown}
    />
  );
  if (!split) {
    return (
      <div className="diff-line diff-extra">
        <span className="diff-no diff-no-old">{line.oldNo}</span>
        <span className="diff-no diff-no-new">{line.newNo}</span>
        {code}
      </div>
    );
  }
  return (
    <div className="diff-pair diff-extra">
      {[line.oldNo, line.newNo].map((no, side) => (
        <div key={side} className="diff-half diff-look-context">
          <span className="diff-no diff-no-half">{no}</span>
          {code}
        </div>
      ))}
    </div>
  );
}
