"""Runs a server that can only listen on every interface in a network namespace of its own, with nothing but loopback.

PORT COMMAND...; prints PORT and the port on 127.0.0.1, outside, from which it passes bytes to the command's PORT inside.
A socket stays in the namespace in which it was made: the listening one is made first.
"""

import ctypes
import fcntl
import os
import socket
import struct
import subprocess
import sys
import threading
import time

NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000  # unshare(2)
SIOCSIFFLAGS, IFF_UP_RUNNING = 0x8914, 0x41  # netdevice(7)

listening = socket.create_server(("127.0.0.1", 0))
libc = ctypes.CDLL(None, use_errno=True)
if libc.unshare(NEW_NETWORK) != 0 and libc.unshare(NEW_USER | NEW_NETWORK) != 0:
    print("NO NAMESPACE", os.strerror(ctypes.get_errno()), flush=True)
    sys.exit(1)
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as device:
    fcntl.ioctl(device, SIOCSIFFLAGS, struct.pack("16sh22x", b"lo", IFF_UP_RUNNING))
server = subprocess.Popen(sys.argv[2:], stdin=subprocess.DEVNULL)
print("PORT", listening.getsockname()[1], flush=True)


def connect():
    while server.poll() is None:
        try:
            return socket.create_connection(("127.0.0.1", int(sys.argv[1])))
        except ConnectionRefusedError:
            time.sleep(0.01)  # it is not listening yet
    sys.exit("the server has ended")


def copy(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # the other end is gone; the other direction may still hold something


while True:
    outside = listening.accept()[0]
    inside = connect()
    for pair in ((outside, inside), (inside, outside)):
        threading.Thread(target=copy, args=pair, daemon=True).start()
