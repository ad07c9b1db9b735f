#!/usr/bin/env python3
"""The client of the RSA tutorials: reads the server's public key, and sends standard input encrypted to it.

    rsa_client.py [PORT]

Needs cryptography (Debian: python3-cryptography). NOT SAFE: it encrypts to whatever key it is shown. It is here to be talked to by
"rsa-migration" and to be replaced: see docs/how-to/rsa-migration.md, and rsa_envelope.py for the same in step 2.
"""
import socket
import sys

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

TIMEOUT = 30
LONGEST = 4096


def main():
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    message = sys.stdin.buffer.read().decode("utf-8").rstrip("\n")
    with socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT) as connection:
        key = serialization.load_pem_public_key(connection.recv(LONGEST))
        oaep = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)
        connection.sendall(key.encrypt(message.encode("utf-8"), oaep))
    print("sent")


if __name__ == "__main__":
    try:
        main()
    except (OSError, ValueError) as failure:
        sys.exit("rsa_client: %s" % failure)
