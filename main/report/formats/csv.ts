import { changeColumns, changeFields } from "../change-fields";
import { csvTable, each } from "../csv-table";
import { reportFormat } from "../format";

/** What stands where nothing recorded a field: an empty cell could be taken for an empty value. */
const unknown = "not recorded";

/** One row for each decision, a column for each field an auditor asks for. */
export const csv = reportFormat({
  id: "csv",
  name: "CSV, decisions",
  extension: "csv",
  pieces({ decisions }) {
    return csvTable(
      changeColumns.map(({ id }) => id),
      each(decisions, (row) => changeFields(row).map(({ value }) => value ?? unknown)),
    );
  },
});
