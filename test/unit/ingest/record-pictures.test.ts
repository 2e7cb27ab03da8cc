import { expect, it } from "vitest";
import { picturesIn } from "../../../main/ingest/record-pictures";

const bytes = Buffer.from("89504e470d0a1a0a", "hex");
const data = bytes.toString("base64");

it("pictures are found in the forms that runners write them in, in their order", () => {
  const record = JSON.stringify({
    message: {
      content: [
        { type: "text", text: "before" },
        { type: "image", source: { type: "base64", media_type: "image/png", data } },
        {
          type: "tool_result",
          content: [{ type: "image", source: { type: "base64", media_type: "image/png", data } }],
        },
      ],
    },
    output: [
      { type: "image", data, mimeType: "image/png" },
      { type: "input_image", image_url: `data:image/png;base64,${data}` },
      { type: "image_url", image_url: { url: `data:image/png;base64,${data}` } },
    ],
  });
  expect(picturesIn(record).map((found) => Buffer.from(found).equals(bytes))).toEqual(Array(5).fill(true));
});

it("an address is not a picture, nor is a record that is no JSON or a block nested without end", () => {
  let deep = `{"type":"image","data":"${data}"}`;
  for (let level = 0; level < 40; level += 1) deep = `[${deep}]`;
  const elsewhere = JSON.stringify([
    { type: "image", source: { type: "url", url: "https://example.com/a.png" } },
    { type: "input_image", image_url: "https://example.com/a.png" },
    { type: "input_image", image_url: "data:text/html;base64,PGI+" },
    { type: "image", source: { type: "file", file_id: "f" } },
  ]);
  for (const record of ["", "not json", deep, elsewhere]) expect(picturesIn(record)).toEqual([]);
});
