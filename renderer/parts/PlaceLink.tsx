import { Fragment } from "react";
import { placeParts, placeWords } from "../../shared/review/place-link";
import { SafeText } from "../ui/SafeText";
import { openPlace } from "./open-place";

/** A text in which links to events and lines can be followed; everything else in it is text. */
export function PlacedText({ text, lines = false }: { readonly text: string; readonly lines?: boolean | undefined }) {
  return placeParts(text).map((part, at) => {
    const { place } = part;
    if (place === null)
      return (
        <Fragment key={at}>
          <SafeText text={part.text} lines={lines} />
        </Fragment>
      );
    return (
      <button
        key={at}
        type="button"
        className="link"
        title={part.text}
        onClick={() => {
          void openPlace(place);
        }}
      >
        <SafeText code text={placeWords(place)} />
      </button>
    );
  });
}
