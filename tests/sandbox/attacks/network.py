"""Cells that want to talk to somebody."""

from __future__ import annotations

from sandbox.attacks.attack import Attack

ATTACKS: dict[str, Attack] = {
    "sockets": Attack(
        """
import socket
for family, address in (
    (socket.AF_INET, ("127.0.0.1", @PORT@)), (socket.AF_INET, ("192.0.2.1", 80)),
    (socket.AF_INET6, ("::1", @PORT@)), (socket.AF_UNIX, chr(0) + "@ABSTRACT@"),
    (socket.AF_UNIX, "/run/docker.sock")):
    try:
        s = socket.socket(family); s.settimeout(1); s.connect(address); print("BREACH", address)
    except OSError as error: print(error.strerror)
try:
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", @PORT@))
    print("BREACH")
except OSError: pass
!(echo > /dev/tcp/127.0.0.1/@PORT@) 2>/dev/null && echo BREACH""",
        "seccomp, net namespace",
        evidence="Address family not supported",
    ),
    "a socket to a neighbour": Attack(
        """
import socket
try: socket.socket(socket.AF_UNIX).bind(chr(0) + "meet"); print("BREACH")
except OSError as error: print("refused:", error.strerror)
a, b = socket.socketpair(); a.send(b"x"); print("own pair:", b.recv(1))""",
        "seccomp",
        evidence="refused.*own pair|refused",
    ),
}
