import { useState } from "react";
import { longestFilter } from "../../../shared/contract/inbox";
import { call } from "../../bridge/client";
import { announce } from "../../state/announce";
import { closeFilterDraft, useFilterDraft, type FilterDraft } from "../../state/save-filter";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import { SafeText } from "../../ui/SafeText";

/** Keeps the filter under a name, or changes one that is kept. */
export function SaveFilterDialog() {
  const draft = useFilterDraft();
  return (
    <Dialog open={draft !== null} onClose={closeFilterDraft} label="Save filter" width={440}>
      {draft === null ? null : <Form key={draft.id ?? "new"} draft={draft} />}
    </Dialog>
  );
}

function Form({ draft }: { readonly draft: FilterDraft }) {
  const [name, setName] = useState(draft.name);
  const [query, setQuery] = useState(draft.query);
  const [problem, setProblem] = useState<string | null>(null);
  const save = () => {
    void call("filters.save", { id: draft.id, name: name.trim(), query: query.trim(), position: null }).then(
      (result) => {
        if (!result.ok) {
          setProblem(`${result.error.message} ${result.error.remedy ?? ""}`);
          return;
        }
        announce(`The filter ${name.trim()} is kept.`);
        closeFilterDraft();
      },
    );
  };
  const missing = name.trim() === "" ? "Give it a name." : query.trim() === "" ? "Type a filter." : undefined;
  return (
    <div className="inbox-save">
      <h2>{draft.id === null ? "Save filter" : "Change filter"}</h2>
      <Field
        label="Name of the filter"
        value={name}
        placeholder="Name"
        maxLength={80}
        onChange={setName}
        onEnter={() => {
          if (missing === undefined) save();
        }}
      />
      <Field
        label="Filter"
        value={query}
        mono
        maxLength={longestFilter}
        onChange={setQuery}
        onEnter={() => {
          if (missing === undefined) save();
        }}
      />
      {problem === null ? null : (
        <p className="inbox-save-problem" role="alert">
          <SafeText text={problem} />
        </p>
      )}
      <div className="row">
        <Button variant="primary" kbd="Enter" disabledReason={missing} onClick={save}>
          Save filter
        </Button>
        <Button variant="ghost" kbd="Esc" onClick={closeFilterDraft}>
          Close
        </Button>
      </div>
    </div>
  );
}
