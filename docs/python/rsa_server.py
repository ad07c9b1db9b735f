#!/usr/bin/env python3
"""The server of the RSA tutorials: sends its public key, and prints the one message that comes back.

    rsa_server.py [PORT]

Needs cryptography (Debian: python3-cryptography). NOT SAFE: whoever is in between replaces the key and reads all. It is here to be
talked to by "rsa-migration" and to be replaced: see docs/how-to/rsa-migration.md. The sockets are handled as well as the tutorials
ask for; that does not help.
"""
import socket
import sys

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

TIMEOUT = 30
LONGEST = 4096


def receive(connection):
    """All that comes until the client closes."""
    data = b""
    while part := connection.recv(LONGEST):
        data += part
        if len(data) > LONGEST:
            raise ValueError("more than %d bytes" % LONGEST)
    return data


def main():
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    oaep = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)
    with socket.create_server(("127.0.0.1", port)) as listening:
        print("listening at 127.0.0.1:%d" % listening.getsockname()[1], flush=True)
        while True:
            connection, address = listening.accept()
            with connection:
                try:
                    connection.settimeout(TIMEOUT)
                    connection.sendall(pem)
                    message = key.decrypt(receive(connection), oaep).decode("utf-8")
                    print("message: " + repr(message), flush=True)
                except (OSError, ValueError) as failure:
                    print("refused: %s" % failure, flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
