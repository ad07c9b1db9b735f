"""A server on Python's ssl. CERTIFICATE KEY OTHER-CERTIFICATE OTHER-KEY CLIENTS|- ALPN|- ENDING|-; prints what it finds."""

import socket
import ssl
import sys

certificate, key, other_certificate, other_key, clients, alpn, ending = sys.argv[1:]


def context_of(certificate, key):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(certificate, key)
    if clients != "-":
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(clients)
    if alpn != "-":
        context.set_alpn_protocols([alpn])
    return context


def choose(tls, name, _):
    print("name", name, flush=True)
    if name == "chat.example":
        tls.context = other


def end_own_direction(tls):
    # unwrap() sends close_notify and then waits for the peer's; in the non-blocking mode it returns between the two.
    tls.setblocking(False)
    try:
        tls.unwrap()
    except ssl.SSLWantReadError:
        pass
    tls.setblocking(True)


def read_to_the_end(tls):
    received = b""
    try:
        while part := tls.recv(65536):
            received += part
    except ssl.SSLZeroReturnError:
        pass  # so Python says close_notify where it has sent its own before
    return received


def converse(tls):
    print("alpn", tls.selected_alpn_protocol(), flush=True)
    print("resumed", str(tls.session_reused).lower(), flush=True)
    if clients != "-":
        print("subject", tls.getpeercert()["subject"][0][0][1], flush=True)
    if ending == "CLIENT_FIRST":
        tls.sendall(b"heard: " + read_to_the_end(tls))
        tls.unwrap()
    else:
        tls.sendall(b"heard: " + tls.recv(65536))
        if ending == "SERVER_FIRST":
            end_own_direction(tls)
        print("heard:", read_to_the_end(tls).decode(), flush=True)


default = context_of(certificate, key)
other = context_of(other_certificate, other_key)
default.sni_callback = choose
listening = socket.create_server(("127.0.0.1", 0))
print("PORT", listening.getsockname()[1], flush=True)
while True:
    plain = listening.accept()[0]
    try:
        with default.wrap_socket(plain, server_side=True, suppress_ragged_eofs=False) as tls:
            converse(tls)
    except OSError as refused:
        print("refused", refused, flush=True)
