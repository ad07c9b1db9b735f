#!/usr/bin/env python3
"""Step 2 of docs/how-to/rsa-migration.md in Python: signed envelopes to a pinned RSA key.

    rsa_envelope.py send PORT --pin SHA256:... --sign PRIVATE.pem
    rsa_envelope.py serve PORT --key RSA.pem --from SIGNER.pem

Uses envelope.py beside it, which does the cryptography. Sends standard input; serves one message, prints it and ends. It has no replay
guard: a server that stays needs one, as the one in Java has.
"""
import argparse
import base64
import os
import socket
import sys
import tempfile

from cryptography.hazmat.primitives import serialization

sys.dont_write_bytecode = True  # nothing is left beside the documentation
import envelope

TIMEOUT = 30
LONGEST_KEY = 4096
LONGEST = (1 << 16) + (1 << 14)
CONTEXT = b"rsa-migration step 2"
END = b"-----END PUBLIC KEY-----"


def fingerprint(key):
    return "SHA256:" + base64.b64encode(envelope.sha256(envelope.spki(key))).decode().rstrip("=")


def receive(connection, most, done):
    data = b""
    while not done(data):
        part = connection.recv(4096)
        if not part:
            break
        data += part
        envelope.need(len(data) <= most, "more than %d bytes" % most)
    return data


def send(options):
    message = sys.stdin.buffer.read().decode("utf-8").rstrip("\n").encode("utf-8")
    with socket.create_connection(("127.0.0.1", options.port), timeout=TIMEOUT) as connection:
        pem = receive(connection, LONGEST_KEY, lambda data: END in data)
        shown = fingerprint(serialization.load_pem_public_key(pem))
        envelope.need(shown == options.pin, "the server showed the key %s, and expected is %s" % (shown, options.pin))
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, "server.pub")
            with open(path, "wb") as file:
                file.write(pem)
            sealed = envelope.seal_envelope(message, [path], [options.sign], CONTEXT, False)
        connection.sendall(sealed)
        connection.shutdown(socket.SHUT_WR)
        receive(connection, LONGEST_KEY, lambda data: False)
    print("sent")


def serve(options):
    with open(options.key, "rb") as file:
        key = serialization.load_pem_private_key(file.read(), None).public_key()
    pem = key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    with socket.create_server(("127.0.0.1", options.port)) as listening:
        print("my key is %s" % fingerprint(key))
        print("listening at 127.0.0.1:%d" % listening.getsockname()[1], flush=True)
        connection, _ = listening.accept()
        with connection:
            connection.settimeout(TIMEOUT)
            connection.sendall(pem)
            sealed = receive(connection, LONGEST, lambda data: False)
            opened = envelope.open_envelope(sealed, options.key, [options.sender], CONTEXT)
            print("message: " + repr(opened.decode("utf-8")))


def main():
    parser = argparse.ArgumentParser(description="Signed envelopes over the old protocol.")
    parser.add_argument("command", choices=["send", "serve"])
    parser.add_argument("port", type=int)
    parser.add_argument("--pin")
    parser.add_argument("--sign")
    parser.add_argument("--key")
    parser.add_argument("--from", dest="sender")
    options = parser.parse_args()
    if options.command == "send":
        envelope.need(options.pin and options.sign, "--pin and --sign say whose key it is, and who sends")
        send(options)
    else:
        envelope.need(options.key and options.sender, "--key and --from say who receives, and from whom")
        serve(options)


if __name__ == "__main__":
    try:
        main()
    except (envelope.Refused, OSError, ValueError) as failure:
        sys.exit("rsa_envelope: %s" % failure)
