/** Letters of other scripts that are drawn like a Latin letter in the usual typefaces (Unicode TR39, confusables). */
const cyrillic = new Set("аеорсухіјѕһԁԛԝкмтвнгпАВЕКМНОРСТУХІЈЅԌԚԜҮһӏ");
const greek = new Set("οαρυνικτωΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹϳ");
const armenian = new Set("օոսցհձզգքյՕՍԼ");
const cherokee = new Set("ᎠᎡᎢᎪᎫᎬᎳᎷᎻᎽᏀᏃᏎᏒᏔᏕᏙᏚᏞᏟᏢᏦᏴ");
/** Latin letters that are drawn like a Cyrillic one. */
const latin = new Set("aeopcyxijshdqwkmtbABEKMHOPCTYXIJS");

const scripts: readonly (readonly [string, RegExp, ReadonlySet<string>])[] = [
  ["Cyrillic", /\p{Script=Cyrillic}/u, cyrillic],
  ["Greek", /\p{Script=Greek}/u, greek],
  ["Armenian", /\p{Script=Armenian}/u, armenian],
  ["Cherokee", /\p{Script=Cherokee}/u, cherokee],
];
const isLatin = /\p{Script=Latin}/u;
// The micro and ohm signs and such are units, whatever script Unicode counts them to.
const words = /[\p{L}\p{M}]+/gu;
const beyondLatin = /[\u0370-\u058f\u13a0-\u13ff\u1c80-\u1c8f\ua640-\ua69f]/;

/** A word that mixes letters which look alike. */
export interface MixedWord {
  readonly word: string;
  /** The script of the letters that do not belong. */
  readonly script: string;
  readonly letters: readonly string[];
}

/**
 * Words of a line in which letters of two scripts stand that look alike: `pаypal` with a Cyrillic а. Words that are wholly of
 * another script, and words in which its letters cannot be taken for Latin ones (`Δt`, `API-ключ`), are none.
 */
export function mixedWords(line: string): MixedWord[] {
  if (!beyondLatin.test(line)) return [];
  const found: MixedWord[] = [];
  for (const [word] of line.normalize("NFC").matchAll(words)) {
    const mixed = beyondLatin.test(word) ? mixedWord(word) : null;
    if (mixed !== null) found.push(mixed);
  }
  for (const [, host] of line.matchAll(/:\/\/([^\s/"'`<>)\]:?#]{1,253})/g)) {
    const mixed = host === undefined ? null : mixedHost(host);
    if (mixed !== null && !found.some((one) => host?.includes(one.word))) found.push(mixed);
  }
  return found;
}

function mixedWord(word: string): MixedWord | null {
  for (const [script, pattern, alike] of scripts) {
    const chars = Array.from(word);
    const foreign = chars.filter((char) => pattern.test(char));
    const own = chars.filter((char) => isLatin.test(char));
    if (foreign.length === 0 || own.length === 0) continue;
    if (foreign.length <= own.length && foreign.every((char) => alike.has(char))) {
      // One Greek letter before or after Latin ones is how quantities are written.
      if (
        script === "Greek" &&
        foreign.length === 1 &&
        (pattern.test(chars[0] ?? "") || pattern.test(chars.at(-1) ?? "")) &&
        /\p{Ll}/u.test(foreign[0] ?? "") &&
        foreign[0] !== "ο"
      )
        continue;
      return { word, script, letters: [...new Set(foreign)] };
    }
    const switches = chars
      .slice(1)
      .filter((char, index) => pattern.test(char) !== pattern.test(chars[index] ?? "")).length;
    if (
      script === "Cyrillic" &&
      foreign.length > own.length &&
      own.every((char) => latin.has(char)) &&
      (switches > 1 || own.length === 1)
    )
      return { word, script: "Latin", letters: [...new Set(own)] };
  }
  return null;
}

/** A host with a part that is written wholly in look-alikes beside parts in Latin: `аррӏе.com`. */
function mixedHost(host: string): MixedWord | null {
  const labels = host.replace(/^[^@]*@/, "").split(".");
  if (!labels.some((label) => /^[a-z0-9-]+$/i.test(label))) return null;
  for (const label of labels)
    for (const [script, pattern, alike] of scripts) {
      const letters = Array.from(label).filter((char) => pattern.test(char));
      if (
        letters.length > 1 &&
        letters.every((char) => alike.has(char)) &&
        Array.from(label).every((char) => pattern.test(char) || /[\d-]/.test(char))
      )
        return { word: host, script, letters: [...new Set(letters)] };
    }
  return null;
}
