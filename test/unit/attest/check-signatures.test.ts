import { generateKeyPairSync, type KeyPairKeyObjectResult } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { checkSignatures } from "../../../main/attest/check-signatures";
import { readPublicKey, readSigningKey } from "../../../main/attest/public-key";
import { signEnvelope } from "../../../main/attest/signature";
import { readSignedDocuments, type SignedDocument } from "../../../main/attest/signed-document";
import { readTrustedRoot } from "../../../main/attest/sigstore";
import type { TrustedKey } from "../../../shared/model/trusted-key";
import { corpus, hasCorpus, overCorpus } from "../../support/corpus";
import { projectRoot } from "../../support/temp-home";

function trusted(text: string, name = "Build farm"): TrustedKey {
  const key = readPublicKey(text);
  if (!key.ok) throw new Error(key.error.message);
  return {
    id: key.value.id,
    name,
    kind: "public-key",
    algorithm: key.value.algorithm,
    text: key.value.pem,
    identity: null,
    issuer: null,
    addedAt: "2026-11-20T10:00:00Z",
  };
}

function documents(text: string): SignedDocument[] {
  const read = readSignedDocuments(text);
  if (!read.ok) throw new Error(read.error.message);
  return read.value;
}

const outcomes = (text: string, keys: readonly TrustedKey[]) =>
  documents(text).flatMap((document) => checkSignatures(document, keys).map(({ outcome }) => outcome));

const statement = Buffer.from(
  JSON.stringify({
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: "junit.xml", digest: { sha256: "ab".repeat(32) } }],
    predicateType: "https://example.invalid/thing/v1",
    predicate: {},
  }),
);

const kinds: readonly (readonly [string, () => KeyPairKeyObjectResult])[] = [
  ["Ed25519", () => generateKeyPairSync("ed25519")],
  ["ECDSA P-256", () => generateKeyPairSync("ec", { namedCurve: "P-256" })],
  ["ECDSA P-384", () => generateKeyPairSync("ec", { namedCurve: "P-384" })],
  ["RSA 2048", () => generateKeyPairSync("rsa", { modulusLength: 2048 })],
];

function signed(pair: KeyPairKeyObjectResult): { envelope: string; pem: string } {
  const key = readSigningKey(pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString());
  if (!key.ok) throw new Error(key.error.message);
  return {
    envelope: signEnvelope(statement, "application/vnd.in-toto+json", key.value),
    pem: pair.publicKey.export({ type: "spki", format: "pem" }).toString(),
  };
}

describe.each(kinds)("a signature of %s", (algorithm, make) => {
  const { envelope, pem } = signed(make());
  const key = trusted(pem);
  it("verifies with its key alone", () => {
    expect(key.algorithm).toBe(algorithm);
    const [document] = documents(envelope);
    if (document === undefined) throw new Error("no document");
    expect(checkSignatures(document, [trusted(signed(make()).pem, "Another"), key])).toEqual([
      { outcome: "verified", keyId: key.id, by: "Build farm", note: null },
    ]);
    expect(outcomes(envelope, [trusted(signed(make()).pem)])).toEqual(["unknown-key"]);
    expect(outcomes(envelope, [])).toEqual(["unknown-key"]);
  });

  it("holds for no other byte of payload, type or signature", () => {
    const value = JSON.parse(envelope) as { payloadType: string; payload: string; signatures: { sig: string }[] };
    const payload = Buffer.from(value.payload, "base64");
    for (let at = 0; at < payload.length; at += 5) {
      const other = Buffer.from(payload);
      other[at] = (other[at] ?? 0) ^ 1;
      const text = JSON.stringify({ ...value, payload: other.toString("base64") });
      expect(outcomes(text, [key])).toEqual(["wrong"]);
    }
    expect(outcomes(JSON.stringify({ ...value, payloadType: "application/vnd.in-toto+jsom" }), [key])).toEqual([
      "wrong",
    ]);
    const signature = Buffer.from(value.signatures[0]?.sig ?? "", "base64");
    signature[signature.length - 1] = (signature.at(-1) ?? 0) ^ 1;
    const spoiled = value.signatures.map((one) => ({ ...one, sig: signature.toString("base64") }));
    expect(outcomes(JSON.stringify({ ...value, signatures: spoiled }), [key])).toEqual(["wrong"]);
    const noBase64 = value.signatures.map((one) => ({ ...one, sig: "%%%" }));
    expect(outcomes(JSON.stringify({ ...value, signatures: noBase64 }), [key])).toEqual(["wrong"]);
    expect(outcomes(JSON.stringify({ ...value, signatures: [] }), [key])).toEqual([]);
  });
});

describe("keys", () => {
  it("refuses private keys, weak keys and what is no key, each by its name", () => {
    const { privateKey } = generateKeyPairSync("ed25519");
    const codeOf = (text: string) => {
      const read = readPublicKey(text);
      return read.ok ? "ok" : read.error.code;
    };
    expect(codeOf(privateKey.export({ type: "pkcs8", format: "pem" }).toString())).toBe("key-private");
    const weak = generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey;
    expect(codeOf(weak.export({ type: "spki", format: "pem" }).toString())).toBe("key-unsupported");
    expect(codeOf("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----")).toBe("key-unreadable");
    expect(codeOf("hello")).toBe("key-unreadable");
    const locked = privateKey.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" });
    expect(readSigningKey(locked.toString())).toMatchObject({ ok: false, error: { code: "key-encrypted" } });
  });

  it("knows what another program signed", () => {
    const pem = readFileSync(path.join(projectRoot, "test/fixtures/attest/farm.pub.pem"), "utf8");
    const file = path.join(projectRoot, "test/fixtures/evidence/in-toto/two.intoto.jsonl");
    expect(outcomes(readFileSync(file, "utf8"), [trusted(pem)])).toEqual(["verified", "verified"]);
  });
});

const rootText = readFileSync(path.join(projectRoot, "test/fixtures/attest/trusted_root.json"), "utf8");
const actions = "https://token.actions.githubusercontent.com";

function root(identity: string, issuer = actions): TrustedKey {
  return {
    id: "0".repeat(64),
    name: "Sigstore",
    kind: "sigstore",
    algorithm: "Sigstore",
    text: rootText,
    identity,
    issuer,
    addedAt: "2026-11-20T10:00:00Z",
  };
}

describe("a Sigstore root", () => {
  it("is read where it is one", () => {
    expect(readTrustedRoot(rootText).ok).toBe(true);
    for (const text of ["", "{}", "[]", '{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}'])
      expect(readTrustedRoot(text), text).toMatchObject({ ok: false, error: { code: "root-unreadable" } });
  });
});

describe.skipIf(!hasCorpus)(overCorpus("Sigstore bundles of real tools, verified offline"), () => {
  const folder = path.join(corpus, "attestations");
  const file = (part: string) => {
    const name = readdirSync(folder).find((one) => one.includes(part));
    if (name === undefined) throw new Error(`no file ${part}`);
    return readFileSync(path.join(folder, name), "utf8");
  };
  const generator = "https://github.com/slsa-framework/slsa-github-generator/.github/workflows/";

  it("verify under the identity that is trusted, and under no other", () => {
    const exact = `${generator}generator_generic_slsa3.yml@refs/tags/v2.1.0`;
    const [document] = documents(file("gha_generic"));
    if (document === undefined) throw new Error("no document");
    expect(checkSignatures(document, [root(exact)])).toMatchObject([{ outcome: "verified", by: exact }]);
    expect(checkSignatures(document, [root(`${generator}*`)])).toMatchObject([{ outcome: "verified", by: exact }]);
    expect(checkSignatures(document, [root(exact.slice(0, -1))])).toMatchObject([{ outcome: "unknown-key", by: null }]);
    expect(checkSignatures(document, [root(exact, "https://else.invalid")])).toMatchObject([
      { outcome: "unknown-key", by: null },
    ]);
    expect(checkSignatures(document, [])).toMatchObject([{ outcome: "not-checked" }]);
  });

  it("are refused where the signature, the log's promise or the log's entry does not hold", () => {
    for (const part of ["invalid-dsse-sig", "invalid-set", "mismatch-tlog"])
      expect(outcomes(file(part), [root("https://*")]), part).toEqual(["wrong"]);
    for (const part of ["__attestation.intoto", "__valid.intoto", "gha_maven", "gha_container-based"])
      expect(outcomes(file(part), [root("https://*")]), part).toEqual(["verified"]);
  });

  it("hold for no other payload, and a key of the registry's own is unknown", () => {
    const value = JSON.parse(file("gha_generic")) as { dsseEnvelope: { payload: string } };
    const payload = Buffer.from(value.dsseEnvelope.payload, "base64");
    payload[payload.length - 3] = (payload[payload.length - 3] ?? 0) ^ 1;
    const changed = { ...value, dsseEnvelope: { ...value.dsseEnvelope, payload: payload.toString("base64") } };
    expect(outcomes(JSON.stringify(changed), [root("https://*")])).toEqual(["wrong"]);
    expect(outcomes(file("npm-gha"), [root("https://*")])).toEqual(["unknown-key", "verified"]);
  });
});
