#!/usr/bin/env python3
"""One end of a SCRAM-SHA-256 login (RFC 5802, 7677), with nothing but hashlib and hmac.

    scram.py client USER PASSWORD FLAG BINDING
    scram.py server USER PASSWORD BINDING HASH-OF-OFFER

FLAG is n, y or p=TYPE; BINDING is hexadecimal, or '-'. A message is a line, in and out; the last line is OK or why not.
Names and passwords are taken as they are, without SASLprep.
"""
import base64
import hashlib
import hmac
import os
import sys

ITERATIONS = 4099


def b64(data):
    return base64.b64encode(data).decode()


def mac(key, text):
    return hmac.new(key, text, hashlib.sha256).digest()


def xor(one, other):
    return bytes(a ^ b for a, b in zip(one, other))


def keys(password, salt, iterations):
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, iterations)
    return mac(salted, b"Client Key"), mac(salted, b"Server Key")


def fields(message):
    return dict(part.split("=", 1) for part in message.split(","))


def say(message):
    print(message, flush=True)


def hear():
    return sys.stdin.readline().rstrip("\n")


def binding_data(argument):
    return b"" if argument == "-" else bytes.fromhex(argument)


def escaped(name):
    return name.replace("=", "=3D").replace(",", "=2C")


def client(user, password, flag, binding):
    nonce = b64(os.urandom(18))
    header, bare = flag + ",,", "n=" + escaped(user) + ",r=" + nonce
    say(header + bare)
    first = hear()
    server = fields(first)
    if not server["r"].startswith(nonce):
        return "nonce"
    client_key, server_key = keys(password, base64.b64decode(server["s"]), int(server["i"]))
    last = "c=" + b64(header.encode() + binding_data(binding)) + ",r=" + server["r"]
    auth_message = ",".join((bare, first, last)).encode()
    proof = xor(client_key, mac(hashlib.sha256(client_key).digest(), auth_message))
    say(last + ",p=" + b64(proof))
    return "OK" if hear() == "v=" + b64(mac(server_key, auth_message)) else "signature"


def server(user, password, binding, offer):
    message = hear()
    flag, _, bare = message.split(",", 2)
    if fields(bare)["n"] != escaped(user):
        return "user"
    nonce, salt = fields(bare)["r"] + b64(os.urandom(18)), os.urandom(16)
    first = "r=%s,s=%s,i=%d" % (nonce, b64(salt), ITERATIONS) + ("" if offer == "-" else ",h=" + offer)
    say(first)
    last, proof = hear().rsplit(",p=", 1)
    if last != "c=" + b64((flag + ",,").encode() + binding_data(binding)) + ",r=" + nonce:
        return "binding or nonce"
    client_key, server_key = keys(password, salt, ITERATIONS)
    auth_message = ",".join((bare, first, last)).encode()
    stored_key = hashlib.sha256(client_key).digest()
    if hashlib.sha256(xor(base64.b64decode(proof), mac(stored_key, auth_message))).digest() != stored_key:
        say("e=invalid-proof")
        return "proof"
    say("v=" + b64(mac(server_key, auth_message)))
    return "OK"


sys.stdin.reconfigure(encoding="utf-8")
sys.stdout.reconfigure(encoding="utf-8")
say({"client": client, "server": server}[sys.argv[1]](*sys.argv[2:]))
