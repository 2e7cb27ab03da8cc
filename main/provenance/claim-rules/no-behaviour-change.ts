import type { ClaimRule } from "../stated-claim";

const unchanged =
  /\b(?:no|without(?: any)?|zero) (?:(?:functional|behaviou?ral|runtime|user-visible|observable|production) ){0,2}(?:behaviou?r|functional|behaviou?ral|semantic|logic|runtime)(?: or (?:functional|behaviou?ral|logic))? changes?\b|\bbehaviou?r (?:is |remains? |stays? |was )(?:completely |entirely |exactly )?(?:unchanged|the same|identical|preserved)\b|\b(?:does|do|did|doesn't|don't|didn't)(?: not)? (?:change|alter|affect) (?:(?:any|the|existing|runtime|current|observable) ){0,3}behaviou?r\b|\b(?:pure|purely a) refactor(?:ing)?\b|\brefactor(?:ing)? only\b|\bpurely cosmetic\b|\bcomment[- ]only change\b|\bno change in behaviou?r\b/i;

/** "No behaviour change", "a pure refactor". */
export const noBehaviourChange: ClaimRule = {
  kind: "no-behaviour-change",
  title: "Behaviour did not change",
  matches: "No functional or behaviour change, behaviour unchanged, pure refactor, purely cosmetic.",
  examples: [
    "No functional changes.",
    "This is a pure refactor.",
    "Existing behaviour is unchanged.",
    "It does not change any behavior.",
  ],
  nearMisses: [
    "This changes the behaviour of the parser.",
    "The default behaviour should stay the same.",
    "No other changes.",
  ],
  find: ({ text }) => {
    const match = unchanged.exec(text);
    if (match === null) return [];
    // "do change behaviour" says the opposite.
    if (/^(?:does|do|did) (?:change|alter|affect)/i.test(match[0])) return [];
    // "No behaviour change for callers that pass nothing" leaves others out.
    const limited = /^,? (?:for|when|where|in|on|with|outside|unless|except|other than|besides)\b/i.test(
      text.slice(match.index + match[0].length),
    );
    return [{ start: match.index, end: match.index + match[0].length, limited }];
  },
};
