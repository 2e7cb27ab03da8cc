"""Tests of countersign_verify.py over bundles made here: `python3 -m unittest` in this folder.

The maker of bundles below knows the format only; it shares nothing with the application.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import unittest
from typing import Any, Callable

import countersign_verify as verifier

try:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
except ImportError as absent:
    raise unittest.SkipTest("the package cryptography is needed to make signed bundles") from absent

ORIGIN = "countersign.invalid/0b9b5a0e-52d1-4f0e-9d5a-7f9e3a1c2b4d"
HERE = pathlib.Path(__file__).resolve().parent
SIGNATURES = verifier.Signatures("auto")


def canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class Key:
    def __init__(self, name: str, seed: int) -> None:
        self.name = name
        self.private = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
        self.public = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.hash = hashlib.sha256(name.encode() + b"\n\x01" + self.public).digest()[:4]
        self.vkey = f"{name}+{self.hash.hex()}+{b64(bytes([1]) + self.public)}"
        self.keyid = digest(bytes.fromhex("302a300506032b6570032100") + self.public)

    def sign(self, data: bytes) -> bytes:
        return self.private.sign(data)


def tree_root(leaves: list[bytes]) -> bytes:
    if len(leaves) <= 1:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    half = 1 << ((len(leaves) - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + tree_root(leaves[:half]) + tree_root(leaves[half:])).digest()


def tree_path(index: int, leaves: list[bytes]) -> list[bytes]:
    if len(leaves) <= 1:
        return []
    half = 1 << ((len(leaves) - 1).bit_length() - 1)
    if index < half:
        return [*tree_path(index, leaves[:half]), tree_root(leaves[half:])]
    return [*tree_path(index - half, leaves[half:]), tree_root(leaves[:half])]


class Log:
    """A log with keys, and the bundles of it."""

    def __init__(self, seed: int = 1) -> None:
        self.entries: list[bytes] = []
        self.rows: dict[int, dict[str, Any]] = {}
        self.keys: dict[int, dict[str, Any]] = {}
        self.notes: dict[int, bytes] = {}
        self.blobs: dict[str, bytes] = {}
        self.vkeys: list[str] = []
        self.log_key = Key(ORIGIN, seed)
        self.reviewer = Key("reviewer/ada", seed + 1)

    def append(self, kind: str, v: int = 2, **rest: Any) -> int:
        seq = len(self.entries)
        at = f"2026-11-23T02:{seq // 60 % 60:02}:{seq % 60:02}Z"
        header = {"v": v, "origin": ORIGIN, "seq": seq, "recordedAt": at, "bootId": "b", "monotonicNs": str(seq)}
        self.entries.append(canonical({**header, "kind": kind, **rest}))
        if self.vkeys:
            self.notes[seq + 1] = self.note(seq + 1)
        return seq

    def leaves(self, size: int | None = None) -> list[bytes]:
        return [hashlib.sha256(b"\x00" + e).digest() for e in self.entries[:size]]

    def note(self, size: int, key: Key | None = None) -> bytes:
        signer = key or self.log_key
        text = f"{ORIGIN}\n{size}\n{b64(tree_root(self.leaves(size)))}\n".encode()
        return text + f"\n\u2014 {signer.name} {b64(signer.hash + signer.sign(text))}\n".encode()

    def begin(self) -> "Log":
        self.vkeys.append(self.log_key.vkey)
        self.append("log.created", app="x", logKey=self.log_key.vkey, protection="file")
        self._key_row("log.created", "created", self.log_key.vkey, None, "file")
        return self

    def _key_row(self, kind: str, action: str, vkey: str, keyid: str | None, protection: str) -> None:
        seq = len(self.entries) - 1
        person = {"name": "Ada", "binding": "self-asserted"} if keyid else {"name": None, "binding": None}
        row = {"kind": kind, "action": action, "key": vkey, "keyid": keyid, "protection": protection}
        self.keys[seq] = {"seq": seq, **row, **person}

    def reviewer_key(self, action: str, key: Key, **rest: Any) -> int:
        person = {"name": "Ada", "binding": "self-asserted"}
        body = {"action": action, "key": key.vkey, "keyid": key.keyid, "person": person, "protection": "keychain"}
        seq = self.append("reviewer.key", **body, **rest)
        self._key_row("reviewer.key", action, key.vkey, key.keyid, "keychain")
        return seq

    def rotate_reviewer(self, new: Key) -> int:
        old, seq = self.reviewer, len(self.entries)
        text = f"countersign-key-rotation-v1\n{ORIGIN}\n{seq}\n{old.keyid}\n{new.keyid}\n".encode()
        signed = {"old": b64(old.sign(text)), "new": b64(new.sign(text))}
        self.reviewer = new
        return self.reviewer_key("rotated", new, previous=old.keyid, signatures=signed)

    def rotate_log(self, new: Key) -> int:
        old, seq = self.log_key, len(self.entries)
        text = f"countersign-log-key-rotation-v1\n{ORIGIN}\n{seq}\n{old.vkey}\n{new.vkey}\n".encode()
        signed = {"old": b64(old.sign(text)), "new": b64(new.sign(text))}
        self.log_key = new
        self.vkeys.append(new.vkey)
        self.append("log.key", action="rotated", key=new.vkey, protection="file", previous=old.vkey, signatures=signed)
        self._key_row("log.key", "rotated", new.vkey, None, "file")
        return seq

    @staticmethod
    def decision(reason: str, **rest: Any) -> dict[str, Any]:
        bound = {"base": "a" * 40, "head": "b" * 40, "patch": "c" * 64, "contract": None, "evidence": "d" * 64}
        gates = [{"id": "checks", "met": False}, {"id": "read", "met": True}]
        about = {"taskId": "T-1ABCD", "taskRef": None, "taskTitle": "\u00fcber \U0001f600", "repository": "r"}
        attempt = {"attemptId": "A-1ABCD", "attemptLetter": "A", "person": None, "until": None, "tier": "high"}
        named = {"reviewer": {"name": "Ada", "binding": "self-asserted"}, "gates": gates, "reason": reason}
        return {"kind": "approve", **about, **attempt, **named, "bound": bound, **rest}

    def _row(self, seq: int, decision: dict[str, Any], keyid: str | None, texts: str | None) -> None:
        keys = "kind taskId taskRef taskTitle repository attemptId attemptLetter tier person until".split()
        at = json.loads(self.entries[seq])["recordedAt"]
        self.rows[seq] = {
            **{key: decision[key] for key in keys},
            **{"seq": seq, "recordedAt": at, "reviewer": "Ada", "keyid": keyid, "gatesUnmet": ["checks"]},
            **{"reason": decision["reason"], "withdraws": None, "texts": texts},
            "bound": {key: decision["bound"][key] for key in ("base", "head", "patch")},
        }

    def first_form(self, reason: str) -> int:
        decision = self.decision(reason)
        seq = self.append("decision", v=1, decision=decision)
        self._row(seq, decision, None, None)
        return seq

    def decide(self, reason: str, sealed: bool = False, key: Key | None = None, change: Any = None) -> int:
        signer, seq = key or self.reviewer, len(self.entries)
        decision = self.decision("" if sealed else reason)
        predicate: dict[str, Any] = {"origin": ORIGIN, "seq": seq, "decision": decision}
        if sealed:
            salted = bytes([seq % 256]) * 32 + canonical({"reason": reason})
            predicate["texts"] = digest(salted)
            self.blobs[digest(salted)] = b"\x20" + salted
        statement = {
            "_type": "https://in-toto.io/Statement/v1",
            "subject": [
                {"name": "patch", "digest": {"sha256": "c" * 64}},
                {"name": "head", "digest": {"gitCommit": "b" * 40}},
                {"name": "evidence", "digest": {"sha256": "d" * 64}},
            ],
            "predicateType": "https://countersign.invalid/decision/v1",
            "predicate": predicate,
        }
        if change is not None:
            change(statement)
        payload, kind = canonical(statement), b"application/vnd.countersign.decision.v1+json"
        signature = signer.sign(b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload))
        signatures = [{"keyid": signer.keyid, "sig": b64(signature)}]
        envelope = {"payloadType": kind.decode(), "payload": b64(payload), "signatures": signatures}
        self.append("decision", envelope=envelope)
        self._row(seq, decision, signer.keyid, predicate.get("texts"))
        return seq

    def anchor(self, size: int, kind: str = "export", receipt: bytes = b"r") -> int:
        root = tree_root(self.leaves(size)).hex()
        return self.append("anchor", type=kind, size=size, root=root, receipt=b64(receipt), detail="d")

    def files(self, first: int = 0, end: int | None = None, withhold: tuple[int, ...] = (), texts: bool = True) -> dict[str, bytes]:
        """The files of a bundle."""
        end = len(self.entries) if end is None else end
        leaves, made = self.leaves(end), {}
        frames, opened = b"", {}
        for seq in range(first, end):
            if seq in withhold:
                frames += b"\xff\xff\xff\xff" + leaves[seq]
            else:
                frames += len(self.entries[seq]).to_bytes(4, "big") + self.entries[seq]
                opened[seq] = json.loads(self.entries[seq])
        made["entries.bin"] = frames
        if first > 0:
            made["left-edge.json"] = canonical(self._edge(first, leaves))
            earlier = [0, *[seq for seq in self.keys if 0 < seq < first]]
            proved = [(seq, [step.hex() for step in tree_path(seq, leaves)]) for seq in earlier]
            items = [{"seq": seq, "entry": b64(self.entries[seq]), "proof": proof} for seq, proof in proved]
            made["earlier-keys.json"] = canonical(items)
            if first in self.notes:
                made[f"checkpoints/{first}.note"] = self.notes[first]
        made[f"checkpoints/{end}.note"] = self.notes[end]
        for seq, body in opened.items():
            if body["kind"] == "anchor":
                made[f"anchors/{seq}.bin"] = base64.b64decode(body["receipt"])
                if first < body["size"] <= end:
                    made[f"checkpoints/{body['size']}.note"] = self.notes[body["size"]]
            if body["kind"] == "decision":
                path = "".join(b64(step) + "\n" for step in tree_path(seq, leaves))
                head = f"c2sp.org/tlog-proof@v1\nindex {seq}\n{path}\n".encode()
                made[f"proofs/{seq}.tlog-proof"] = head + self.notes[end]
                commitment = self.rows[seq]["texts"]
                if texts and commitment in self.blobs:
                    made[f"blobs/{commitment}"] = self.blobs[commitment]
        told = [row for seq, row in self.keys.items() if seq < end]
        people = [{"vkey": row["key"], "keyid": row["keyid"], "person": row["name"]} for row in told if row["keyid"]]
        unique = [row for at, row in enumerate(people) if row not in people[:at]]
        made["keys.json"] = canonical({"log": [row["key"] for row in told if not row["keyid"]], "reviewers": unique})
        made["report.json"] = canonical(self._report(first, end, opened, list(withhold), made))
        made["report.html"] = b"<!doctype html><title>r</title>"
        return made

    @staticmethod
    def _edge(first: int, leaves: list[bytes]) -> list[str]:
        at, found = 0, []
        while at < first:
            step = 1 << ((first - at).bit_length() - 1)
            found.append(tree_root(leaves[at : at + step]).hex())
            at += step
        return found

    def _report(self, first: int, end: int, opened: dict[int, Any], withhold: list[int], made: dict[str, bytes]) -> Any:
        rows, hidden = [], 0
        for seq in (seq for seq in opened if seq in self.rows):
            row = dict(self.rows[seq])
            commitment = row.pop("texts")
            if commitment is not None:
                blob = made.get(f"blobs/{commitment}")
                row["reason"] = json.loads(blob[33:])["reason"] if blob else None
                hidden += blob is None
            rows.append(row)

        def some(kind: str, *keys: str) -> list[Any]:
            return [{key: body[key] for key in ("seq", *keys)} for body in opened.values() if body["kind"] == kind]

        times = [body["recordedAt"] for body in opened.values()]
        unsigned = sum(1 for seq in opened if seq in self.rows and opened[seq]["v"] == 1)
        counts = {"entries": end - first, "withheld": len(withhold), "decisions": len(rows), "unsigned": unsigned}
        kinds = {"approve": len(rows)} if rows else {}
        return {
            **{"format": "countersign-audit-report", "version": 1, "origin": ORIGIN, "from": first, "to": end},
            "root": tree_root(self.leaves(end)).hex(),
            "period": {"first": times[0] if times else None, "last": times[-1] if times else None},
            "counts": {**counts, "byKind": kinds, "textsWithheld": hidden},
            "decisions": rows,
            "keys": [row for seq, row in self.keys.items() if seq in opened],
            "anchors": some("anchor", "type", "size", "root"),
            "policies": some("policy", "id", "version", "digest"),
            "erased": some("blob.erased", "commitment"),
            "recoveries": [row["seq"] for row in some("recovery")],
            "clock": [row["seq"] for row in some("clock.anomaly")],
            "withheld": withhold,
        }


def listed(files: dict[str, bytes], **change: Any) -> dict[str, bytes]:
    """With the manifest that belongs to these files."""
    report = json.loads(files["report.json"])
    about = {"origin": ORIGIN, "from": report["from"], "to": report["to"], **change}
    rows = [{"name": name, "size": len(data), "sha256": digest(data)} for name, data in sorted(files.items())]
    manifest = {"format": "countersign-audit-bundle", "version": 1, **about, "files": rows}
    return {**files, "manifest.json": canonical(manifest)}


def full_log() -> Log:
    """First-form entries, both keys made and rotated, sealed texts, an erasure, a policy, anchors, a restart."""
    log = Log()
    log.append("log.created", v=1, app="x", keyProtection="none")
    log.first_form("before keys")
    log.append("clock.anomaly", v=1, message="back")
    log.vkeys.append(log.log_key.vkey)
    log.append("log.key", action="created", key=log.log_key.vkey, protection="passphrase")
    log._key_row("log.key", "created", log.log_key.vkey, None, "passphrase")
    log.reviewer_key("created", log.reviewer)
    log.decide("plain")
    log.decide("sealed \u2028 text", sealed=True)
    log.append("policy", id="p", version=1, digest="e" * 64)
    log.anchor(7)
    log.rotate_reviewer(Key("reviewer/ada", 9))
    log.rotate_log(Key(ORIGIN, 10))
    sealed = log.decide("erased", sealed=True)
    log.append("blob.erased", commitment=log.rows[sealed]["texts"], reason="asked for")
    log.blobs.pop(log.rows[sealed]["texts"])
    log.append("policy", id="p", version=2, digest="f" * 64)
    log.append("recovery", message="gone on")
    log.anchor(12, "github", b"line")
    for index in range(6):
        log.decide(f"more {index}", sealed=index % 2 == 0)
    return log


class Bundles(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder, self.made = pathlib.Path(folder.name), 0

    def write(self, files: dict[str, bytes]) -> str:
        self.made += 1
        root = self.folder / str(self.made)
        for name, data in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return str(root)

    def tar(self, files: dict[str, bytes], change: Callable[[tarfile.TarInfo], None] | None = None) -> str:
        self.made += 1
        path = self.folder / f"{self.made}.tar"
        with tarfile.open(path, "w", format=tarfile.USTAR_FORMAT) as archive:
            for name, data in files.items():
                info = tarfile.TarInfo(name)
                info.size = len(data)
                if change is not None:
                    change(info)
                archive.addfile(info, io.BytesIO(data))
        return str(path)

    def keep(self, name: str, data: bytes) -> str:
        path = self.folder / name
        path.write_bytes(data)
        return str(path)

    def verdict(self, bundle: str, *arguments: str) -> dict[str, Any]:
        options = verifier.parser().parse_args([bundle, *arguments])
        return verifier.as_json(verifier.verify(options, SIGNATURES))

    def expect(self, code: int, bundle: str, *arguments: str, says: str = "") -> None:
        result = self.verdict(bundle, *arguments)
        self.assertEqual(result["exit"], code, result["problems"])
        self.assertIn(says, json.dumps(result, ensure_ascii=False))


class Honest(Bundles):
    def test_every_range(self) -> None:
        log = full_log()
        for end in range(4, len(log.entries) + 1):
            for first in {0, end // 3, end // 2, end - 1} | set(range(end if end == 16 else 0)):
                self.expect(20, self.write(listed(log.files(first, end))))

    def test_pins_and_anchors(self) -> None:
        log = full_log()
        bundle = self.write(listed(log.files()))
        first_log, last_log = (self.keep(f"{n}.vkey", v.encode() + b"\n") for n, v in enumerate(log.vkeys))
        ada = Key("reviewer/ada", 2)
        der = b64(bytes.fromhex("302a300506032b6570032100") + ada.public)
        pem = self.keep("ada.pem", f"-----BEGIN PUBLIC KEY-----\n{der}\n-----END PUBLIC KEY-----\n".encode())
        known = self.keep("8.note", log.notes[8])
        self.expect(20, bundle, "--log-key", first_log)
        self.expect(20, bundle, "--reviewer-key", pem)
        for key in (first_log, last_log, log.vkeys[0]):
            self.expect(10, bundle, "--log-key", key, "--reviewer-key", pem)
        self.expect(10, bundle, "--log-key", first_log, "--reviewer-key", Key("reviewer/ada", 9).vkey)
        self.expect(20, bundle, "--log-key", first_log, "--reviewer-key", Key("reviewer/eve", 77).vkey)
        self.expect(40, bundle, "--log-key", Key(ORIGIN, 77).vkey)
        pins = ("--log-key", first_log, "--reviewer-key", pem)
        self.expect(0, bundle, *pins, "--known-checkpoint", known)
        self.expect(20, bundle, "--known-checkpoint", known)
        later = self.write(listed(log.files(10)))
        self.expect(10, later, *pins, "--known-checkpoint", known, says="cannot be compared")
        cut = self.write(listed(log.files(0, 8)))
        self.expect(30, cut, *pins, "--known-checkpoint", self.keep("12.note", log.note(12, Key(ORIGIN, 1))))
        self.expect(40, bundle, *pins, "--known-checkpoint", self.keep("eve.note", log.note(8, Key(ORIGIN, 66))))
        self.expect(50, bundle, *pins, "--known-checkpoint", self.keep("no.note", b"no note"))

    def test_fork(self) -> None:
        log, other = full_log(), full_log()
        note = log.notes[len(log.entries)]
        other.entries[14] = other.entries[14].replace(b"gone on", b"gone in")
        other.notes = {size: other.note(size) if size > 14 else kept for size, kept in other.notes.items()}
        bundle = self.write(listed(other.files()))
        self.expect(20, bundle)
        self.expect(30, bundle, "--known-checkpoint", self.keep("log.note", note), says="another history")

    def test_withheld_and_tar(self) -> None:
        log = full_log()
        self.expect(20, self.write(listed(log.files(withhold=(1, 5, 6)))), says="withheld")
        self.expect(20, self.write(listed(log.files(texts=False))), says="typed with")
        self.expect(20, self.tar(listed(log.files())))
        self.expect(20, self.tar(listed(log.files(3))))

    def test_revocation_that_reaches_back(self) -> None:
        log = full_log()
        before = log.decide("before")
        after = log.decide("after")
        log.reviewer_key("revoked", log.reviewer, **{"from": after, "reason": "stolen"})
        log.rows[after]["keyid"] = None
        self.assertLess(before, after)
        pins = ("--log-key", log.vkeys[0], "--reviewer-key", log.reviewer.vkey)
        self.expect(20, self.write(listed(log.files())), *pins, says="no longer count")
        new = Key("reviewer/ada", 21)
        log.reviewer_key("created", new)
        log.reviewer_key("restored", log.reviewer)
        log.decide("by the new key", key=new)
        self.expect(20, self.write(listed(log.files())), says="no longer count")
        log.decide("by the revoked key")
        self.expect(40, self.write(listed(log.files())), says="no key that was active")

    def test_both_backends(self) -> None:
        log = Log().begin()
        log.reviewer_key("created", log.reviewer)
        log.decide("x")
        files = listed(log.files())
        good, bad = self.write(files), self.write({**files, "checkpoints/3.note": log.note(3, Key(ORIGIN, 5))})
        for backend in ("cryptography", "openssl"):
            if backend == "openssl" and verifier._by_openssl() is None:
                self.skipTest("openssl 3 is not installed")
            for bundle, code in ((good, 20), (bad, 40)):
                command = [sys.executable, str(HERE / "countersign_verify.py"), bundle, "--backend", backend]
                self.assertEqual(subprocess.run(command, capture_output=True, check=False).returncode, code)


class Tampered(Bundles):
    def test_every_byte(self) -> None:
        log = full_log()
        files = listed(log.files(3))
        root = pathlib.Path(self.write(files))
        seen: dict[int, int] = {}
        for name, data in files.items():
            for at in range(0, len(data), 97):
                (root / name).write_bytes(data[:at] + bytes([data[at] ^ (1 << at % 8)]) + data[at + 1 :])
                result = self.verdict(str(root))
                self.assertIn(result["exit"], (40, 50), f"{name} at {at}: {result}")
                seen[result["exit"]] = seen.get(result["exit"], 0) + 1
            (root / name).write_bytes(data)
        self.assertGreater(min(seen[40], seen[50]), 10)
        self.expect(20, str(root))

    def altered(self, code: int, change: Callable[[Log], Any], says: str = "", first: int = 0) -> None:
        log = full_log()
        change(log)
        self.expect(code, self.write(listed(log.files(first))), says=says)

    def test_entries(self) -> None:
        eve = Key("reviewer/eve", 50)
        self.altered(40, lambda log: log.decide("x", key=eve), "no key that was active")
        self.altered(40, lambda log: log.decide("x", key=Key("reviewer/ada", 2)), "no key that was active")
        self.altered(40, lambda log: log.first_form("late"), "unsigned decision")
        self.altered(40, lambda log: log.append("policy", id="p", version=1, digest="e" * 64), "goes down")
        self.altered(40, lambda log: log.append("policy", id="p", version=2, digest="0" * 64), "goes down")
        self.altered(40, lambda log: log.reviewer_key("created", log.reviewer), "made again")
        self.altered(40, lambda log: log.reviewer_key("revoked", eve, **{"from": 1}), "does not tell of")
        self.altered(40, lambda log: log.append("log.created", app="x", logKey=log.vkeys[0], protection="file"), "than 0")
        self.altered(50, lambda log: log.append("news", what=1), "unknown kind")
        self.altered(50, lambda log: log.append("recovery", message="m", more=1), "unknown key")
        self.altered(50, lambda log: log.append("recovery", v=3, message="m"), "version 3")
        self.altered(40, lambda log: log.append("recovery", message=1), "no text")
        self.altered(40, lambda log: log.append("recovery", v=1, message="m"), "none of version 1")
        root = "0" * 64
        self.altered(40, lambda log: log.append("anchor", type="git", size=9, root=root, receipt="", detail=""), "root")

    def test_statements(self) -> None:
        def change(path: str, value: Any) -> Callable[[Log], Any]:
            def put(statement: dict[str, Any]) -> None:
                *parents, last = path.split(".")
                for parent in parents:
                    statement = statement[parent]
                statement[last] = value

            return lambda log: log.decide("x", change=put)

        self.altered(40, change("predicate.seq", 3), "another place")
        self.altered(40, change("predicate.origin", ORIGIN.replace("0b", "0c")), "another log")
        self.altered(40, change("subject", []), "bound to")
        self.altered(40, change("_type", "x"), "none of")
        self.altered(40, change("predicate.texts", "0" * 64), "typed stands in")
        self.altered(50, change("predicate.more", 1), "unknown key")

    def test_rotation_without_the_old_key(self) -> None:
        def rotate(log: Log) -> None:
            new = Key("reviewer/ada", 30)
            signed = {"old": b64(new.sign(b"x")), "new": b64(new.sign(b"x"))}
            log.reviewer_key("rotated", new, previous=log.reviewer.keyid, signatures=signed)

        self.altered(40, rotate, "not signed by the old key")

    def test_entry_bytes(self) -> None:
        for old, new in (
            (b'"bootId":"b"', b'"bootId":"b","bootId":"b"'),
            (b'"bootId":"b"', b'"bootId": "b"'),
            (b'"seq":14', b'"seq":14.0'),
            (b'"seq":14', b'"seq":1.4e1'),
            (b'"gone on"', b'"\\ud800"'),
            (b'"gone on"', b'"\xff"'),
            (b'"gone on"', b'"\\u0067one on"'),
            (b'"gone on"', b"-0"),
            (b'"gone on"', b"9007199254740993"),
            (b'"gone on"', b"[" * 20 + b"]" * 20),
            (b'"gone on"', b"[" * 50_000 + b"]" * 50_000),
        ):
            log = full_log()
            self.assertIn(old, log.entries[14])
            log.entries[14] = log.entries[14].replace(old, new)
            log.notes = {size: log.note(size, Key(ORIGIN, 1) if size < 11 else None) for size in log.notes}
            files = log.files(withhold=(14,))
            leaf = hashlib.sha256(b"\x00" + log.entries[14]).digest()
            frame = len(log.entries[14]).to_bytes(4, "big") + log.entries[14]
            opened = files["entries.bin"].replace(b"\xff\xff\xff\xff" + leaf, frame)
            self.assertNotEqual(opened, files["entries.bin"])
            self.expect(40, self.write(listed({**files, "entries.bin": opened})), says="entry 14")

    def test_files(self) -> None:
        log = full_log()
        files = log.files(3)
        blob = next(name for name in files if name.startswith("blobs/"))
        proof = next(name for name in files if name.startswith("proofs/"))

        def check(code: int, changed: dict[str, bytes | None], says: str = "", **about: Any) -> None:
            kept = {name: data for name, data in {**files, **changed}.items() if data is not None}
            self.expect(code, self.write(listed(kept, **about)), says=says)

        report = files["report.json"]
        check(40, {"report.json": report.replace(b"more 1", b"more 9")}, "not what the entries say")
        check(50, {"report.json": report + b"\n"}, "canonical")
        check(40, {blob: files[blob][:-1] + b" "}, "commits to")
        check(40, {blob: None}, "not what the entries say")
        check(40, {"blobs/" + "0" * 64: files[blob]}, "no open decision")
        check(40, {proof: None}, "absent")
        check(40, {proof: files[proof].replace(b"index ", b"extra \nindex ")}, "malformed")
        check(40, {"proofs/3.tlog-proof": files[proof]}, "no open decision")
        check(40, {"checkpoints/9.note": log.notes[9]}, "no anchor names")
        check(40, {"checkpoints/7.note": None}, "absent")
        check(40, {"anchors/8.bin": b"other"}, "receipt")
        check(40, {"keys.json": canonical({"log": [Key(ORIGIN, 8).vkey], "reviewers": []})}, "no entry tells")
        check(40, {"left-edge.json": b"[]"}, "subtrees")
        check(40, {"earlier-keys.json": b"[]"}, "first entry is absent")
        check(50, {"left-edge.json": None}, "absent")
        check(50, {"keys.json": b"{}"}, "absent")
        check(50, {"readme.txt": b""}, "has this name")
        check(50, {"blobs/" + "1" * 64: bytes(2 * 1024 * 1024)}, "over the limit")
        check(50, {"entries.bin": b"\x00\x04\x00\x01" + files["entries.bin"]}, "over the limit")
        check(40, {"entries.bin": files["entries.bin"][:-1]}, "cut short")
        check(50, {}, "is none of", version=2)
        check(40, {}, "another log", origin=ORIGIN.replace("0b", "0c"))
        wrong = listed(files)
        self.expect(50, self.write({**wrong, "anchors/99.bin": b""}), says="not listed")
        self.expect(50, self.write({n: d for n, d in wrong.items() if n != "keys.json"}), says="listed and absent")

    def test_links_and_folders(self) -> None:
        files = listed(full_log().files())
        for make in (lambda p: os.symlink("keys.json", p), os.mkdir, os.mkfifo):
            root = self.write({n: d for n, d in files.items() if n != "report.html"})
            make(os.path.join(root, "report.html"))
            self.expect(50, root, says="not a regular file")

    def test_archives(self) -> None:
        files = listed(full_log().files())
        good = pathlib.Path(self.tar(files)).read_bytes()

        def named(name: str) -> Callable[[tarfile.TarInfo], None]:
            return lambda info: setattr(info, "name", name if info.name == "report.html" else info.name)

        def typed(kind: bytes) -> Callable[[tarfile.TarInfo], None]:
            def change(info: tarfile.TarInfo) -> None:
                info.type, info.linkname = (kind, "keys.json") if info.name == "report.html" else (info.type, "")

            return change

        for change in (named("../report.html"), named("/report.html"), named("./report.html"), named("keys.json")):
            self.expect(50, self.tar(files, change))
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE):
            self.expect(50, self.tar(files, typed(kind)))
        for at in range(0, 512, 7):
            self.expect(50, self.keep("x.tar", good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :]))
        self.expect(50, self.keep("x.tar", good[:-9000]))
        self.expect(50, self.keep("x.tar", good + b"x"))
        self.expect(50, self.keep("x.tar", b""))


class CommandLine(Bundles):
    def run_it(self, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(HERE / "countersign_verify.py"), *arguments]
        return subprocess.run(command, input=given, capture_output=True, text=True, check=False)

    def test_texts(self) -> None:
        bundle = self.write(listed(full_log().files(withhold=(1,))))
        said = self.run_it(bundle)
        self.assertEqual(said.returncode, 20, said.stderr)
        for words in ("UNPINNED (exit 20)", "Proved:", "Not proved:", verifier.THREAT, "What 1 of 22 entries say"):
            self.assertIn(words, said.stdout)
        told = json.loads(self.run_it(bundle, "--json").stdout)
        self.assertEqual((told["verdict"], told["from"], told["to"], told["problems"]), ("UNPINNED", 0, 22, []))
        self.assertEqual(self.run_it("--help").returncode, 0)

    def test_usage(self) -> None:
        bundle = self.write(listed(full_log().files()))
        for wrong in ([], [bundle, "--log-key", "nowhere"], [bundle, "--unknown"], ["/nowhere"], [bundle, "--tsa-root", "no"]):
            self.assertEqual(self.run_it(*wrong).returncode, 50, wrong)

    def test_hostile_names_are_escaped(self) -> None:
        root = self.write(listed(full_log().files()))
        pathlib.Path(root, "evil\x1b[2J\u202e").write_bytes(b"")
        said = self.run_it(root)
        self.assertEqual(said.returncode, 50)
        self.assertNotIn("\x1b", said.stdout)
        self.assertNotIn("\u202e", said.stdout)

    def test_batch(self) -> None:
        bundle = self.write(listed(full_log().files()))
        lines = [{"bundle": bundle}, {"bundle": "/nowhere"}, {"bundle": bundle, "args": ["--log-key", Key(ORIGIN, 1).vkey]}]
        said = self.run_it("--batch", given="".join(json.dumps(line) + "\n" for line in lines))
        self.assertEqual([json.loads(line)["exit"] for line in said.stdout.splitlines()], [20, 50, 20])


class Trees(unittest.TestCase):
    def test_proofs(self) -> None:
        leaves = [hashlib.sha256(bytes([n])).digest() for n in range(20)]
        for size in range(1, 20):
            root = tree_root(leaves[:size])
            self.assertEqual(verifier.roots_at([], 0, leaves, {size})[size], root)
            for index in range(size):
                path = tree_path(index, leaves[:size])
                self.assertTrue(verifier.inclusion_holds(index, size, leaves[index], path, root))
                self.assertFalse(verifier.inclusion_holds(index, size, leaves[index], [*path, root], root))
                self.assertFalse(verifier.inclusion_holds(index, size, leaves[19], path, root))


if __name__ == "__main__":
    unittest.main()
