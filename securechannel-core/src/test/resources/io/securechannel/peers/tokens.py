"""Tokens by another hand: PyJWT where it is installed, else JSON Web Signatures put together with python's cryptography.

tokens.py verify ES256|HS256 KEY ISSUER AUDIENCE TOKEN   prints the claims; KEY is a JWK, or a secret in hexadecimal
tokens.py make ES256|HS256 SECRET ISSUER AUDIENCE CNF    prints {"token": ..., "keys": JWK set or null}
tokens.py proof PROOF TOKEN JKT NONCE TYPE BINDING OFFER  verifies a proof as the specification has it; values in hexadecimal
tokens.py prove TOKEN NONCE TYPE BINDING OFFER KEY       prints a proof; KEY is a private JWK
"""
import base64
import hashlib
import hmac
import json
import sys
import time
import uuid

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

try:
    import jwt
except ImportError:
    jwt = None


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def number(text):
    return int.from_bytes(unb64(text), "big")


def public_key(jwk):
    return ec.EllipticCurvePublicNumbers(number(jwk["x"]), number(jwk["y"]), ec.SECP256R1()).public_key()


def public_jwk(key):
    numbers = key.public_numbers()
    return {"kty": "EC", "crv": "P-256", "x": b64(numbers.x.to_bytes(32, "big")), "y": b64(numbers.y.to_bytes(32, "big"))}


def sign(header, payload, key):
    text = b64(json.dumps(header).encode()) + "." + b64(json.dumps(payload).encode())
    if isinstance(key, bytes):
        signature = hmac.digest(key, text.encode(), "sha256")
    else:
        r, s = decode_dss_signature(key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
        signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    return text + "." + b64(signature)


def verify(token, key, algorithm):
    header, payload, signature = token.split(".")
    assert json.loads(unb64(header))["alg"] == algorithm
    text = (header + "." + payload).encode()
    signature = unb64(signature)
    if isinstance(key, bytes):
        assert hmac.compare_digest(signature, hmac.digest(key, text, "sha256"))
    else:
        assert len(signature) == 64
        r, s = (int.from_bytes(part, "big") for part in (signature[:32], signature[32:]))
        key.verify(encode_dss_signature(r, s), text, ec.ECDSA(hashes.SHA256()))
    return json.loads(unb64(payload))


def thumbprint(jwk):
    members = {name: jwk[name] for name in ("crv", "kty", "x", "y")}
    return b64(hashlib.sha256(json.dumps(members, separators=(",", ":"), sort_keys=True).encode()).digest())


def main(command, *rest):
    if command == "verify":
        algorithm, key, issuer, audience, token = rest
        key = bytes.fromhex(key) if algorithm == "HS256" else public_key(json.loads(key))
        if jwt:
            claims = jwt.decode(token, key, algorithms=[algorithm], issuer=issuer, audience=audience,
                                options={"require": ["exp", "iat", "sub", "jti"]})
        else:
            claims = verify(token, key, algorithm)
            assert claims["iss"] == issuer and claims["aud"] == audience and claims["exp"] > time.time()
        print(json.dumps(claims))
    elif command == "make":
        algorithm, secret, issuer, audience, cnf = rest
        now = int(time.time())
        claims = {"iss": issuer, "aud": [audience, "other"], "sub": "ada", "iat": now, "exp": now + 60, "level": 7,
                  "name": "Ada \u00fc"}
        if cnf:
            claims["cnf"] = {"jkt": cnf}
        private = ec.generate_private_key(ec.SECP256R1())
        key = bytes.fromhex(secret) if algorithm == "HS256" else private
        header = {"kid": "python"}
        token = (jwt.encode(claims, key, algorithm=algorithm, headers=header) if jwt
                 else sign({"alg": algorithm, "typ": "JWT", **header}, claims, key))
        keys = {"keys": [{**public_jwk(private.public_key()), "kid": "python", "use": "sig", "alg": "ES256"}]}
        print(json.dumps({"token": token, "keys": keys, "by": "PyJWT" if jwt else "hand"}))
    elif command == "proof":
        proof, token, jkt, nonce, kind, binding, offer = rest
        header = json.loads(unb64(proof.split(".")[0]))
        assert header == {"alg": "ES256", "typ": "securechannel-login+jwt"}
        jwk = json.loads(unb64(proof.split(".")[1]))["jwk"]
        assert thumbprint(jwk) == jkt
        claims = verify(proof, public_key(jwk), "ES256")
        assert claims["nonce"] == b64(bytes.fromhex(nonce))
        assert claims["cbt"] == kind
        assert claims["cb"] == b64(hashlib.sha256(bytes.fromhex(binding)).digest())
        assert claims["ath"] == b64(hashlib.sha256(token.encode()).digest())
        assert claims["offer"] == b64(bytes.fromhex(offer))
        assert abs(claims["iat"] - time.time()) < 60 and len(unb64(claims["jti"])) == 16
        print("proved")
    elif command == "prove":
        token, nonce, kind, binding, offer, key = rest
        jwk = json.loads(key)
        private = ec.derive_private_key(number(jwk["d"]), ec.SECP256R1())
        print(sign({"alg": "ES256", "typ": "securechannel-login+jwt"}, {
            "jwk": public_jwk(private.public_key()),
            "nonce": b64(bytes.fromhex(nonce)),
            "cbt": kind,
            "cb": b64(hashlib.sha256(bytes.fromhex(binding)).digest()),
            "ath": b64(hashlib.sha256(token.encode()).digest()),
            "offer": b64(bytes.fromhex(offer)),
            "iat": int(time.time()),
            "jti": b64(uuid.uuid4().bytes),
        }, private))
    else:
        sys.exit("unknown command " + command)


try:
    main(*sys.argv[1:])
except InvalidSignature:
    sys.exit("the signature is wrong")
