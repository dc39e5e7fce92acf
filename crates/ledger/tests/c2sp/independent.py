"""Reads a log with a program that shares no code with it: PyPI `sigstore`, made for another log.

usage: independent.py FOLDER VERIFIER_KEY
FOLDER holds `checkpoint`, `tile/entries/...` and `proofs.json` ([{"index", "hashes"}]).
"""
import base64, hashlib, json, pathlib, sys
from types import SimpleNamespace

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sigstore._internal.merkle import verify_merkle_inclusion
from sigstore._internal.rekor.checkpoint import SignedCheckpoint
from sigstore.errors import VerificationError


class Keyring:
    """One Ed25519 key, in the shape in which notes are verified."""

    def __init__(self, key):
        self.key = Ed25519PublicKey.from_public_bytes(key)

    def verify(self, *, key_id, signature, data):
        try:
            self.key.verify(signature, data)
        except InvalidSignature:
            raise VerificationError("the signature does not fit")


def read_checkpoint(text, verifier_key):
    name, short_id, encoded = verifier_key.split("+", 2)
    key = base64.b64decode(encoded)
    assert key[0] == 1, "an Ed25519 key"
    key_id = hashlib.sha256(name.encode() + b"\n" + key).digest()
    assert key_id[:4].hex() == short_id
    signed = SignedCheckpoint.from_text(text)
    assert [signature.name for signature in signed.signed_note.signatures] == [name]
    signed.signed_note.verify(Keyring(key[1:]), key_id)
    assert signed.checkpoint.origin == name and signed.checkpoint.other_content == []
    return signed.checkpoint


def read_entries(folder, size):
    entries = []
    for number in range((size + 255) // 256):
        width = min(256, size - 256 * number)
        end = "" if width == 256 else f".p/{width}"
        data = (folder / f"tile/entries/{number:03}{end}").read_bytes()
        while data:
            length = int.from_bytes(data[:2], "big")
            entries.append(data[2 : 2 + length])
            data = data[2 + length :]
    return entries


def includes(checkpoint, index, entry, hashes):
    proof = SimpleNamespace(
        log_index=index,
        tree_size=checkpoint.log_size,
        hashes=hashes,
        root_hash=bytes.fromhex(checkpoint.log_hash),
    )
    inner = SimpleNamespace(inclusion_proof=proof, canonicalized_body=entry)
    verify_merkle_inclusion(SimpleNamespace(_inner=inner))


def refuses(check, *arguments):
    try:
        check(*arguments)
    except VerificationError:
        return
    raise AssertionError(f"{check.__name__} accepts what is wrong")


def main(folder, verifier_key):
    folder = pathlib.Path(folder)
    text = (folder / "checkpoint").read_text()
    checkpoint = read_checkpoint(text, verifier_key)
    name, size, rest = text.split("\n", 2)
    refuses(read_checkpoint, f"{name}\n{int(size) + 1}\n{rest}", verifier_key)
    entries = read_entries(folder, checkpoint.log_size)
    assert len(entries) == checkpoint.log_size
    for proof in json.loads((folder / "proofs.json").read_text()):
        index, hashes = proof["index"], [bytes.fromhex(text) for text in proof["hashes"]]
        includes(checkpoint, index, entries[index], hashes)
        refuses(includes, checkpoint, index, entries[index] + b" ", hashes)
        refuses(includes, checkpoint, index ^ 1, entries[index], hashes)
    print(f"{len(entries)} entries accepted")


main(*sys.argv[1:])
