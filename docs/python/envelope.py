#!/usr/bin/env python3
"""Opens and seals envelopes of SecureChannel as docs/spec/envelope.md has them.

    envelope.py open IN OUT --key PRIVATE.pem [--from SIGNER.pem]... [--context TEXT]
    envelope.py seal IN OUT --to PUBLIC.pem... [--sign PRIVATE.pem]... [--context TEXT] [--segments]
    envelope.py types

Written from the specification alone, with cryptography (Debian: python3-cryptography): proof that the specification says all that
is needed, and a way to the content where there is no Java. Slots for RSA keys with every version of cryptography; for X25519, P-256
and X-Wing keys, and signatures by ML-DSA-65, with those that have HPKE and ML-DSA ("types" tells). Suite 1 and, with --segments, suite 2.
It reads an envelope at once, knows no replay guard, wipes no key, and says what is wrong more exactly than E9 lets a server say it.
"""
import argparse
import base64
import hashlib
import hmac
import os
import re
import struct
import sys
import time

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, x25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

try:
    from cryptography.hazmat.primitives import hpke
    from cryptography.hazmat.primitives.asymmetric import mldsa, mlkem
except ImportError:
    hpke = None

X_WING, X25519, P256, RSA = 1, 2, 3, 4
ED25519, ML_DSA_65, PSS = 1, 2, 3
NAMES = {X_WING: "X_WING", X25519: "X25519", P256: "P256", RSA: "RSA"}
ENC = {X_WING: 1120, X25519: 32, P256: 65}
X_WING_ID = bytes.fromhex("060b2b0601040183e62d81c87a")
CHUNK = SEGMENT = 1 << 20
LATEST = 253_402_300_799_999  # the end of the year 9999, in milliseconds


class Refused(Exception):
    pass


def need(condition, otherwise):
    if not condition:
        raise Refused(otherwise)


def sha256(data):
    return hashlib.sha256(data).digest()


def mac(key, data):
    return hmac.new(key, data, hashlib.sha256).digest()


def expand(cek, purpose, about):
    return HKDFExpand(SHA256(), 32, b"SecureChannel envelope v1 " + purpose + about).derive(cek)


class Reader:
    """Reads bytes one after the other, and fails where there are too few."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, length):
        need(self.at + length <= len(self.data), "the envelope is cut")
        self.at += length
        return self.data[self.at - length:self.at]

    def number(self, length):
        return int.from_bytes(self.take(length), "big")

    def left(self):
        return len(self.data) - self.at


# Keys

def spki(key):
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def read(path):
    with open(path, "rb") as file:
        return file.read()


class Recipient:
    """A recipient's key, private or public. X-Wing keys have no format in cryptography: their bytes are the last of the DER."""

    def __init__(self, path, private):
        pem = read(path)
        der = base64.b64decode(re.sub(rb"-----[^-]*-----", b"", pem))
        if X_WING_ID in der:
            self.type = X_WING
            self.load_x_wing(der, private)
            return
        self.key = serialization.load_pem_private_key(pem, None) if private else serialization.load_pem_public_key(pem)
        public = self.key.public_key() if private else self.key
        kinds = {X25519: x25519.X25519PublicKey, P256: ec.EllipticCurvePublicKey, RSA: rsa.RSAPublicKey}
        self.type = next((each for each, kind in kinds.items() if isinstance(public, kind)), None)
        need(self.type, "this key opens no envelope")
        self.hash = sha256(spki(public))

    def load_x_wing(self, der, private):
        need(hpke, "this version of cryptography has no HPKE")
        if private:  # draft-connolly-cfrg-xwing-kem, expandDecapsulationKey
            expanded = hashlib.shake_256(der[-32:]).digest(96)
            first = mlkem.MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
            second = x25519.X25519PrivateKey.from_private_bytes(expanded[64:])
            self.key = hpke.MLKEM768X25519PrivateKey(first, second)
            raw = first.public_key().public_bytes_raw() + second.public_key().public_bytes_raw()
        else:
            raw = der[-1216:]
            self.key = hpke.MLKEM768X25519PublicKey(mlkem.MLKEM768PublicKey.from_public_bytes(raw[:1184]),
                                                    x25519.X25519PublicKey.from_public_bytes(raw[1184:]))
        body = bytes([0x30, len(X_WING_ID)]) + X_WING_ID + bytes.fromhex("038204c100") + raw
        self.hash = sha256(b"\x30\x82" + struct.pack(">H", len(body)) + body)

    def info(self, id):
        return b"SecureChannel envelope v1 slot" + bytes([self.type]) + self.hash + id

    def hint(self, id):
        return sha256(b"SecureChannel envelope v1 hint" + id + self.hash)[:8]

    def suite(self):
        need(hpke, "this version of cryptography has no HPKE")
        kem = {X_WING: hpke.KEM.MLKEM768_X25519, X25519: hpke.KEM.X25519, P256: hpke.KEM.P256}[self.type]
        return hpke.Suite(kem, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)

    def oaep(self, id):
        return padding.OAEP(padding.MGF1(SHA256()), SHA256(), self.info(id))

    def open(self, id, body):
        try:
            if self.type == RSA:
                return self.key.decrypt(body, self.oaep(id))
            return self.suite().decrypt(body, self.key, self.info(id))
        except (ValueError, InvalidTag):
            return os.urandom(32)

    def seal(self, id, cek):
        if self.type == RSA:
            body = self.key.encrypt(cek, self.oaep(id))
        else:
            body = self.suite().encrypt(cek, self.key, self.info(id))
        return struct.pack(">B8sH", self.type, self.hint(id), len(body)) + body


class Signer:
    """A signer's key, private or public."""

    def __init__(self, path, private):
        pem = read(path)
        self.key = serialization.load_pem_private_key(pem, None) if private else serialization.load_pem_public_key(pem)
        public = self.key.public_key() if private else self.key
        if isinstance(public, ed25519.Ed25519PublicKey):
            self.algorithm, self.length, self.options = ED25519, 64, ()
        elif isinstance(public, rsa.RSAPublicKey):
            self.algorithm, self.length = PSS, public.key_size // 8
            self.options = (padding.PSS(padding.MGF1(SHA256()), 32), SHA256())
        else:
            need(hpke and isinstance(public, mldsa.MLDSA65PublicKey), "this key does not sign here")
            self.algorithm, self.length, self.options = ML_DSA_65, 3309, ()
        self.name = bytes([self.algorithm]) + sha256(spki(public))

    def sign(self, data):
        return self.key.sign(data, *self.options)

    def verify(self, signature, data):
        try:
            self.key.verify(signature, data, *self.options)
        except InvalidSignature:
            raise Refused("the signature is wrong") from None


def signature_input(preheader, context, header, number, last, chunk):
    return (b"SecureChannel envelope signature v1\0" + preheader + sha256(context) + sha256(header)
            + struct.pack(">QB", number, last) + sha256(chunk))


# Opening

def unlock(preheader, area, key):
    """The content key: found by the hint, then checked by the commitment and by the slots' tag (E7, E8)."""
    id, reader = preheader[8:24], Reader(area)
    count = reader.number(2)
    need(1 <= count <= 1024, "the number of slots is wrong")
    hints, found = [], None
    for _ in range(count):
        kind, hint = reader.number(1), reader.take(8)
        body = reader.take(reader.number(2))
        hints.append(hint)
        if (kind, hint) == (key.type, key.hint(id)):
            found = body
    need(hints == sorted(set(hints)), "the slots are out of order")
    slots = area[:reader.at]
    tag = reader.take(32)
    need(not any(reader.take(reader.left())), "the slots are not followed by zeros alone")
    need(found is not None, "the envelope has no slot for this key")
    cek = key.open(id, found)
    need(len(cek) == 32 and hmac.compare_digest(expand(cek, b"commit", preheader[:56]), preheader[56:])
         and hmac.compare_digest(mac(expand(cek, b"slots", id), preheader + slots), tag), "the envelope was not opened")
    return cek


def open_segments(key, preheader, reader):
    need(reader.number(1) == 40, "the header of the segments has not 40 bytes")
    cipher = AESGCM(HKDF(SHA256(), 32, reader.take(32), preheader).derive(key))
    prefix, number, last, plain = reader.take(7), 0, False, b""
    while not last:
        length = min(reader.left(), SEGMENT - 40 if number == 0 else SEGMENT)
        last = length == reader.left()
        plain += cipher.decrypt(prefix + struct.pack(">IB", number, last), reader.take(length), None)
        number += 1
    return plain


def open_signed(inner, preheader, context, own, expected):
    reader = Reader(inner[1:])
    names = [reader.take(33) for _ in range(reader.number(1))]
    need(names == [each.name for each in expected], "the sender is not the one expected")
    need(reader.number(8) <= LATEST, "the time is none between 1970 and the year 9999")
    audience = [reader.take(32) for _ in range(reader.number(2))]
    need(audience == sorted(set(audience)), "the audience is out of order")
    header, number, last, plain = inner[1:1 + reader.at], 0, False, b""
    while not last:
        signatures = [reader.take(each.length) for each in expected]
        chunk = reader.take(reader.left() if preheader[5] == 1 else min(reader.left(), CHUNK))
        last = reader.left() == 0
        for signer, signature in zip(expected, signatures):
            signer.verify(signature, signature_input(preheader, context, header, number, last, chunk))
        plain += chunk
        number += 1
    need(own in audience, "the sender addressed it to others")
    return plain


def open_envelope(envelope, key, senders, context):
    own, expected = Recipient(key, True), [Signer(each, False) for each in senders]
    reader = Reader(envelope)
    preheader = reader.take(88)
    need(preheader[:4] == b"SCEV", "this is no envelope")
    need(preheader[4] == 1 and preheader[5] in (1, 2) and preheader[6:8] == b"\0\0", "the version is not known")
    length = reader.number(4)
    need(length <= 4 << 20, "the area of the slots is too large")
    cek, id = unlock(preheader, reader.take(length), own), preheader[8:24]
    need(hmac.compare_digest(mac(expand(cek, b"context", id), context), preheader[24:56]), "the context is another")
    data_key = expand(cek, b"content", id)
    try:
        if preheader[5] == 1:
            inner = AESGCM(data_key).decrypt(bytes(12), reader.take(reader.left()), preheader)
        else:
            inner = open_segments(data_key, preheader, reader)
    except InvalidTag:
        raise Refused("the envelope was not opened") from None
    if not expected:
        need(inner[0] == 0, "the envelope is signed: say from whom")
        return inner[1:]
    need(inner[0] == 1, "the envelope is not signed")
    return open_signed(inner, preheader, context, own.hash, expected)


# Sealing

def seal_segments(key, preheader, inner):
    salt, prefix = os.urandom(32), os.urandom(7)
    cipher = AESGCM(HKDF(SHA256(), 32, salt, preheader).derive(key))
    sealed, number, at, last = bytes([40]) + salt + prefix, 0, 0, False
    while not last:
        end = at + SEGMENT - 16 - (40 if number == 0 else 0)
        last = end >= len(inner)
        sealed += cipher.encrypt(prefix + struct.pack(">IB", number, last), inner[at:end], None)
        number, at = number + 1, end
    return sealed


def signed(plaintext, preheader, context, senders, recipients):
    header = bytes([len(senders)]) + b"".join(each.name for each in senders)
    header += struct.pack(">QH", time.time_ns() // 1_000_000, len(recipients))
    header += b"".join(sorted(each.hash for each in recipients))
    inner, number, at, last = b"\1" + header, 0, 0, False
    while not last:
        end = len(plaintext) if preheader[5] == 1 else min(at + CHUNK, len(plaintext))
        chunk, last = plaintext[at:end], end == len(plaintext)
        data = signature_input(preheader, context, header, number, last, chunk)
        inner += b"".join(each.sign(data) for each in senders) + chunk
        number, at = number + 1, end
    return inner


def seal_envelope(plaintext, to, signers, context, segments):
    recipients, senders = [Recipient(each, False) for each in to], [Signer(each, True) for each in signers]
    cek, id = os.urandom(32), os.urandom(16)
    begin = b"SCEV" + bytes([1, 2 if segments else 1, 0, 0]) + id + mac(expand(cek, b"context", id), context)
    preheader = begin + expand(cek, b"commit", begin)
    recipients.sort(key=lambda each: each.hint(id))
    slots = struct.pack(">H", len(recipients)) + b"".join(each.seal(id, cek) for each in recipients)
    area = slots + mac(expand(cek, b"slots", id), preheader + slots)
    inner = signed(plaintext, preheader, context, senders, recipients) if senders else b"\0" + plaintext
    data_key = expand(cek, b"content", id)
    if segments:
        content = seal_segments(data_key, preheader, inner)
    else:
        content = AESGCM(data_key).encrypt(bytes(12), inner, preheader)
    return preheader + struct.pack(">I", len(area)) + area + content


def main():
    parser = argparse.ArgumentParser(description="Opens and seals envelopes of SecureChannel.")
    parser.add_argument("command", choices=["open", "seal", "types"])
    parser.add_argument("files", nargs="*")
    parser.add_argument("--key")
    parser.add_argument("--from", dest="senders", action="append", default=[])
    parser.add_argument("--to", action="append", default=[])
    parser.add_argument("--sign", action="append", default=[])
    parser.add_argument("--context", default="")
    parser.add_argument("--segments", action="store_true")
    options = parser.parse_args()
    if options.command == "types":
        print(*(NAMES.values() if hpke else [NAMES[RSA]]))
        return
    source, target = options.files
    context = options.context.encode()
    if options.command == "open":
        result = open_envelope(read(source), options.key, options.senders, context)
    else:
        need(options.to, "to whom?")
        result = seal_envelope(read(source), options.to, options.sign, context, options.segments)
    with open(target, "wb") as file:
        file.write(result)


if __name__ == "__main__":
    try:
        main()
    except Refused as refused:
        sys.exit("envelope: " + str(refused))
