#!/usr/bin/env python3
"""Verifies an audit bundle of Countersign, offline, without any code of the application.

One file. Python 3.11 or newer and its standard library; Ed25519 signatures are checked by the package `cryptography` where
it is installed, otherwise by the `openssl` program (3.0 or newer). The verdict is the exit code. See --help and README.md.
Nothing from a bundle is run, and nothing is written to disk but temporary files for openssl, which are removed.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import calendar
import hashlib
import io
import json
import os
import re
import stat
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import date
from typing import Any, BinaryIO, Callable, Iterator, NoReturn

VERSION = "1.0.0"

ANCHORED, CONSISTENT, UNPINNED, DIVERGED, INVALID, MALFORMED = 0, 10, 20, 30, 40, 50
VERDICTS = {
    ANCHORED: "ANCHORED",
    CONSISTENT: "CONSISTENT",
    UNPINNED: "UNPINNED",
    DIVERGED: "DIVERGED",
    INVALID: "INVALID",
    MALFORMED: "UNSUPPORTED/MALFORMED",
}

KIB = 1024
MAX_JSON = 64 * KIB * KIB
MAX_ENTRY = 256 * KIB
MAX_BLOB = KIB * KIB
MAX_NOTE = 64 * KIB
MAX_FILES = 300_000
MAX_DEPTH = 12
MAX_INTEGER = 2**53 - 1
WITHHELD = 0xFFFFFFFF

THREAT = (
    "The log shows that history was changed, by anyone who does not control the reviewer's OS account or who does but "
    "after a checkpoint left the machine. Someone who controls the account and the signing key can rewrite everything "
    "newer than the last external anchor. The log does not show that a decision was wise, that the person was at the "
    "keyboard, or that the wall clock was right before the first trusted timestamp."
)

HELP = """\
countersign_verify.py BUNDLE [options]

Says whether an audit bundle (a folder, or the same files in an uncompressed .tar) is what the log was, and against whom
that is proved. Keys inside a bundle prove nothing by themselves: whoever makes a false bundle puts his own keys in. Bring
the keys, or an earlier checkpoint, from somewhere else.

  --log-key VKEY|FILE        the log's key as you know it: the text "origin+hash+key", or a file that holds it (repeatable)
  --reviewer-key VKEY|FILE   a reviewer's key as you know it: text, file with the text, or PEM public key (repeatable)
  --known-checkpoint FILE    a checkpoint of this log that you had before, for example checkpoints/<size>.note of an earlier
                             bundle, or the trailer of a comment made into a note (repeatable)
  --tsa-root FILE            PEM certificates of the time stamp authority you trust; needs openssl
  --json                     the result as one JSON object
  --backend NAME             what checks Ed25519 signatures: auto (default), cryptography, openssl
  --batch                    reads {"bundle": PATH, "args": [...]} per line, writes {"exit": N} per line
  --selftest-merkle FILE     runs the tree's proofs against test vectors
  --version, --help

The verdict is the exit code:
   0 ANCHORED    whole, signed by keys you pinned, and tied to something outside: an earlier checkpoint or a time stamp
  10 CONSISTENT  whole and signed by keys you pinned; what is newer than your own knowledge could have been rewritten by
                 someone who holds those keys
  20 UNPINNED    whole and consistent in itself; no key was pinned, or not every one, so it proves nothing about who made it
  30 DIVERGED    a checkpoint you brought tells another history of this log, or a longer one
  40 INVALID     something does not hold: a digest, an entry, a root, a proof, a signature, the report
  50 UNSUPPORTED/MALFORMED
                 cannot be read: not a bundle, a newer format, a file over its limit, wrong usage

Examples
  countersign_verify.py audit-bundle
  countersign_verify.py audit-bundle.tar --log-key log.vkey --reviewer-key reviewer.vkey --known-checkpoint 120.note
"""


class Malformed(Exception):
    """The bundle cannot be read (50)."""

    def __init__(self, file: str, message: str, place: str = "") -> None:
        super().__init__(message)
        self.file, self.place, self.message = file, place, message


class Form(Exception):
    """A value does not have the form it must have (40)."""


class Unknown(Exception):
    """A kind, a version or a key that this verifier does not know (50)."""


@dataclass
class Problem:
    code: int
    file: str
    place: str
    message: str


def shown(text: str, limit: int = 200) -> str:
    """Text from a bundle as it may be printed: characters that steer a terminal or hide are written as escapes."""
    cut = text if len(text) <= limit else text[:limit] + "..."
    return "".join(c if c.isprintable() else f"\\u{{{ord(c):x}}}" for c in cut)


# --- Canonical JSON (RFC 8785, integers only) -------------------------------------------------------------------------


def utf16_order(key: str) -> bytes:
    """Sort key of an object's key: by UTF-16 code units."""
    return key.encode("utf-16-be")


def _refuse_number(text: str) -> NoReturn:
    raise ValueError(f"number that is no integer: {text[:40]}")


def _integer(text: str) -> int:
    if len(text) > 17:
        raise ValueError("integer out of range")
    value = int(text)
    if abs(value) > MAX_INTEGER:
        raise ValueError("integer out of range")
    return value


def _ordered(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys are unique and stand in canonical order."""
    before: str | None = None
    for key, _ in pairs:
        if before is not None:
            if key.isascii() and before.isascii():
                in_order = before < key
            else:
                in_order = utf16_order(before) < utf16_order(key)
            if not in_order:
                raise ValueError("keys repeated or not in order")
        before = key
    return dict(pairs)


_DECODER = json.JSONDecoder(
    parse_float=_refuse_number, parse_constant=_refuse_number, parse_int=_integer, object_pairs_hook=_ordered
)


def _depth(value: Any) -> int:
    """Depth of the deepest value; the root value is at 0."""
    deepest, waiting = 0, [(value, 0)]
    while waiting:
        item, depth = waiting.pop()
        deepest = max(deepest, depth)
        if isinstance(item, dict):
            waiting.extend((inner, depth + 1) for inner in item.values())
        elif isinstance(item, list):
            waiting.extend((inner, depth + 1) for inner in item)
    return deepest


def encode_canonical(value: Any) -> bytes:
    """Canonical bytes of a JSON value made here (strings, integers, booleans, null)."""

    def sort(item: Any) -> Any:
        if isinstance(item, dict):
            return {key: sort(item[key]) for key in sorted(item, key=utf16_order)}
        if isinstance(item, list):
            return [sort(inner) for inner in item]
        return item

    return json.dumps(sort(value), ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def read_canonical(data: bytes) -> Any:
    """Reads JSON that must be in its one canonical form; raises Form with the reason otherwise."""
    try:
        text = data.decode("utf-8", "strict")
        value = _DECODER.decode(text)
        again = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    except RecursionError:
        raise Form("nested too deeply") from None
    except ValueError as error:
        raise Form(f"not canonical JSON: {str(error)[:120]}") from None
    if again != data:
        raise Form("not in canonical form")
    if _depth(value) > MAX_DEPTH:
        raise Form(f"nested deeper than {MAX_DEPTH}")
    return value


# --- Forms of values --------------------------------------------------------------------------------------------------

Check = Callable[[Any, str, list[str]], None]
HEX64 = re.compile(r"[0-9a-f]{64}")
ORIGIN = re.compile(r"countersign\.invalid/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
DECIMAL = re.compile(r"0|[1-9][0-9]{0,15}")
DIGITS = re.compile(r"[0-9]+")
INSTANT = re.compile(
    r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?"
    r"(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)


def is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def from_base64(text: str) -> bytes | None:
    """Bytes of standard, padded base64 in the encoder's one form; null otherwise."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (ValueError, binascii.Error):
        return None
    return data if base64.b64encode(data).decode("ascii") == text else None


def text(value: Any, place: str, wrong: list[str]) -> None:
    if not isinstance(value, str):
        wrong.append(f"{place} is no text")


def count(value: Any, place: str, wrong: list[str]) -> None:
    if not is_integer(value) or value < 0:
        wrong.append(f"{place} is no count")


def pattern(expression: re.Pattern[str], what: str) -> Check:
    def check(value: Any, place: str, wrong: list[str]) -> None:
        if not isinstance(value, str) or expression.fullmatch(value) is None:
            wrong.append(f"{place} is no {what}")

    return check


def one_of(*values: Any) -> Check:
    def check(value: Any, place: str, wrong: list[str]) -> None:
        if isinstance(value, bool) or value not in values:
            wrong.append(f"{place} is none of: {', '.join(str(v) for v in values)}")

    return check


def encoded(limit: int) -> Check:
    def check(value: Any, place: str, wrong: list[str]) -> None:
        data = from_base64(value) if isinstance(value, str) else None
        if data is None:
            wrong.append(f"{place} is no base64")
        elif len(data) > limit:
            wrong.append(f"{place} is longer than {limit} bytes")

    return check


def anything(value: Any, place: str, wrong: list[str]) -> None:
    """Not looked at."""


def record(required: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    """An object with these keys and no other. A key that is not known raises Unknown."""
    known = {**required, **(optional or {})}

    def check(value: Any, place: str, wrong: list[str]) -> None:
        if not isinstance(value, dict):
            wrong.append(f"{place or 'the value'} is no object")
            return
        for key in value:
            if key not in known:
                raise Unknown(f"unknown key {shown(key)!r} in {place or 'the object'}")
        for key in required:
            if key not in value:
                wrong.append(f"{place}.{key} is absent".lstrip("."))
        for key, inner in value.items():
            known[key](inner, f"{place}.{key}".lstrip("."), wrong)

    return check


def many(item: Check, least: int = 0, most: int | None = None) -> Check:
    def check(value: Any, place: str, wrong: list[str]) -> None:
        if not isinstance(value, list) or len(value) < least or (most is not None and len(value) > most):
            wrong.append(f"{place} is no list of the right length")
            return
        for index, inner in enumerate(value):
            item(inner, f"{place}[{index}]", wrong)

    return check


def instant(value: Any, place: str, wrong: list[str]) -> None:
    """An RFC 3339 time of a day that there is."""
    if isinstance(value, str) and INSTANT.fullmatch(value) is not None:
        try:
            date(int(value[:4]), int(value[5:7]), int(value[8:10]))
            return
        except ValueError:
            pass
    wrong.append(f"{place} is no RFC 3339 time")


def or_null(inner: Check) -> Check:
    def check(value: Any, place: str, wrong: list[str]) -> None:
        if value is not None:
            inner(value, place, wrong)

    return check


def name_text(value: Any, place: str, wrong: list[str]) -> None:
    if not isinstance(value, str) or value == "":
        wrong.append(f"{place} is no name")


def field_of(value: Any, *path: str) -> Any:
    """What stands there, or null."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def text_of(value: Any, *path: str) -> str | None:
    """The text that stands there; null where it is none."""
    found = field_of(value, *path)
    return found if isinstance(found, str) else None


hex64 = pattern(HEX64, "SHA-256 in lower hex")
signature64 = encoded(200)
protection = one_of("keychain", "passphrase", "file", "basic_text")

HEADER: dict[str, Check] = {
    "v": one_of(1, 2),
    "origin": pattern(ORIGIN, "origin of a log"),
    "seq": count,
    "recordedAt": instant,
    "bootId": text,
    "monotonicNs": pattern(DIGITS, "decimal number"),
    "kind": text,
}
FIRST_KINDS = {"log.created", "decision", "ingest", "export", "key", "clock.anomaly"}
KEY_KINDS = {"log.created", "log.key", "reviewer.key"}
PAYLOAD_TYPE = "application/vnd.countersign.decision.v1+json"
STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "https://countersign.invalid/decision/v1"

both_signatures = record({"old": signature64, "new": signature64})
envelope_form = record(
    {
        "payloadType": one_of(PAYLOAD_TYPE),
        "payload": encoded(MAX_ENTRY),
        "signatures": many(record({"keyid": hex64, "sig": signature64}), 1, 10),
    }
)
person_form = record(
    {"name": name_text, "binding": one_of("self-asserted", "github", "ssh", "roster")},
    {"account": text, "accountId": count, "boundAt": instant},
)


def _body(required: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    return record({**HEADER, **required}, optional)


SECOND_BODIES: dict[str, Check] = {
    "log.created": _body({"app": text, "logKey": text, "protection": protection}),
    "decision": _body({"envelope": envelope_form}),
    "reviewer.key": _body(
        {
            "action": one_of("created", "rotated", "revoked", "restored"),
            "key": text,
            "keyid": hex64,
            "person": person_form,
            "protection": protection,
        },
        {"previous": hex64, "signatures": both_signatures, "from": count, "reason": text},
    ),
    "log.key": _body(
        {"action": one_of("created", "rotated"), "key": text, "protection": protection},
        {"previous": text, "signatures": both_signatures},
    ),
    "anchor": _body(
        {
            "type": one_of("export", "github", "git", "rfc3161"),
            "size": count,
            "root": hex64,
            "receipt": encoded(64 * KIB),
            "detail": text,
        }
    ),
    "blob.erased": _body({"commitment": hex64, "reason": text}),
    "policy": _body({"id": text, "version": count, "digest": hex64}),
    "recovery": _body({"message": text}),
    "effect": _body(
        {
            "effect": pattern(UUID, "UUID"),
            "decision": or_null(count),
            "via": one_of("github", "webhook", "mail"),
            "operation": text,
            "target": text,
            "state": one_of("confirmed", "held", "failed", "cancelled"),
            "head": or_null(text),
            "remote": or_null(record({"id": text, "url": text, "at": instant})),
            "detail": text,
            "digest": or_null(hex64),
        }
    ),
    "decision.received": _body(
        {
            "entry": encoded(MAX_ENTRY),
            "key": text,
            "person": person_form,
            "from": pattern(ORIGIN, "origin of a log"),
            "at": count,
            "logKey": text,
            "proof": encoded(MAX_NOTE),
        }
    ),
}
statement_form = record(
    {
        "_type": one_of(STATEMENT_TYPE),
        "predicateType": one_of(PREDICATE_TYPE),
        "subject": many(record({"name": text, "digest": record({}, {"sha256": text, "gitCommit": text})})),
        "predicate": record({"origin": text, "seq": count, "decision": anything}, {"texts": hex64}),
    }
)


def read_entry(data: bytes) -> dict[str, Any]:
    """Body of an entry whose bytes are canonical and whose form is known. Raises Form (40) or Unknown (50).

    The header is looked at first: of an entry without a proper one nothing more is read."""
    body = read_canonical(data)
    if not isinstance(body, dict):
        raise Form("no object")
    version, kind = body.get("v"), body.get("kind")
    if not is_integer(version) or version < 1:
        raise Form("v is no version")
    if version > 2:
        raise Unknown(f"entry of version {version}: newer than this verifier")
    wrong: list[str] = []
    for key, check in HEADER.items():
        if key not in body:
            wrong.append(f"{key} is absent")
        else:
            check(body[key], key, wrong)
    if wrong or not isinstance(kind, str):
        raise Form("; ".join(wrong[:5]))
    if version == 1:
        if kind not in FIRST_KINDS:
            wrong.append("kind is none of version 1")
        elif kind == "decision" and not isinstance(field_of(body, "decision", "kind"), str):
            wrong.append("decision is no object, or of no kind")
    else:
        form = SECOND_BODIES.get(kind)
        if form is None:
            raise Unknown(f"unknown kind {shown(kind)!r} of version 2")
        form(body, "", wrong)
    if wrong:
        raise Form("; ".join(wrong[:5]))
    return body


# --- Ed25519 ----------------------------------------------------------------------------------------------------------

SPKI_PREFIX = bytes.fromhex("302a300506032b6570032100")
Ed25519 = Callable[[bytes, bytes, bytes], bool]


def _by_cryptography() -> Ed25519 | None:
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return None

    def verify(public: bytes, message: bytes, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True

    return verify


def _by_openssl() -> Ed25519 | None:
    try:
        said = subprocess.run(["openssl", "version"], capture_output=True, text=True, timeout=30, check=False).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.match(r"(?:OpenSSL|LibreSSL) ([0-9]+)\.", said)
    if not said.startswith("OpenSSL") or found is None or int(found.group(1)) < 3:
        return None

    def verify(public: bytes, message: bytes, signature: bytes) -> bool:
        encoded_key = base64.b64encode(SPKI_PREFIX + public).decode("ascii")
        with tempfile.TemporaryDirectory(prefix="countersign-verify-") as folder:
            key, data, sig = (os.path.join(folder, name) for name in ("key.pem", "message", "signature"))
            for path, content in (
                (key, f"-----BEGIN PUBLIC KEY-----\n{encoded_key}\n-----END PUBLIC KEY-----\n".encode("ascii")),
                (data, message),
                (sig, signature),
            ):
                with open(path, "wb") as file:
                    file.write(content)
            command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", key, "-rawin", "-in", data, "-sigfile", sig]
            return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 0

    return verify


class Signatures:
    """Checks Ed25519 signatures; what was checked once in this process is remembered by digest."""

    def __init__(self, backend: str) -> None:
        self.backend = backend
        self._seen: dict[bytes, bool] = {}
        self._verify: Ed25519 | None = None
        if backend in ("auto", "cryptography"):
            self._verify = _by_cryptography()
            self.used = "the package cryptography"
        if self._verify is None and backend in ("auto", "openssl"):
            self._verify = _by_openssl()
            self.used = "openssl"
        if self._verify is None:
            raise Malformed("", f"no way to check Ed25519 signatures ({backend}): install cryptography, or openssl 3")

    def hold(self, public: bytes, message: bytes, signature: bytes) -> bool:
        if len(public) != 32 or len(signature) != 64 or self._verify is None:
            return False
        key = hashlib.sha256(public + signature + hashlib.sha256(message).digest()).digest()
        known = self._seen.get(key)
        if known is None:
            known = self._verify(public, message, signature)
            if len(self._seen) > 200_000:
                self._seen.clear()
            self._seen[key] = known
        return known


# --- Keys and notes (C2SP signed-note, tlog-checkpoint) ---------------------------------------------------------------


@dataclass(frozen=True)
class VKey:
    name: str
    public: bytes

    @property
    def hash(self) -> bytes:
        return hashlib.sha256(self.name.encode("utf-8") + b"\n\x01" + self.public).digest()[:4]

    @property
    def keyid(self) -> str:
        """Lower hex SHA-256 of the key's SPKI DER."""
        return hashlib.sha256(SPKI_PREFIX + self.public).hexdigest()


def good_key_name(name: str) -> bool:
    return name != "" and "+" not in name and not any(c.isspace() for c in name)


def read_vkey(line: str) -> VKey | None:
    """NAME+HASH+KEY of an Ed25519 key; null where it is anything else."""
    parts = line.split("+", 2)
    if len(parts) != 3 or not good_key_name(parts[0]) or re.fullmatch(r"[0-9a-f]{8}", parts[1]) is None:
        return None
    data = from_base64(parts[2])
    if data is None or len(data) != 33 or data[0] != 1:
        return None
    try:
        key = VKey(parts[0], data[1:])
        return key if key.hash.hex() == parts[1] else None
    except UnicodeEncodeError:
        return None


@dataclass
class Note:
    origin: str
    size: int
    root: bytes
    text: bytes
    signatures: list[tuple[str, bytes, bytes]]


def read_note(data: bytes) -> Note:
    """A checkpoint note. Raises Form with the reason."""
    if len(data) > MAX_NOTE:
        raise Form("note over its limit")
    try:
        whole = data.decode("utf-8", "strict")
    except UnicodeDecodeError:
        raise Form("note is not UTF-8") from None
    if any(ord(c) < 0x20 and c != "\n" for c in whole):
        raise Form("control character in the note")
    split = whole.rfind("\n\n")
    if split < 0 or not whole.endswith("\n"):
        raise Form("note without signatures")
    body, lines = whole[: split + 1], whole[split + 2 :].split("\n")[:-1]
    if not lines:
        raise Form("note without signatures")
    signatures: list[tuple[str, bytes, bytes]] = []
    for line in lines:
        parts = line.split(" ")
        value = from_base64(parts[2]) if len(parts) == 3 and parts[0] == "\u2014" else None
        if value is None or len(value) < 5 or not good_key_name(parts[1]):
            raise Form("malformed signature line")
        signatures.append((parts[1], value[:4], value[4:]))
    texts = body.split("\n")[:-1]
    if len(texts) != 3:
        raise Form("checkpoint has not three lines")
    root = from_base64(texts[2])
    if DECIMAL.fullmatch(texts[1]) is None or root is None or len(root) != 32 or texts[0] == "":
        raise Form("checkpoint's size or root is malformed")
    return Note(texts[0], int(texts[1]), root, body.encode("utf-8"), signatures)


def note_signers(note: Note, keys: list[VKey], signatures: Signatures) -> list[VKey]:
    """Which of the known keys signed. A line of a known key that does not verify raises Form."""
    found: list[VKey] = []
    for name, key_hash, value in note.signatures:
        for key in keys:
            if key.name == name and key.hash == key_hash:
                if not signatures.hold(key.public, note.text, value):
                    raise Form("a signature of the log's key does not verify")
                found.append(key)
    return found


# --- Tree (RFC 6962) --------------------------------------------------------------------------------------------------


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def fold(edge: list[tuple[int, bytes]]) -> bytes:
    """Root of the tree whose complete subtrees these are, largest first."""
    if not edge:
        return hashlib.sha256(b"").digest()
    root = edge[-1][1]
    for _, left in reversed(edge[:-1]):
        root = node_hash(left, root)
    return root


def roots_at(edge: list[tuple[int, bytes]], first: int, leaves: list[bytes], sizes: set[int]) -> dict[int, bytes]:
    """Roots of the tree at these sizes, from the complete subtrees of [0, first) and the leaf hashes from there on."""
    stack, found = list(edge), {}
    if first in sizes:
        found[first] = fold(stack)
    for index, leaf in enumerate(leaves):
        height = 0
        while stack and stack[-1][0] == height:
            leaf = node_hash(stack.pop()[1], leaf)
            height += 1
        stack.append((height, leaf))
        if first + index + 1 in sizes:
            found[first + index + 1] = fold(stack)
    return found


def edge_heights(size: int) -> list[int]:
    """Heights of the complete subtrees of [0, size), largest first."""
    return [bit for bit in range(size.bit_length() - 1, -1, -1) if size >> bit & 1]


def inclusion_holds(index: int, size: int, leaf: bytes, proof: list[bytes], root: bytes) -> bool:
    """RFC 9162 section 2.1.3.2."""
    if index < 0 or index >= size or len(leaf) != 32:
        return False
    fn, sn, current = index, size - 1, leaf
    for step in proof:
        if sn == 0 or len(step) != 32:
            return False
        if fn & 1 or fn == sn:
            current = node_hash(step, current)
            while not fn & 1 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            current = node_hash(current, step)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and current == root


def consistency_holds(first: int, second: int, root1: bytes, root2: bytes, proof: list[bytes]) -> bool:
    """RFC 9162 section 2.1.4.2; from size 0 every tree follows, with no proof."""
    if first < 0 or first > second:
        return False
    if first == second:
        return not proof and root1 == root2
    if first == 0:
        return not proof and root1 == hashlib.sha256(b"").digest()
    path = list(proof)
    if first & (first - 1) == 0:
        path.insert(0, root1)
    if not path:
        return False
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    old = new = path[0]
    for step in path[1:]:
        if sn == 0 or len(step) != 32:
            return False
        if fn & 1 or fn == sn:
            old, new = node_hash(step, old), node_hash(step, new)
            while not fn & 1 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            new = node_hash(new, step)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and old == root1 and new == root2


def read_proof(data: bytes) -> tuple[int, list[bytes], bytes]:
    """Index, hashes and the note's bytes of a C2SP tlog-proof. Raises Form."""
    head, separator, note = data.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise Form("proof is malformed") from None
    if not separator or len(lines) < 2 or lines[0] != "c2sp.org/tlog-proof@v1" or not lines[1].startswith("index "):
        raise Form("proof is malformed")
    index = lines[1][len("index ") :]
    hashes = [from_base64(line) for line in lines[2:]]
    if DECIMAL.fullmatch(index) is None or len(hashes) > 63 or any(h is None or len(h) != 32 for h in hashes):
        raise Form("proof is malformed")
    return int(index), [h for h in hashes if h is not None], note


# --- Where the files are ----------------------------------------------------------------------------------------------

NUMBER = r"(?:0|[1-9][0-9]{0,15})"
FOLDERS = ("checkpoints", "proofs", "anchors", "blobs")
FIXED = ("manifest.json", "entries.bin", "left-edge.json", "earlier-keys.json", "keys.json", "report.json", "report.html")
NAME = re.compile(
    "|".join(re.escape(name) for name in FIXED)
    + rf"|checkpoints/{NUMBER}\.note|proofs/{NUMBER}\.tlog-proof|anchors/{NUMBER}\.bin|blobs/[0-9a-f]{{64}}"
)


def limit_of(name: str) -> int | None:
    """Bytes a file may have; null where its parts are limited instead (entries.bin)."""
    if name.endswith((".json", ".html")):
        return MAX_JSON
    if name.startswith("blobs/"):
        return 1 + 32 + MAX_BLOB
    return MAX_NOTE if "/" in name else None


class Folder:
    """A bundle that is a folder: regular files in the fixed places, links never followed."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.sizes: dict[str, int] = {}
        self._list("")

    def _list(self, under: str) -> None:
        try:
            with os.scandir(os.path.join(self.path, under) if under else self.path) as entries:
                for entry in entries:
                    name = f"{under}/{entry.name}" if under else entry.name
                    status = entry.stat(follow_symlinks=False)
                    if stat.S_ISDIR(status.st_mode) and not under and name in FOLDERS:
                        self._list(name)
                    elif not stat.S_ISREG(status.st_mode):
                        raise Malformed(name, "not a regular file")
                    else:
                        if len(self.sizes) >= MAX_FILES:
                            raise Malformed("", f"more than {MAX_FILES} files")
                        self.sizes[name] = status.st_size
        except OSError as error:
            raise Malformed(under, f"cannot be read: {error.strerror}") from None

    def open(self, name: str) -> BinaryIO:
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        try:
            handle = os.open(os.path.join(self.path, *name.split("/")), flags)
        except OSError as error:
            raise Malformed(name, f"cannot be read: {error.strerror}") from None
        file = os.fdopen(handle, "rb")
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode) or status.st_size != self.sizes[name]:
            file.close()
            raise Malformed(name, "changed while it was read")
        return file

    def close(self) -> None:
        """Nothing is held open."""


class Window(io.RawIOBase):
    """A stretch of a file, read only."""

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        super().__init__()
        self._file, self._at, self._left = file, start, size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        wanted = min(len(buffer), self._left)
        self._file.seek(self._at)
        data = self._file.read(wanted)
        buffer[: len(data)] = data
        self._at += len(data)
        self._left -= len(data)
        return len(data)


class Tar:
    """A bundle in an uncompressed ustar archive: plain files only, each name once, nothing hidden between them."""

    def __init__(self, path: str) -> None:
        self.sizes: dict[str, int] = {}
        self._starts: dict[str, int] = {}
        try:
            self._file: BinaryIO = open(path, "rb")
            self._end = os.fstat(self._file.fileno()).st_size
        except OSError as error:
            raise Malformed("", f"cannot be read: {error.strerror}") from None
        try:
            self._read()
        except BaseException:
            self._file.close()
            raise

    def _block(self) -> bytes:
        block = self._file.read(512)
        if len(block) != 512:
            raise Malformed("", "the archive is cut short")
        return block

    def _read(self) -> None:
        while True:
            header = self._block()
            if header == bytes(512):
                break
            name, size = self._header(header)
            if name in self.sizes:
                raise Malformed(name, "twice in the archive")
            if len(self.sizes) >= MAX_FILES:
                raise Malformed("", f"more than {MAX_FILES} files")
            start = self._file.tell()
            padding = -size % 512
            if start + size + padding > self._end:
                raise Malformed(name, "the archive is cut short")
            self._file.seek(start + size)
            if self._file.read(padding) != bytes(padding):
                raise Malformed(name, "padding is not empty")
            self.sizes[name], self._starts[name] = size, start
        if self._block() != bytes(512):
            raise Malformed("", "the archive has no proper end")
        while rest := self._file.read(65536):
            if rest.count(0) != len(rest):
                raise Malformed("", "bytes after the archive's end")

    @staticmethod
    def _header(header: bytes) -> tuple[str, int]:
        checksum = header[148:156]
        total = sum(header) - sum(checksum) + 8 * 0x20
        if re.fullmatch(rb"[0-7]{6}\x00 ", checksum) is None or int(checksum[:6], 8) != total:
            raise Malformed("", "a header's checksum is wrong")
        if header[257:265] != b"ustar\x0000" or header[156:157] != b"0" or header[157:257] != bytes(100):
            raise Malformed("", "something other than a plain file in the archive")
        parts: list[str] = []
        for raw in (header[345:500], header[0:100]):
            stem = raw.rstrip(b"\x00")
            if b"\x00" in stem or not stem.isascii():
                raise Malformed("", "a name is malformed")
            parts.append(stem.decode("ascii"))
        size = re.fullmatch(rb"([0-7]{11})[\x00 ]", header[124:136])
        if size is None:
            raise Malformed("", "a size is malformed")
        if parts[0]:
            raise Malformed("", "a name is split in two")
        return parts[1], int(size.group(1), 8)

    def open(self, name: str) -> BinaryIO:
        return io.BufferedReader(Window(self._file, self._starts[name], self.sizes[name]), 1 << 20)

    def close(self) -> None:
        self._file.close()


Container = Folder | Tar


def open_container(path: str) -> Container:
    try:
        mode = os.stat(path).st_mode
    except OSError as error:
        raise Malformed("", f"{shown(path)} cannot be read: {error.strerror}") from None
    if stat.S_ISDIR(mode):
        return Folder(path)
    if stat.S_ISREG(mode):
        return Tar(path)
    raise Malformed("", f"{shown(path)} is neither a folder nor a file")


# --- What the entries say of keys -------------------------------------------------------------------------------------


class Joined:
    """Which keys belong together by rotations, in any direction."""

    def __init__(self) -> None:
        self._next: dict[str, set[str]] = {}

    def join(self, one: str, other: str) -> None:
        self._next.setdefault(one, set()).add(other)
        self._next.setdefault(other, set()).add(one)

    def group(self, key: str) -> set[str]:
        found, waiting = {key}, [key]
        while waiting:
            for other in self._next.get(waiting.pop(), set()) - found:
                found.add(other)
                waiting.append(other)
        return found


@dataclass
class ReviewerKey:
    """A reviewer's key: where its signatures count. A key that was rotated out or revoked never counts again; `restored`
    only tells once more of a key in use."""

    key: VKey
    begin: int
    end: int | None = None
    lines: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)

    def stop(self, seq: int) -> None:
        """From `seq` on, also where it reaches back, the key's signatures do not count."""
        self.end = seq if self.end is None else min(self.end, seq)

    def active_now(self) -> bool:
        return self.end is None

    def active_at(self, seq: int) -> bool:
        return self.begin <= seq and (self.end is None or seq < self.end)


class Keys:
    """The log's key and the reviewers' keys, entry by entry."""

    def __init__(self, origin: str, signatures: Signatures) -> None:
        self.origin = origin
        self._signatures = signatures
        self.log: list[tuple[int, str, VKey]] = []
        self.log_joined = Joined()
        self.reviewers: dict[str, ReviewerKey] = {}
        self.reviewers_joined = Joined()

    def log_key_at(self, size: int) -> VKey | None:
        """The log key in use for the checkpoint at this size."""
        found = [key for seq, _, key in self.log if seq < size]
        return found[-1] if found else None

    def log_keys(self) -> list[VKey]:
        return [key for _, _, key in self.log]

    def tell(self, body: dict[str, Any]) -> None:
        """Takes in a log.created, log.key or reviewer.key entry. Raises Form where it may not stand there."""
        seq: int = body["seq"]
        if body["kind"] == "log.created":
            if seq != 0:
                raise Form("log.created stands at another place than 0")
            if body["v"] == 2:
                self._add_log_key(0, body["logKey"])
        elif body["kind"] == "log.key":
            self._log_key(body, seq)
        else:
            self._reviewer_key(body, seq)

    def _add_log_key(self, seq: int, line: str) -> VKey:
        key = read_vkey(line)
        if key is None or key.name != self.origin:
            raise Form("the log's key is malformed or of another name")
        if any(known == line for _, known, _ in self.log):
            raise Form("the log's key was in use before")
        self.log.append((seq, line, key))
        return key

    def _both_signed(self, body: dict[str, Any], message: str, old: VKey, new: VKey) -> None:
        data = message.encode("utf-8")
        for which, key in (("old", old), ("new", new)):
            value = from_base64(body["signatures"][which])
            if value is None or not self._signatures.hold(key.public, data, value):
                raise Form(f"the rotation is not signed by the {which} key")

    @staticmethod
    def _only(body: dict[str, Any], needed: set[str], among: set[str]) -> None:
        for key in sorted(among):
            if (key in body) != (key in needed):
                raise Form(f"{key} {'is absent' if key in needed else 'may not stand there'} ({body['action']})")

    def _log_key(self, body: dict[str, Any], seq: int) -> None:
        rotated = body["action"] == "rotated"
        self._only(body, {"previous", "signatures"} if rotated else set(), {"previous", "signatures"})
        current = self.log[-1] if self.log else None
        if not rotated:
            if current is not None:
                raise Form("a log key is made although one is in use")
            self._add_log_key(seq, body["key"])
            return
        if current is None or current[1] != body["previous"]:
            raise Form("the rotation names another key than the one in use")
        new = read_vkey(body["key"])
        if new is None:
            raise Form("the log's key is malformed")
        message = f"countersign-log-key-rotation-v1\n{self.origin}\n{seq}\n{body['previous']}\n{body['key']}\n"
        self._both_signed(body, message, current[2], new)
        self._add_log_key(seq, body["key"])
        self.log_joined.join(body["previous"], body["key"])

    def _reviewer_key(self, body: dict[str, Any], seq: int) -> None:
        action, keyid = body["action"], body["keyid"]
        needed = {"rotated": {"previous", "signatures"}, "revoked": {"from"}}.get(action, set())
        self._only(body, needed, {"previous", "signatures", "from"})
        key = read_vkey(body["key"])
        if key is None or not key.name.startswith("reviewer/") or key.name == "reviewer/":
            raise Form("the reviewer's key is malformed")
        if key.keyid != keyid:
            raise Form("keyid is not that of the key")
        known = self.reviewers.get(keyid)
        if action in ("created", "rotated") and known is not None:
            raise Form("a key that the log already tells of is made again")
        if action in ("revoked", "restored") and known is None:
            raise Form(f"a key that the log does not tell of is {action}")
        if action == "revoked" and body["from"] > seq:
            raise Form("a revocation for later entries")
        if action == "rotated":
            before = self.reviewers.get(body["previous"])
            if before is None or not before.active_now():
                raise Form("the rotation is from a key that is not active")
            message = f"countersign-key-rotation-v1\n{self.origin}\n{seq}\n{body['previous']}\n{keyid}\n"
            self._both_signed(body, message, before.key, key)
            before.stop(seq)
            self.reviewers_joined.join(body["previous"], keyid)
        entry = known if known is not None else ReviewerKey(key, seq)
        self.reviewers[keyid] = entry
        entry.lines.add(body["key"])
        entry.names.add(body["person"]["name"])
        if action == "revoked":
            entry.stop(body["from"])


# --- The verification -------------------------------------------------------------------------------------------------


@dataclass
class Pins:
    log: list[VKey] = field(default_factory=list)
    reviewers: list[bytes] = field(default_factory=list)
    known: list[tuple[str, Note]] = field(default_factory=list)
    tsa_root: str | None = None


@dataclass
class Decision:
    seq: int
    recorded_at: str
    content: dict[str, Any]
    texts: str | None
    signers: list[str] | None
    """Keys whose signatures verified, in order; null of a decision recorded before decisions were signed."""


@dataclass
class Anchor:
    seq: int
    type: str
    size: int
    root: str
    receipt: bytes


manifest_form = record(
    {
        "format": one_of("countersign-audit-bundle"),
        "version": one_of(1),
        "origin": pattern(ORIGIN, "origin of a log"),
        "from": count,
        "to": count,
        "files": many(record({"name": pattern(NAME, "name of a bundle's file"), "size": count, "sha256": hex64})),
    }
)
left_edge_form = many(hex64)
earlier_form = many(record({"seq": count, "entry": encoded(MAX_ENTRY), "proof": many(hex64)}))
def signed_payload(envelope: dict[str, Any]) -> tuple[bytes, bytes]:
    """Payload of a DSSE envelope, and the bytes that are signed of it."""
    payload = from_base64(envelope["payload"]) or b""
    kind = envelope["payloadType"].encode("utf-8")
    return payload, b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def check_statement(statement: Any, body: dict[str, Any], wrong: list[str]) -> None:
    """Whether a statement of the right form was signed for this log and place, and about what its decision is bound to."""
    predicate = statement["predicate"]
    decision, texts = predicate["decision"], predicate.get("texts")
    if predicate["origin"] != body["origin"] or predicate["seq"] != body["seq"]:
        wrong.append("was signed for another log or another place")
        return
    if not isinstance(decision, dict) or not isinstance(decision.get("bound"), dict):
        wrong.append("decision is no object, or bound to nothing")
        return
    if not isinstance(decision.get("kind"), str):
        wrong.append("decision is of no kind")
    bound = decision["bound"]
    expected = [
        {"name": name, "digest": {algorithm: bound.get(key)}}
        for name, algorithm, key in (
            ("patch", "sha256", "patch"),
            ("head", "gitCommit", "head"),
            ("evidence", "sha256", "evidence"),
        )
        if name == "evidence" or bound.get(key) is not None
    ]
    if statement["subject"] != expected:
        wrong.append("subject is not what the decision is bound to")
    if texts is not None and (decision.get("reason") != "" or "comments" in decision):
        wrong.append("what was typed stands in the decision and in a blob")


keys_form = record({"log": many(text), "reviewers": many(record({"vkey": text, "keyid": hex64, "person": text}))})


class Verification:
    """One run over one bundle. `run` leaves problems, and what is proved and what is not."""

    def __init__(self, container: Container, pins: Pins, signatures: Signatures) -> None:
        self.container, self.pins, self.signatures = container, pins, signatures
        self.problems: list[Problem] = []
        self.proved: list[str] = []
        self.not_proved: list[str] = []
        self.origin: str | None = None
        self.first: int | None = None
        self.end: int | None = None
        self.root: str | None = None
        self.counts: dict[str, int] = {}
        self.second_began = False
        self.exit = MALFORMED

    def problem(self, file: str, place: str, message: str, code: int = INVALID) -> None:
        self.problems.append(Problem(code, file, place, message))

    def run(self) -> int:
        try:
            self._run()
        except Malformed as error:
            self.problem(error.file, error.place, error.message, MALFORMED)
        worst = max((p.code for p in self.problems), default=None)
        if worst is not None:
            self.exit = worst
        return self.exit

    # The files

    def _read_manifest(self) -> None:
        sizes = self.container.sizes
        for name, size in sizes.items():
            if NAME.fullmatch(name) is None:
                raise Malformed(shown(name), "no file of a bundle has this name")
            limit = limit_of(name)
            if limit is not None and size > limit:
                raise Malformed(name, f"over the limit of {limit} bytes")
        if "manifest.json" not in sizes:
            raise Malformed("manifest.json", "absent: this is no audit bundle")
        with self.container.open("manifest.json") as file:
            manifest = self._shaped("manifest.json", file.read(MAX_JSON + 1), manifest_form)
        self.listed: dict[str, tuple[int, str]] = {}
        before = ""
        for item in manifest["files"]:
            if item["name"] <= before or item["name"] == "manifest.json":
                raise Malformed("manifest.json", "files are not sorted, or one is listed twice or is the manifest itself")
            before = item["name"]
            self.listed[before] = (item["size"], item["sha256"])
        if manifest["from"] >= manifest["to"]:
            raise Malformed("manifest.json", "from is not less than to")
        self.origin, self.first, self.end = manifest["origin"], manifest["from"], manifest["to"]
        for name in sorted((set(sizes) - {"manifest.json"}) ^ set(self.listed)):
            raise Malformed(name, "listed and absent" if name in self.listed else "not listed in the manifest")
        edge = {"left-edge.json", "earlier-keys.json"}
        required = {"entries.bin", "keys.json", "report.json", f"checkpoints/{self.end}.note"}
        for name in sorted(required | (edge if self.first > 0 else set())):
            if name not in self.listed:
                raise Malformed(name, "absent")
        if self.first == 0 and edge & set(self.listed):
            raise Malformed("left-edge.json", "a bundle from entry 0 has none")
        self.unread = set(self.listed)

    @staticmethod
    def _shaped(name: str, data: bytes, form: Check) -> Any:
        wrong: list[str] = []
        try:
            value = read_canonical(data)
            form(value, "", wrong)
        except (Form, Unknown) as error:
            raise Malformed(name, str(error)) from None
        if wrong:
            raise Malformed(name, "; ".join(wrong[:5]))
        return value

    def _digest(self, name: str, size: int, digest: str) -> None:
        self.unread.discard(name)
        if (size, digest) != self.listed[name]:
            self.problem(name, "", "size or SHA-256 is not that of the manifest")

    def _bytes(self, name: str) -> bytes:
        """A file of limited size, its digest compared with the manifest."""
        with self.container.open(name) as file:
            data = file.read()
        self._digest(name, len(data), hashlib.sha256(data).hexdigest())
        return data

    def _frames(self) -> Iterator[tuple[bytes | None, bytes]]:
        """Each frame of entries.bin: leaf bytes (null when withheld) and leaf hash."""
        name, digest, size = "entries.bin", hashlib.sha256(), 0
        with self.container.open(name) as file:

            def take(length: int) -> bytes:
                nonlocal size
                data = file.read(length)
                digest.update(data)
                size += len(data)
                return data

            while head := take(4):
                length = int.from_bytes(head, "big")
                if len(head) == 4 and length != WITHHELD and length > MAX_ENTRY:
                    raise Malformed(name, f"an entry over the limit of {MAX_ENTRY} bytes", f"byte {size - 4}")
                data = take(32 if length == WITHHELD else length)
                if len(head) < 4 or len(data) != (32 if length == WITHHELD else length):
                    self.problem(name, f"byte {size}", "the last frame is cut short")
                    break
                yield (None, data) if length == WITHHELD else (data, leaf_hash(data))
            while data := take(1 << 20):
                pass
        self._digest(name, size, digest.hexdigest())

    # The entries

    def _run(self) -> None:
        self._read_manifest()
        assert self.origin is not None and self.first is not None and self.end is not None
        first, end = self.first, self.end
        self.keys = Keys(self.origin, self.signatures)
        edge: list[tuple[int, bytes]] = []
        earlier: list[dict[str, Any]] = []
        told_keys = self._shaped("keys.json", self._bytes("keys.json"), keys_form)
        report = self._bytes("report.json")
        self._shaped("report.json", report, anything)
        if first > 0:
            hashes = self._shaped("left-edge.json", self._bytes("left-edge.json"), left_edge_form)
            heights = edge_heights(first)
            if len(hashes) != len(heights):
                self.problem("left-edge.json", "", f"{len(hashes)} subtrees where {len(heights)} stand before entry {first}")
            edge = [(height, bytes.fromhex(value)) for height, value in zip(heights, hashes)]
            earlier = self._shaped("earlier-keys.json", self._bytes("earlier-keys.json"), earlier_form)
            self._earlier_keys(earlier, first)
        self._entries(first, end)
        sizes = {first, end} | {a.size for a in self.anchors} | {note.size for _, note in self.pins.known}
        self.roots = roots_at(edge, first, self.leaves, sizes)
        root = self.roots.get(end)
        if root is not None:
            self.root = root.hex()
            self._earlier_proofs(earlier, end, root)
        self._checkpoints(first, end)
        self._proofs(first, end, root)
        self._anchors(first)
        self._texts()
        self._keys_file(told_keys)
        if not any(p.file in ("entries.bin", "earlier-keys.json") or p.file.startswith("blobs/") for p in self.problems):
            if self._report(first, end) != report:
                self.problem("report.json", "", "is not what the entries say")
        for name in sorted(self.unread):
            self._whole_digest(name)
        self._judge(first, end)

    def _whole_digest(self, name: str) -> None:
        digest, size = hashlib.sha256(), 0
        with self.container.open(name) as file:
            while data := file.read(1 << 20):
                digest.update(data)
                size += len(data)
        self._digest(name, size, digest.hexdigest())

    def _body(self, data: bytes, seq: int, file: str) -> dict[str, Any] | None:
        """The entry's body; null where it is not one for this place, which is then told."""
        place = f"entry {seq}"
        try:
            body = read_entry(data)
        except Form as error:
            self.problem(file, place, str(error))
            return None
        except Unknown as error:
            raise Malformed(file, str(error), place) from None
        if body["origin"] != self.origin or body["seq"] != seq:
            self.problem(file, place, "was made for another log or another place")
            return None
        self.second_began = self.second_began or body["v"] == 2
        return body

    def _tell(self, body: dict[str, Any], file: str) -> None:
        try:
            self.keys.tell(body)
        except Form as error:
            self.problem(file, f"entry {body['seq']}", str(error))

    def _earlier_keys(self, items: list[dict[str, Any]], first: int) -> None:
        name, before = "earlier-keys.json", -1
        for item in items:
            seq = item["seq"]
            if seq <= before or seq >= first:
                self.problem(name, f"entry {seq}", f"not in order, or not before entry {first}")
            before = seq
            body = self._body(from_base64(item["entry"]) or b"", seq, name)
            if body is None:
                continue
            if body["kind"] not in KEY_KINDS:
                self.problem(name, f"entry {seq}", "tells of no key")
            elif (seq == 0) != (body["kind"] == "log.created"):
                self.problem(name, f"entry {seq}", "log.created stands at 0, and only there")
            else:
                self._tell(body, name)
        if not items or items[0]["seq"] != 0:
            self.problem(name, "", "the log's first entry is absent")

    def _earlier_proofs(self, items: list[dict[str, Any]], end: int, root: bytes) -> None:
        for item in items:
            proof = [bytes.fromhex(step) for step in item["proof"]]
            if not inclusion_holds(item["seq"], end, leaf_hash(from_base64(item["entry"]) or b""), proof, root):
                self.problem("earlier-keys.json", f"entry {item['seq']}", "its proof does not lead to the root")

    def _entries(self, first: int, end: int) -> None:
        self.leaves: list[bytes] = []
        self.decisions: list[Decision] = []
        self.decision_seqs: set[int] = set()
        self.anchors: list[Anchor] = []
        self.withheld: list[int] = []
        self.key_rows: list[dict[str, Any]] = []
        self.policies: list[dict[str, Any]] = []
        self.erased: list[dict[str, Any]] = []
        self.recoveries: list[int] = []
        self.clock: list[int] = []
        self.effects: list[dict[str, Any]] = []
        self.received: list[dict[str, Any]] = []
        self.received_names: dict[str, set[str]] = {}
        self.received_keys: dict[str, bytes] = {}
        self.open_times: list[str] = []
        self._policy: dict[str, tuple[int, str]] = {}
        for data, leaf in self._frames():
            seq = first + len(self.leaves)
            self.leaves.append(leaf)
            if data is None:
                self.withheld.append(seq)
                if seq == 0:
                    self.problem("entries.bin", "entry 0", "the log's first entry is withheld")
                continue
            body = self._body(data, seq, "entries.bin")
            if body is not None:
                self._entry(body, seq)
        if len(self.leaves) != end - first:
            self.problem("entries.bin", "", f"{len(self.leaves)} entries where the manifest says {end - first}")

    def _entry(self, body: dict[str, Any], seq: int) -> None:
        kind, place = body["kind"], f"entry {seq}"
        if not self.open_times:
            self.open_times = [body["recordedAt"]] * 2
        self.open_times[1] = body["recordedAt"]
        if seq == 0 and kind != "log.created":
            self.problem("entries.bin", place, "the log's first entry is not log.created")
        if kind in KEY_KINDS:
            self._tell(body, "entries.bin")
            if body["v"] == 2:
                self._key_row(body, seq)
        elif kind == "decision":
            self.decision_seqs.add(seq)
            if body["v"] == 1 and self.second_began:
                self.problem("entries.bin", place, "an unsigned decision after the log had begun to sign them")
            elif body["v"] == 1:
                self.decisions.append(Decision(seq, body["recordedAt"], body["decision"], None, None))
            else:
                self._signed_decision(body, seq)
        elif kind == "anchor":
            if body["size"] > seq:
                self.problem("entries.bin", place, "an anchor of a later tree")
            receipt = from_base64(body["receipt"]) or b""
            self.anchors.append(Anchor(seq, body["type"], body["size"], body["root"], receipt))
        elif kind == "policy":
            version, digest = self._policy.get(body["id"], (-1, ""))
            if body["version"] < version or (body["version"] == version and body["digest"] != digest):
                self.problem("entries.bin", place, "the policy's version goes down, or stands for another content")
            self._policy[body["id"]] = (body["version"], body["digest"])
            self.policies.append({"seq": seq, **{key: body[key] for key in ("id", "version", "digest")}})
        elif kind == "blob.erased":
            self.erased.append({"seq": seq, "commitment": body["commitment"]})
        elif kind == "recovery":
            self.recoveries.append(seq)
        elif kind == "effect":
            self._effect(body, seq)
        elif kind == "decision.received":
            try:
                self._received(body, seq)
            except Form as error:
                self.problem("entries.bin", place, str(error))
            except Unknown as error:
                raise Malformed("entries.bin", f"received: {error}", place) from None
        elif kind == "clock.anomaly":
            self.clock.append(seq)

    def _key_row(self, body: dict[str, Any], seq: int) -> None:
        created = body["kind"] == "log.created"
        self.key_rows.append(
            {
                "seq": seq,
                "kind": body["kind"],
                "action": "created" if created else body["action"],
                "key": body["logKey"] if created else body["key"],
                "keyid": body.get("keyid"),
                "name": field_of(body, "person", "name"),
                "binding": field_of(body, "person", "binding"),
                "protection": body["protection"],
            }
        )

    def _effect(self, body: dict[str, Any], seq: int) -> None:
        decision, place = body["decision"], f"entry {seq}"
        if decision is not None and decision >= seq:
            self.problem("entries.bin", place, "an effect of a decision that was yet to come")
        elif decision is not None and decision >= (self.first or 0):
            if decision not in self.decision_seqs and decision not in self.withheld:
                self.problem("entries.bin", place, f"an effect of entry {decision}, which is no decision")
        keys = ("effect", "decision", "via", "operation", "target", "state")
        self.effects.append({"seq": seq, **{key: body[key] for key in keys}})

    def _received(self, body: dict[str, Any], seq: int) -> None:
        """A decision of another log: signed by the key that stands with it, for its place there, and proved to have stood there."""
        origin, at = body["from"], body["at"]
        if origin == self.origin:
            raise Form("received from this very log")
        key, log_key = read_vkey(body["key"]), read_vkey(body["logKey"])
        if key is None or re.fullmatch(r"reviewer/.+", key.name) is None:
            raise Form("the key is no Ed25519 key of a reviewer")
        if log_key is None or log_key.name != origin:
            raise Form("logKey is no Ed25519 key of the other log")
        data = from_base64(body["entry"]) or b""
        entry = read_entry(data)
        if entry["origin"] != origin or entry["seq"] != at:
            raise Form("the other log's entry is of another log or another place")
        if entry["v"] != 2 or entry["kind"] != "decision" or at == 0:
            raise Form("the other log's entry is no signed decision")
        payload, signed = signed_payload(entry["envelope"])
        found = [item for item in entry["envelope"]["signatures"] if item["keyid"] == key.keyid]
        if not found or not all(self.signatures.hold(key.public, signed, from_base64(i["sig"]) or b"") for i in found):
            raise Form("the key did not sign the other log's decision")
        wrong: list[str] = []
        statement = read_canonical(payload)
        statement_form(statement, "", wrong)
        if not wrong:
            check_statement(statement, entry, wrong)
        if wrong:
            raise Form("payload: " + "; ".join(wrong[:5]))
        index, hashes, tail = read_proof(from_base64(body["proof"]) or b"")
        note = read_note(tail)
        if index != at or note.origin != origin:
            raise Form("the proof is of another entry or another log")
        if not note_signers(note, [log_key], self.signatures):
            raise Form("the other log's key did not sign the checkpoint of the proof")
        if not inclusion_holds(at, note.size, leaf_hash(data), hashes, note.root):
            raise Form("the proof does not lead to its checkpoint")
        decision = statement["predicate"]["decision"]
        self.received.append(
            {
                "seq": seq,
                "from": origin,
                "at": at,
                "kind": decision["kind"],
                "taskRef": text_of(decision, "taskRef"),
                "reviewer": text_of(decision, "reviewer", "name"),
                "keyid": key.keyid,
            }
        )
        self.received_names.setdefault(key.keyid, set()).add(body["person"]["name"])
        self.received_keys[key.keyid] = key.public

    def _signed_decision(self, body: dict[str, Any], seq: int) -> None:
        place, envelope = f"entry {seq}", body["envelope"]
        payload, signed = signed_payload(envelope)
        signers: list[str] = []
        for item in envelope["signatures"]:
            key = self.keys.reviewers.get(item["keyid"])
            if key is None or not key.active_now():
                continue
            if not self.signatures.hold(key.key.public, signed, from_base64(item["sig"]) or b""):
                self.problem("entries.bin", place, "a signature of an active key does not verify")
                return
            signers.append(item["keyid"])
        if not signers:
            self.problem("entries.bin", place, "no key that was active there signed it")
            return
        wrong: list[str] = []
        try:
            statement = read_canonical(payload)
            statement_form(statement, "", wrong)
        except Form as error:
            wrong = [str(error)]
        except Unknown as error:
            raise Malformed("entries.bin", f"payload: {error}", place) from None
        if not wrong:
            self._statement(statement, body, signers, wrong)
        if wrong:
            self.problem("entries.bin", place, "payload: " + "; ".join(wrong[:5]))

    def _statement(self, statement: Any, body: dict[str, Any], signers: list[str], wrong: list[str]) -> None:
        check_statement(statement, body, wrong)
        if wrong:
            return
        predicate = statement["predicate"]
        self.decisions.append(
            Decision(body["seq"], body["recordedAt"], predicate["decision"], predicate.get("texts"), signers)
        )

    # What belongs to the entries

    def _checkpoints(self, first: int, end: int) -> None:
        anchored = {a.size for a in self.anchors if first < a.size <= end}
        self.notes: dict[int, bytes] = {}
        for name in sorted(self.listed):
            if not name.startswith("checkpoints/"):
                continue
            size, data = int(name[len("checkpoints/") : -len(".note")]), self._bytes(name)
            self.notes[size] = data
            if size != end and size not in anchored and not (size == first and first > 0):
                self.problem(name, "", "a checkpoint at a size that no anchor names")
                continue
            try:
                note = read_note(data)
                signers = note_signers(note, self.keys.log_keys(), self.signatures)
            except Form as error:
                self.problem(name, "", str(error))
                continue
            if note.origin != self.origin or note.size != size:
                self.problem(name, "", "is of another log or another size")
            elif self.roots.get(size) != note.root:
                self.problem(name, "", "its root is not that of the entries")
            elif self.keys.log_key_at(size) not in signers:
                self.problem(name, "", "is not signed by the log key in use at that size")
        for size in sorted(anchored - set(self.notes)):
            self.problem(f"checkpoints/{size}.note", "", "absent, although an anchor names it")

    def _proofs(self, first: int, end: int, root: bytes | None) -> None:
        found: set[int] = set()
        for name in sorted(self.listed):
            if not name.startswith("proofs/"):
                continue
            seq, data = int(name[len("proofs/") : -len(".tlog-proof")]), self._bytes(name)
            found.add(seq)
            if seq not in self.decision_seqs:
                self.problem(name, "", "a proof of an entry that is no open decision")
                continue
            try:
                index, hashes, note = read_proof(data)
            except Form as error:
                self.problem(name, "", str(error))
                continue
            if index != seq or note != self.notes.get(end):
                self.problem(name, "", "is of another entry, or its checkpoint is not the one at the end")
            elif root is not None and not inclusion_holds(seq, end, self.leaves[seq - first], hashes, root):
                self.problem(name, "", "does not lead from the entry to the root")
        for seq in sorted(self.decision_seqs - found):
            self.problem(f"proofs/{seq}.tlog-proof", "", "absent, although the entry is an open decision")

    def _anchors(self, first: int) -> None:
        receipts = {f"anchors/{a.seq}.bin": a for a in self.anchors}
        for name in sorted(self.listed):
            if name.startswith("anchors/"):
                data, anchor = self._bytes(name), receipts.get(name)
                if anchor is None or anchor.receipt != data:
                    self.problem(name, "", "is not the receipt of an anchor entry")
        for name, anchor in receipts.items():
            if name not in self.listed:
                self.problem(name, "", "absent, although the entry is an anchor")
            root = self.roots.get(anchor.size)
            if root is not None and root.hex() != anchor.root and anchor.size <= anchor.seq:
                self.problem("entries.bin", f"entry {anchor.seq}", "the anchor's root is not that of the entries")
        self.anchors_before = sum(1 for a in self.anchors if a.size < first)

    def _texts(self) -> None:
        """Reads the blobs that decisions name, and compares them with their commitments."""
        self.texts: dict[str, str] = {}
        named = {d.texts for d in self.decisions if d.texts is not None}
        for name in sorted(self.listed):
            if not name.startswith("blobs/"):
                continue
            commitment, data = name[len("blobs/") :], self._bytes(name)
            if commitment not in named:
                self.problem(name, "", "no open decision names it")
            if len(data) < 33 or data[0] != 32 or hashlib.sha256(data[1:]).hexdigest() != commitment:
                self.problem(name, "", "is not what its name commits to")
                continue
            wrong: list[str] = []
            try:
                value = read_canonical(data[33:])
                record({"reason": text}, {"comments": many(anything)})(value, "", wrong)
            except (Form, Unknown) as error:
                wrong = [str(error)]
            if wrong:
                self.problem(name, "", "; ".join(wrong))
            else:
                self.texts[commitment] = value["reason"]

    def _keys_file(self, told: dict[str, Any]) -> None:
        log = {line for _, line, _ in self.keys.log}
        for line in told["log"]:
            if line not in log:
                self.problem("keys.json", "log", "a key that no entry tells of")
        for item in told["reviewers"]:
            known = self.keys.reviewers.get(item["keyid"])
            if known is None or item["vkey"] not in known.lines or item["person"] not in known.names:
                self.problem("keys.json", "reviewers", "a key, or a person of it, that no entry tells of")

    # The report

    def counting(self, decision: Decision) -> list[str]:
        """Keys whose signatures count by all that the bundle tells of keys."""
        found = []
        for keyid in decision.signers or []:
            key = self.keys.reviewers.get(keyid)
            if key is not None and key.active_at(decision.seq):
                found.append(keyid)
        return found

    def _report_row(self, decision: Decision) -> dict[str, Any]:
        content, texts = decision.content, decision.texts
        gates, withdraws = content.get("gates"), field_of(content, "withdraws", "seq")
        row: dict[str, Any] = {
            "seq": decision.seq,
            "recordedAt": decision.recorded_at,
            "reviewer": text_of(content, "reviewer", "name"),
            "keyid": next(iter(self.counting(decision)), None),
            "reason": text_of(content, "reason") if texts is None else self.texts.get(texts),
            "bound": {key: text_of(content, "bound", key) for key in ("base", "head", "patch")},
            "withdraws": withdraws if is_integer(withdraws) else None,
            "gatesUnmet": [
                text_of(gate, "id")
                for gate in (gates if isinstance(gates, list) else [])
                if field_of(gate, "met") is False
            ],
        }
        for key in ("kind", "taskId", "taskRef", "taskTitle", "repository", "attemptId", "attemptLetter", "tier"):
            row[key] = text_of(content, key)
        row["person"], row["until"] = text_of(content, "person"), text_of(content, "until")
        return row

    def _report(self, first: int, end: int) -> bytes:
        """report.json as it follows from the entries."""
        kinds: dict[str, int] = {}
        for decision in self.decisions:
            kind = str(decision.content.get("kind"))
            kinds[kind] = kinds.get(kind, 0) + 1
        signed = [d for d in self.decisions if d.signers is not None]
        self.texts_withheld = sum(1 for d in signed if d.texts is not None and d.texts not in self.texts)
        times = self.open_times or [None, None]
        outside = {"effects": self.effects, "received": self.received}
        return encode_canonical(
            {
                **{name: rows for name, rows in outside.items() if rows},
                "format": "countersign-audit-report",
                "version": 1,
                "origin": self.origin,
                "from": first,
                "to": end,
                "root": self.root,
                "period": {"first": times[0], "last": times[1]},
                "counts": {
                    "entries": end - first,
                    "withheld": len(self.withheld),
                    "decisions": len(self.decisions),
                    "byKind": kinds,
                    "unsigned": len(self.decisions) - len(signed),
                    "textsWithheld": self.texts_withheld,
                },
                "decisions": [self._report_row(d) for d in self.decisions],
                "keys": self.key_rows,
                "anchors": [{"seq": a.seq, "type": a.type, "size": a.size, "root": a.root} for a in self.anchors],
                "policies": self.policies,
                "erased": self.erased,
                "recoveries": self.recoveries,
                "clock": self.clock,
                "withheld": self.withheld,
            }
        )

    # The verdict

    def _log_pinned(self, end: int) -> bool:
        """Whether the key that signs the last checkpoint is a pinned one, or joined to one."""
        if not self.pins.log:
            return False
        key = self.keys.log_key_at(end)
        lines = {line: known for _, line, known in self.keys.log}
        line = next((told for told, known in lines.items() if known == key), None)
        group = self.keys.log_joined.group(line) if line is not None else set()
        if any(lines.get(member) in self.pins.log for member in group):
            return True
        self.problem(f"checkpoints/{end}.note", "", "the log's key is none of --log-key, nor joined to one by rotations")
        return False

    def _unpinned_reviewers(self) -> set[str]:
        """Keys that count for a decision and are not pinned, nor joined to one that is."""
        pinned = {keyid for keyid, known in self.keys.reviewers.items() if known.key.public in self.pins.reviewers}
        counting = {keyid for decision in self.decisions for keyid in self.counting(decision)} | set(self.received_names)
        foreign = {keyid for keyid, key in self.received_keys.items() if key in self.pins.reviewers}
        pinned |= foreign
        return {keyid for keyid in counting if not self.keys.reviewers_joined.group(keyid) & pinned}

    def _known_checkpoints(self, first: int, end: int) -> int:
        """How many of the checkpoints that were brought hold."""
        held = 0
        for path, note in self.pins.known:
            try:
                signers = note_signers(note, self.keys.log_keys(), self.signatures)
            except Form as error:
                self.problem(path, "", str(error))
                continue
            if note.origin != self.origin or not signers:
                self.problem(path, "", "is signed by no key of this log")
            elif note.size > end:
                self.problem(path, "", f"the log had {note.size} entries then, the bundle ends at {end}", DIVERGED)
            elif note.size < first or note.size == 0:
                self.not_proved.append(f"The checkpoint of size {note.size} cannot be compared: the bundle begins at {first}.")
            elif self.roots.get(note.size) != note.root:
                self.problem(path, "", f"another history: the root at size {note.size} is not that of the bundle", DIVERGED)
            else:
                held += 1
                self.proved.append(f"The log's first {note.size} entries are those of the checkpoint you brought.")
        return held

    def _time_stamps(self) -> int:
        """How many RFC 3161 tokens the authority of --tsa-root made, of those that stand in the bundle."""
        stamped = [a for a in self.anchors if a.type == "rfc3161"]
        if not stamped:
            return 0
        if self.pins.tsa_root is None:
            self.not_proved.append(f"{len(stamped)} time stamps were not checked: no --tsa-root.")
            return 0
        held = 0
        for anchor in stamped:
            note = self.notes.get(anchor.size)
            if note is None or self.roots.get(anchor.size) is None:
                self.not_proved.append(f"The time stamp of entry {anchor.seq} cannot be checked: its checkpoint is not in the bundle.")
                continue
            accepted = time_stamp_holds(anchor.receipt, note, self.pins.tsa_root)
            if accepted is None:
                self.not_proved.append("Time stamps were not checked: openssl was not found.")
                return held
            if accepted:
                held += 1
                self.proved.append(f"The time stamp authority saw the log's first {anchor.size} entries (entry {anchor.seq}).")
            else:
                self.problem("entries.bin", f"entry {anchor.seq}", "openssl refuses its time stamp")
        return held

    def _judge(self, first: int, end: int) -> None:
        log_pinned = self._log_pinned(end)
        unpinned = self._unpinned_reviewers()
        outside = self._known_checkpoints(first, end) + self._time_stamps()
        signed = [d for d in self.decisions if d.signers is not None]
        revoked = [d for d in signed if not self.counting(d)]
        self.counts = {
            "entries": end - first,
            "withheld": len(self.withheld),
            "decisions": len(self.decisions),
            "signed": len(signed),
            "unsigned": len(self.decisions) - len(signed),
            "noLongerCount": len(revoked),
            "textsWithheld": sum(1 for d in signed if d.texts is not None and d.texts not in self.texts),
            "anchors": len(self.anchors),
        }
        if not log_pinned or unpinned or revoked:
            self.exit = UNPINNED
        else:
            self.exit = ANCHORED if outside else CONSISTENT
        self._say_proved(first, end, log_pinned, unpinned, len(signed))
        self._say_not_proved(log_pinned, unpinned, revoked, outside)

    def _say_proved(self, first: int, end: int, log_pinned: bool, unpinned: set[str], signed: int) -> None:
        said = [
            f"Entries {first} to {end - 1} ({end - first} of {end - first}) are whole, in their order, and lead to the root "
            f"{self.root}.",
            f"{len(self.notes)} of {len(self.notes)} checkpoints are signed by the log key in use at their size"
            + (", a key you pinned or one joined to it by rotations." if log_pinned else ", a key the bundle names itself."),
        ]
        if signed:
            whose = "keys you pinned" if not unpinned else "keys the bundle names itself, or not all pinned"
            said.append(f"{signed} of {len(self.decisions)} decisions are signed by a key active at their place: {whose}.")
        said.append("report.json follows from the entries, byte for byte.")
        if self.received:
            said.append(f"{len(self.received)} decisions of other logs are signed by the key that stands with them.")
        self.proved[:0] = said

    def _say_not_proved(self, log_pinned: bool, unpinned: set[str], revoked: list[Decision], outside: int) -> None:
        said: list[str] = []
        if not log_pinned:
            said.append("Who made the log: no --log-key was given. Anyone can make such a bundle with keys of his own.")
        for keyid in sorted(unpinned):
            known = self.keys.reviewers.get(keyid)
            name = ", ".join(sorted((known.names if known else set()) | self.received_names.get(keyid, set())))
            said.append(f"That {shown(name)} holds the key {keyid}: it is none of --reviewer-key, nor joined to one.")
        if revoked:
            said.append(
                f"{len(revoked)} decisions no longer count: their key was revoked from an earlier entry on "
                f"({', '.join(str(d.seq) for d in revoked[:20])})."
            )
        unsigned = self.counts["unsigned"]
        if unsigned:
            said.append(f"Who made {unsigned} of {len(self.decisions)} decisions: recorded before decisions were signed.")
        if self.withheld:
            said.append(f"What {len(self.withheld)} of {self.counts['entries']} entries say: withheld, only their place is proved.")
        if self.counts["textsWithheld"]:
            said.append(f"What was typed with {self.counts['textsWithheld']} decisions: withheld or erased.")
        if self.anchors_before:
            said.append(f"{self.anchors_before} anchors are of trees before the bundle's first entry: cannot be compared.")
        if self.received:
            said.append(
                f"Whose the other logs of {len(self.received)} received decisions are, and whether they still count there: "
                "ask for their bundles."
            )
        if self.effects:
            said.append(f"That {len(self.effects)} effects are at the far end as their entries say.")
        if not outside:
            said.append("That nothing was cut off or rewritten by a holder of the keys: no checkpoint or time stamp from outside.")
        if "report.html" in self.listed:
            said.append("report.html: its digest is in the manifest, its words are not checked. Read report.json.")
        self.not_proved.extend([*said, THREAT])


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
STAMPED = re.compile(r"^Time stamp: (\w{3}) +(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.\d+)? (\d{4}) GMT$", re.MULTILINE)


def stamped_at(printed: str, now: float) -> int | None:
    """When a time stamp says that it was made, in seconds since 1970, from what openssl prints of it; never later than now. Its
    authority's certificate is judged at that time: certificates end, and what they signed before stays signed."""
    found = STAMPED.search(printed)
    if found is None or found.group(1) not in MONTHS:
        return None
    day, hour, minute, second, year = (int(found.group(at)) for at in range(2, 7))
    try:
        made = calendar.timegm((year, MONTHS.index(found.group(1)) + 1, day, hour, minute, second))
    except (ValueError, OverflowError):
        return None
    return min(made, int(now))


def time_stamp_holds(receipt: bytes, note: bytes, root: str) -> bool | None:
    """Whether `openssl ts -verify` accepts the TimeStampResp over the note; null where there is no openssl."""
    with tempfile.TemporaryDirectory(prefix="countersign-verify-") as folder:
        token, data = os.path.join(folder, "token.tsr"), os.path.join(folder, "note")
        for path, content in ((token, receipt), (data, note)):
            with open(path, "wb") as file:
                file.write(content)
        try:
            shows = ["openssl", "ts", "-reply", "-in", token, "-text"]
            printed = subprocess.run(shows, capture_output=True, timeout=60, check=False).stdout.decode("utf-8", "replace")
            at = stamped_at(printed, time.time())
            if at is None:
                return False
            command = ["openssl", "ts", "-verify", "-in", token, "-data", data, "-CAfile", root, "-attime", str(at)]
            return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 0
        except FileNotFoundError:
            return None
        except (OSError, subprocess.SubprocessError):
            return False


# --- The command line -------------------------------------------------------------------------------------------------


class Arguments(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Malformed("", f"usage: {message}")


def parser() -> Arguments:
    made = Arguments(prog="countersign_verify.py", add_help=False, allow_abbrev=False)
    made.add_argument("bundle", nargs="?")
    for name in ("--log-key", "--reviewer-key", "--known-checkpoint"):
        made.add_argument(name, action="append", default=[])
    made.add_argument("--tsa-root")
    made.add_argument("--selftest-merkle")
    made.add_argument("--backend", choices=("auto", "cryptography", "openssl"), default="auto")
    for name in ("--json", "--batch", "--help", "--version"):
        made.add_argument(name, action="store_true")
    return made


def _file(path: str, limit: int) -> bytes:
    try:
        with open(path, "rb") as file:
            data = file.read(limit + 1)
    except (OSError, ValueError) as error:
        raise Malformed(shown(path), f"cannot be read: {error}") from None
    if len(data) > limit:
        raise Malformed(shown(path), f"over the limit of {limit} bytes")
    return data


def _pinned_lines(value: str) -> list[str]:
    """Lines of keys from an argument that is a key, or a file that holds some."""
    if read_vkey(value.strip()) is not None:
        return [value.strip()]
    try:
        content = _file(value, MAX_NOTE).decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed(shown(value), "is no text with a key") from None
    return [line.strip() for line in content.splitlines() if line.strip()]


def _pinned_keys(value: str) -> list[VKey]:
    keys = [read_vkey(line) for line in _pinned_lines(value)]
    if not keys or any(key is None for key in keys):
        raise Malformed(shown(value), "holds no key of the form name+hash+key")
    return [key for key in keys if key is not None]


def _pinned_public(value: str) -> list[bytes]:
    """Public keys of reviewers: vkeys, or one PEM file."""
    lines = _pinned_lines(value)
    if lines and lines[0] == "-----BEGIN PUBLIC KEY-----":
        der = from_base64("".join(lines[1:-1])) if lines[-1] == "-----END PUBLIC KEY-----" else None
        if der is None or len(der) != 44 or not der.startswith(SPKI_PREFIX):
            raise Malformed(shown(value), "is no Ed25519 public key in PEM")
        return [der[len(SPKI_PREFIX) :]]
    return [key.public for key in _pinned_keys(value)]


def read_pins(options: argparse.Namespace) -> Pins:
    pins = Pins()
    for value in options.log_key:
        pins.log.extend(_pinned_keys(value))
    for value in options.reviewer_key:
        pins.reviewers.extend(_pinned_public(value))
    for path in options.known_checkpoint:
        try:
            pins.known.append((shown(path), read_note(_file(path, MAX_NOTE))))
        except Form as error:
            raise Malformed(shown(path), str(error)) from None
    if options.tsa_root is not None:
        _file(options.tsa_root, MAX_JSON)
        pins.tsa_root = options.tsa_root
    return pins


def verify(options: argparse.Namespace, signatures: Signatures) -> Verification | Problem:
    """Verifies one bundle; a Problem where it could not even be opened."""
    try:
        if options.bundle is None:
            raise Malformed("", "usage: name a bundle (a folder or a .tar); --help tells more")
        pins = read_pins(options)
        container = open_container(options.bundle)
    except Malformed as error:
        return Problem(MALFORMED, error.file, error.place, error.message)
    try:
        run = Verification(container, pins, signatures)
        run.run()
        return run
    finally:
        container.close()


def as_json(result: Verification | Problem) -> dict[str, Any]:
    problems = [result] if isinstance(result, Problem) else result.problems
    run = None if isinstance(result, Problem) else result
    code = result.code if isinstance(result, Problem) else result.exit
    good = run is not None and not problems
    return {
        "verdict": VERDICTS[code],
        "exit": code,
        "origin": run.origin if run else None,
        "from": run.first if run else None,
        "to": run.end if run else None,
        "root": run.root if run else None,
        "proved": run.proved if run and good else [],
        "notProved": run.not_proved if run and good else [THREAT],
        "problems": [{"code": p.code, "file": p.file, "place": p.place, "message": p.message} for p in problems],
        "counts": run.counts if run else {},
    }


def as_text(result: dict[str, Any]) -> str:
    lines = [f"{result['verdict']} (exit {result['exit']})"]
    if result["origin"] is not None:
        lines.append(f"Log {result['origin']}, entries {result['from']} to {result['to'] - 1}")
    if result["problems"]:
        lines.append(f"\nWhat does not hold ({len(result['problems'])}):")
        for problem in result["problems"][:50]:
            where = ", ".join(part for part in (problem["file"], problem["place"]) if part)
            lines.append(f"  {where + ': ' if where else ''}{shown(problem['message'], 500)}")
        if len(result["problems"]) > 50:
            lines.append(f"  and {len(result['problems']) - 50} more (--json lists all)")
        lines.append("\nNothing in this bundle is proved.")
    else:
        lines += ["\nProved:", *(f"  {line}" for line in result["proved"])]
        lines += ["\nNot proved:", *(f"  {line}" for line in result["notProved"])]
    return "\n".join(lines)


def batch(source: Iterator[str] | Any, backend: str) -> int:
    signatures = Signatures(backend)
    for line in source:
        if not line.strip():
            continue
        code = MALFORMED
        try:
            request = json.loads(line)
            options = parser().parse_args([request["bundle"], *request.get("args", [])])
            result = verify(options, signatures)
            code = result.code if isinstance(result, Problem) else result.exit
        except Malformed:
            pass
        print(json.dumps({"exit": code}), flush=True)
    return 0


def selftest_merkle(path: str) -> int:
    """Runs inclusion and consistency proofs against vectors; 0 only when every one is judged as it says."""

    def data(value: Any) -> bytes:
        return base64.b64decode(value or "")

    with open(path, encoding="utf-8") as file:
        vectors = json.load(file)
    passed = total = 0
    for vector in vectors["inclusion"]:
        proof = [data(step) for step in vector["proof"] or []]
        held = inclusion_holds(vector["leafIdx"], vector["treeSize"], data(vector["leafHash"]), proof, data(vector["root"]))
        passed, total = passed + (held != vector["wantErr"]), total + 1
    for vector in vectors["consistency"]:
        proof = [data(step) for step in vector["proof"] or []]
        roots = data(vector["root1"]), data(vector["root2"])
        held = consistency_holds(vector["size1"], vector["size2"], *roots, proof)
        passed, total = passed + (held != vector["wantErr"]), total + 1
    print(f"{passed}/{total}")
    return 0 if passed == total and total > 0 else 1


def main(arguments: list[str]) -> int:
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        options = parser().parse_args(arguments)
        if options.help:
            print(HELP, end="")
            return 0
        if options.version:
            print(VERSION)
            return 0
        if options.selftest_merkle is not None:
            return selftest_merkle(options.selftest_merkle)
        if options.batch:
            return batch(sys.stdin, options.backend)
        result = as_json(verify(options, Signatures(options.backend)))
    except Malformed as error:
        options = argparse.Namespace(json="--json" in arguments)
        result = as_json(Problem(MALFORMED, error.file, error.place, error.message))
    try:
        print(json.dumps(result, ensure_ascii=False, indent=2) if options.json else as_text(result), flush=True)
    except BrokenPipeError:
        # Whoever read the text has seen enough: the verdict is the exit code all the same.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return int(result["exit"])


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (Exception, KeyboardInterrupt) as failure:  # a fault of this program is never a good verdict
        print(f"{VERDICTS[MALFORMED]}: the verifier failed: {failure!r}", file=sys.stderr)
        sys.exit(MALFORMED)
