import type { ClaimRule } from "../stated-claim";
import { saysNoWarnings } from "./numbers";

const works =
  /\b(?:build|compilation)\b(?:[,:]? (?!for|that|to|the\b)\w+){0,4}?[,:]? ?(?:\b(?:pass(?:es|ed)?|succeed(?:s|ed)?|works?|clean|green|successful(?:ly)?|ok|without (?:any )?(?:errors?|warnings?)|(?:no|zero|0) (?:compiler )?(?:errors?|warnings?)(?: (?:and|or) (?:(?:no|zero|0) )?(?:errors?|warnings?))?)\b|✅|✓|✔)|\b(?:builds|compiles|built|compiled) (?:cleanly|successfully|fine|correctly|without (?:any )?(?:errors?|warnings?)|with (?:no|zero|0) (?:errors?|warnings?))|\b(?:project|app|package|binary|image|site|library|bundle|solution|code|code base|codebase|it|everything|crate|workspace) (?:now |still )?(?:builds|compiles)(?: (?:and|cleanly|successfully)|[.!,]|$)|\bbuild(?:, [\w-]+){0,3},? and [\w-]+ (?:are |is )?(?:now )?(?:all |both )?(?:pass|green|clean|succeed)\b|^\s*(?:✅|✓|✔|☑)\s*build\s*$|\bsuccessful build\b|\b(?:no|zero|0) (?:build|compile|compiler|compilation) errors?\b/iu;

/** "`go build ./cmd/feed` succeeds". */
const commandWorks =
  /\b(?:go|cargo|swift|dotnet|(?:npm|pnpm|yarn|bun)(?: run)?|docker|make|next|vite) build\b[^.;,]?(?:[^;,.]|\.(?=[\w./])){0,60}?\b(?:pass(?:es|ed)?|succeed(?:s|ed)?|exit(?:s|ed)? (?:with )?(?:code )?0)\b/i;

/** "The build succeeds", "compiles without errors". */
export const buildWorks: ClaimRule = {
  kind: "build-works",
  title: "The build works",
  matches: "Words for building followed by a word of success, or no build errors.",
  examples: ["The build succeeds.", "It compiles without errors.", "`npm run build` works.", "Build ✅"],
  nearMisses: [
    "Build for the new target works as a plugin of it.",
    "The build should work.",
    "Builds a list of names.",
  ],
  find: ({ text, sentence }) => {
    const match = works.exec(text) ?? commandWorks.exec(text);
    if (match === null) return [];
    return [
      {
        start: match.index,
        command:
          sentence.codes.find(({ text: code }) =>
            /^(?:go|cargo|swift|dotnet|npm|pnpm|yarn|bun|make)\b.{0,20}\bbuild\b/.test(code),
          )?.text ?? null,
        end: match.index + match[0].length,
        noWarnings: saysNoWarnings(text.slice(match.index).slice(0, match[0].length + 30)),
      },
    ];
  },
};
