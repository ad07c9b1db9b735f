"""A client on Python's ssl. PORT ROOT NAME CERTIFICATE|- KEY|- ALPN|- TIMES ENDING|-; prints what it finds."""

import socket
import ssl
import sys

port, root, name, certificate, key, alpn, times, ending = sys.argv[1:]
context = ssl.create_default_context(cafile=root)
context.minimum_version = ssl.TLSVersion.TLSv1_3
if certificate != "-":
    context.load_cert_chain(certificate, key)
if alpn != "-":
    context.set_alpn_protocols([alpn])


def print_answer(tls):
    try:
        while part := tls.recv(65536):
            print(part.decode(), end="")
    except ssl.SSLZeroReturnError:
        pass  # so Python says close_notify where it has sent its own before


def end_own_direction(tls):
    # unwrap() sends close_notify and then waits for the peer's; in the non-blocking mode it returns between the two.
    tls.setblocking(False)
    try:
        tls.unwrap()
    except ssl.SSLWantReadError:
        pass
    tls.setblocking(True)


session = None
for _ in range(int(times)):
    plain = socket.create_connection(("localhost", int(port)))
    tls = context.wrap_socket(plain, server_hostname=name, session=session, suppress_ragged_eofs=False)
    print("alpn", tls.selected_alpn_protocol())
    print("resumed", str(tls.session_reused).lower())
    print("subject", tls.getpeercert()["subject"][0][0][1])
    tls.sendall(b"hello\n")
    if ending == "CLIENT_FIRST":
        end_own_direction(tls)
    print_answer(tls)
    if ending == "SERVER_FIRST":
        tls.sendall(b"after your end\n")
    session = tls.session
    if ending != "CLIENT_FIRST":
        tls.unwrap()
    tls.close()
