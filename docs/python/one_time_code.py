#!/usr/bin/env python3
"""Proves a one-time code of SecureChannel as docs/spec/noise.md, section 6, has it: one end of J-PAKE (RFC 8236) on P-256.

    one_time_code.py initiator|responder HANDSHAKE_HASH [--exponents HEX]

The first line of standard input is the code, the others are the messages of the other end in hexadecimal; its own messages, also in
hexadecimal, go to standard output, and at the end "confirmed" or "refused". It shares no code with the library and computes with Python's
integers alone: what stands in the specification is all that it does. It is slow, and its time depends on secrets: for tests only.

--exponents gives x1, x2 and the nonces v of the three proofs, 32 bytes each, for vectors; without it they are random.
"""
import argparse
import hashlib
import hmac
import secrets
import sys

# P-256: FIPS 186-4, D.1.2.3 (SEC 2, secp256r1). Points are (x, y); None is the infinite one.
P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
     0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)
POINT, SCALAR = 33, 32
PROVED = POINT + POINT + SCALAR


class Refused(Exception):
    pass


def add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if (a[1] + b[1]) % P == 0:
            return None
        slope = 3 * (a[0] * a[0] - 1) * pow(2 * a[1], -1, P) % P
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P) % P
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def times(point, scalar):
    result = None
    for bit in bin(scalar % N)[2:]:
        result = add(result, result)
        if bit == "1":
            result = add(result, point)
    return result


def minus(point):
    return point[0], -point[1] % P


def encoded(point):
    return bytes([2 + point[1] % 2]) + point[0].to_bytes(32, "big")


def decoded(data):
    x = int.from_bytes(data[1:], "big")
    square = (x * x * x - 3 * x + B) % P
    y = pow(square, (P + 1) // 4, P)
    if len(data) != POINT or data[0] not in (2, 3) or x >= P or y * y % P != square:
        raise Refused("not a point")
    return x, y if y % 2 == data[0] % 2 else P - y


def challenge(generator, commitment, point, identity):
    hashed = hashlib.sha256()
    for item in (encoded(generator), encoded(commitment), encoded(point), identity):
        hashed.update(len(item).to_bytes(4, "big") + item)
    return int.from_bytes(hashed.digest(), "big", signed=True) % N


def prove(generator, exponent, nonce, identity):
    """A point and the proof that its exponent is known: RFC 8235, section 3.2."""
    point, commitment = times(generator, exponent), times(generator, nonce)
    response = (nonce - exponent * challenge(generator, commitment, point, identity)) % N
    return encoded(point) + encoded(commitment) + response.to_bytes(SCALAR, "big")


def proved(generator, data, identity):
    """The point, once its proof has been checked: RFC 8235, section 3.3."""
    point, commitment = decoded(data[:POINT]), decoded(data[POINT:2 * POINT])
    response = int.from_bytes(data[2 * POINT:], "big")
    if len(data) != PROVED or response >= N:
        raise Refused("not a proof")
    c = challenge(generator, commitment, point, identity)
    if add(times(generator, response), times(point, c)) != commitment:
        raise Refused("the proof does not hold")
    return point


def say(message):
    print(message.hex(), flush=True)


def hear(length):
    message = bytes.fromhex(sys.stdin.readline())
    if len(message) != length:
        raise Refused("the other end refuses" if not message else "not %d bytes" % length)
    return message


class End:
    def __init__(self, own, peer, secret, exponents):
        self.own, self.peer, self.s = own, peer, secret
        self.x1, self.x2, self.v1, self.v2, self.v3 = exponents
        self.g1, self.g2 = times(G, self.x1), times(G, self.x2)

    def round1(self):
        return prove(G, self.x1, self.v1, self.own) + prove(G, self.x2, self.v2, self.own)

    def take1(self, message):
        self.g3 = proved(G, message[:PROVED], self.peer)
        self.g4 = proved(G, message[PROVED:], self.peer)

    def round2(self):
        return prove(add(self.g1, add(self.g3, self.g4)), self.x2 * self.s % N, self.v3, self.own)

    def take2(self, message):
        b = proved(add(self.g3, add(self.g1, self.g2)), message, self.peer)
        self.key = times(add(b, minus(times(self.g4, self.x2 * self.s))), self.x2)[0]

    def tag(self, sender, receiver, points):
        key = self.key.to_bytes((self.key.bit_length() + 7) // 8, "big")
        data = b"KC_1_U" + sender + receiver + b"".join(encoded(point) for point in points)
        return hmac.digest(hashlib.sha256(key + b"ECJPAKE_KC").digest(), data, "sha256")

    def round3(self):
        return self.tag(self.own, self.peer, (self.g1, self.g2, self.g3, self.g4))

    def take3(self, message):
        expected = self.tag(self.peer, self.own, (self.g3, self.g4, self.g1, self.g2))
        if not hmac.compare_digest(expected, message):
            raise Refused("another code")


def initiate(end):
    say(end.round1())
    answer = hear(3 * PROVED)
    end.take1(answer[:2 * PROVED])
    end.take2(answer[2 * PROVED:])
    say(end.round2() + end.round3())
    end.take3(hear(32))


def respond(end):
    end.take1(hear(2 * PROVED))
    say(end.round1() + end.round2())
    proof = hear(PROVED + 32)
    end.take2(proof[:PROVED])
    end.take3(proof[PROVED:])
    say(end.round3())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("role", choices=("initiator", "responder"))
    parser.add_argument("handshake_hash")
    parser.add_argument("--exponents")
    given = parser.parse_args()
    identities = {role: (role + ":" + given.handshake_hash.lower()).encode() for role in ("initiator", "responder")}
    own = identities.pop(given.role)
    peer, = identities.values()
    code = "".join(c for c in sys.stdin.readline().strip() if c not in "- ").lower()
    if given.exponents:
        exponents = [int(given.exponents[at:at + 64], 16) for at in range(0, 320, 64)]
    else:
        exponents = [1 + secrets.randbelow(N - 1) for _ in range(5)]
    end = End(own, peer, int.from_bytes(code.encode(), "big") % N, exponents)
    try:
        (initiate if given.role == "initiator" else respond)(end)
        print("confirmed")
    except Refused:
        print("refused")


if __name__ == "__main__":
    main()
