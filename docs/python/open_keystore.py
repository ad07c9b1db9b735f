#!/usr/bin/env python3
"""Opens a key store of SecureChannel as docs/spec/keystore.md has it, and prints what is in it, secrets included, as JSON.

    open_keystore.py FILE --password-file PASSWORD [--steps]
    open_keystore.py FILE --aes-key-hex KEY [--steps]

Written from the specification alone, with argon2-cffi and cryptography (Debian: python3-argon2, python3-cryptography): proof
that the specification says all that is needed, and a way to the keys where there is no Java. It knows nothing of permissions
and bounds: for files that you trust.
"""
import argparse
import hashlib
import hmac
import json
import struct

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

KINDS = dict(enumerate(["TLS_IDENTITY", "NOISE_KEY", "ENVELOPE_KEY", "SIGNING_KEY", "TRUSTED_CERTIFICATE", "KNOWN_PEER",
                        "SHARED_SECRET", "DATA"], 1))


def expand(key, what):
    return HKDFExpand(SHA256(), 32, b"securechannel keystore/1 " + what).derive(key)


def require(condition, otherwise):
    if not condition:
        raise SystemExit("open_keystore: " + otherwise)


def der(data, at=0):
    """The tag, the content and the end of one DER element."""
    length, start = data[at + 1], at + 2
    if length & 0x80:
        start += length & 0x7F
        length = int.from_bytes(data[at + 2:start], "big")
    return data[at], data[start:start + length], start + length


def elements(data, tag=0x30):
    found, content, end = der(data)
    require(found == tag and end == len(data), "the content is not DER")
    at, parts = 0, []
    while at < len(content):
        begin = at
        _, _, at = der(content, at)
        parts.append(content[begin:at])
    return parts


def integer(data):
    return int.from_bytes(der(data)[1], "big", signed=True)


def text(data):
    return der(data)[1].decode()


def password_key(block, password, preamble, steps):
    memory, passes, lanes = struct.unpack(">III", block[:12])
    salt, commitment, nonce, wrapped = block[12:28], block[28:60], block[60:72], block[72:120]
    require(len(block) == 120, "the protection block has not 120 bytes")
    key = hash_secret_raw(password, salt, passes, memory, lanes, 32, Type.ID, 0x13)
    wrap_key = expand(key, b"wrap")
    require(hmac.compare_digest(expand(key, b"commit"), commitment), "the password is wrong")
    steps.update(memory=memory, passes=passes, lanes=lanes, salt=salt.hex(), passwordKey=key.hex(), wrapKey=wrap_key.hex(),
                 commitment=commitment.hex())
    return AESGCM(wrap_key).decrypt(nonce, wrapped, preamble + block[:60])


def outer_key(block, aes_key, preamble, steps):
    length = struct.unpack(">H", block[:2])[0]
    name, head = block[2:2 + length], block[:2 + length + 32]
    wrapped = block[len(head) + 2:]
    require(struct.unpack(">H", block[len(head):len(head) + 2])[0] == len(wrapped), "the protection block is not whole")
    data_key = AESGCM(aes_key).decrypt(wrapped[:12], wrapped[12:], preamble + head)
    require(hmac.compare_digest(expand(data_key, b"commit"), head[-32:]), "the key gave another data key")
    steps.update(keyId=name.decode(), commitment=head[-32:].hex())
    return data_key


def open_store(data, password, aes_key):
    steps = {}
    require(data[:8] == b"SCKEYS\r\n", "not a key store")
    require(hashlib.sha256(data[:-32]).digest() == data[-32:], "the file is damaged")
    require(data[8] == 1, "version %d is not known here" % data[8])
    preamble, form = data[:10], data[9]
    length = struct.unpack(">H", data[10:12])[0]
    block, at = data[12:12 + length], 12 + length
    require(form == (2 if password is None else 1), "the file is protected in another way")
    data_key = outer_key(block, aes_key, preamble, steps) if form == 2 else password_key(block, password, preamble, steps)
    body_key = expand(data_key, b"body")
    nonce, size = data[at:at + 12], struct.unpack(">I", data[at + 12:at + 16])[0]
    require(at + 16 + size + 32 == len(data), "the lengths do not fit the file")
    content = AESGCM(body_key).decrypt(nonce, data[at + 16:-32], data[:at])
    steps.update(dataKey=data_key.hex(), bodyKey=body_key.hex(), content=content.hex())
    return content, steps


def entries(content):
    generation, listed = elements(content)
    for entry in elements(listed):
        name, kind, note, versions = elements(entry)
        yield {"name": text(name), "kind": KINDS.get(integer(kind), "UNKNOWN"), "note": text(note), "versions": [
            {"number": integer(number), "created": integer(created), "material": der(material)[1].hex()}
            for number, created, material in map(elements, elements(versions))]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--password-file")
    parser.add_argument("--aes-key-hex")
    parser.add_argument("--steps", action="store_true", help="show every key on the way")
    given = parser.parse_args()
    with open(given.file, "rb") as file:
        data = file.read()
    password = None
    if given.password_file:
        with open(given.password_file, "rb") as file:
            password = file.read().rstrip(b"\r\n")
    content, steps = open_store(data, password, bytes.fromhex(given.aes_key_hex or ""))
    result = {"generation": integer(elements(content)[0]), "entries": list(entries(content))}
    if given.steps:
        result["steps"] = steps
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
