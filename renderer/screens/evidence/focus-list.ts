/** The focus goes to the list of items. */
export function toItems(): void {
  document.querySelector<HTMLElement>(".evidence-list [role=row][tabindex='0']")?.focus();
}

/** The focus goes into the list of the item that is shown. Out: false where it has none. */
export function intoDetail(): boolean {
  const row = document.querySelector<HTMLElement>(".evidence-detail [role=row][tabindex='0']");
  row?.focus();
  return row !== null;
}

/** The focus goes to the text field that filters the item's list. Out: false where it has none. */
export function toFilter(): boolean {
  const field = document.querySelector<HTMLInputElement>(".evidence-filter input[type=text]");
  field?.focus();
  field?.select();
  return field !== null;
}
