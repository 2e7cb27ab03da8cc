import type { ClaimRule } from "../stated-claim";

const verb = "(?:verified|tested|checked|confirmed|validated|tried|viewed|opened|inspected)";
const where =
  "(?:in|with|using|via|through) (?:(?:a|the|my|your|real|actual|headless|local|live) ){0,3}(?:browsers?|chrome|chromium|firefox|safari|playwright|puppeteer|devtools)\\b";
const browser = new RegExp(
  `\\b${verb}\\b[^.;]{0,80}?\\b${where}|\\b(?:browser[- ](?:verified|tested|checked))\\b|\\b${verb} (?:it |this |that )?visually\\b|\\bvisually (?:verified|confirmed|checked)\\b|\\b(?:took|captured) (?:a )?screenshots?\\b`,
  "i",
);

/** "Verified in the browser", "checked with Playwright". */
export const verifiedInBrowser: ClaimRule = {
  kind: "verified-in-browser",
  title: "Verified in a browser",
  matches: "A verb of checking followed by in, with or via a browser, or a screenshot that was taken.",
  examples: ["Verified the dialog in the browser.", "Tested it with Playwright.", "Visually confirmed the layout."],
  nearMisses: [
    "Please check it in the browser.",
    "Works in all modern browsers.",
    "Open the page in Chrome to see it.",
  ],
  find: ({ text }) => {
    const match = browser.exec(text);
    return match === null ? [] : [{ start: match.index, end: match.index + match[0].length }];
  },
};
