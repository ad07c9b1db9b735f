"""framed_client.py HOST PORT CA IDENTITY|- [MESSAGE...]: sends messages, or lines of input; prints the answers."""
import contextlib, enum, socket, ssl, sys

# The frames of docs/spec/framing.md: type (1 byte) | length of the payload (3 bytes, big-endian) | payload
Frame = enum.IntEnum("Frame", {"DATA": 0, "DATA_MORE": 1, "PING": 3, "PONG": 4, "CLOSE": 5, "PAD": 6})
def send(kind, payload):
    tls.sendall(bytes([kind]) + len(payload).to_bytes(3, "big") + payload)
def read(count):
    return data if len(data := stream.read(count)) == count else sys.exit("the server ended in the middle")
def receive(message=b""):  # the next message; None once the server has closed
    while True:
        kind, payload = Frame(read(1)[0]), read(int.from_bytes(read(3), "big"))
        if kind == Frame.CLOSE:
            return print("closed:", int.from_bytes(payload[:2], "big"), payload[2:].decode(), file=sys.stderr)
        if kind == Frame.PING:
            send(Frame.PONG, payload)
        if kind in (Frame.DATA, Frame.DATA_MORE):
            message += payload
        if kind == Frame.DATA:
            return message
host, port, ca, identity, *messages = sys.argv[1:] if len(sys.argv) > 4 else sys.exit(__doc__)
context = ssl.create_default_context(cafile=ca)
context.minimum_version = ssl.TLSVersion.TLSv1_3
context.set_alpn_protocols(["securechannel/1"])
context.load_cert_chain(identity) if identity != "-" else None  # a PEM file with the certificate chain and the key
tls = context.wrap_socket(socket.create_connection((host, port)), server_hostname=host, suppress_ragged_eofs=False)
if tls.selected_alpn_protocol() != "securechannel/1": sys.exit("the server does not speak securechannel/1")
stream, answer = tls.makefile("rb"), b""
for text in messages or sys.stdin:
    send(Frame.DATA, text.rstrip("\n").encode())
    if (answer := receive()) is None:
        break
    print(answer.decode(), flush=True)
send(Frame.CLOSE, bytes(2))
tls.setblocking(False)  # so that unwrap sends our close_notify and does not wait: the server may still have to say
with contextlib.suppress(ssl.SSLWantReadError):
    tls.unwrap()
tls.setblocking(True)
while answer is not None:
    answer = receive()
