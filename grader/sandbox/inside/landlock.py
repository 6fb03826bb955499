"""Landlock: which files may be opened, and no signal or abstract socket across its border."""

from __future__ import annotations

import os
import stat
import struct
from collections.abc import Iterable

from .linux import checked, syscall

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
REMOVE_FILE, MAKE_SOCKET = 1 << 5, 1 << 9
TRUNCATE, IOCTL_DEVICE = 1 << 14, 1 << 15
READ = EXECUTE | READ_FILE | READ_DIR
ON_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEVICE
FILES_BY_VERSION = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16, 6: 16, 7: 16}
"""ABI to the number of file rights that it knows."""
NEWEST = 7
SCOPES_SINCE = 6
NETWORK_SINCE = 4


def version() -> int:
    """The kernel's landlock ABI; 0 if there is none."""
    return max(0, syscall("landlock_create_ruleset", None, 0, 1))


def restrict(read: Iterable[str], write: Iterable[str], sockets: Iterable[str] = ()) -> int:
    """Let this process and its children open only what lies below these paths, for good.

    In the folders of `sockets`, if there are any, only sockets may be made and removed, no files
    and no links, and TCP is left to the network namespace. Paths that do not exist are left out.
    TCP, signals to others and abstract sockets of others
    are cut off where the kernel's version can.

    Returns:
        The ABI that holds.

    Raises:
        OSError: If there is no landlock or it refuses.
    """
    abi = min(version(), NEWEST)
    if not abi:
        raise OSError("The kernel has no landlock.")
    everything = (1 << FILES_BY_VERSION[abi]) - 1
    sockets = list(sockets)
    network = 3 if abi >= NETWORK_SINCE and not sockets else 0
    scopes = 3 if abi >= SCOPES_SINCE else 0
    length = 24 if abi >= SCOPES_SINCE else 16 if abi >= NETWORK_SINCE else 8
    attributes = struct.pack("<QQQ", everything, network, scopes)[:length]
    created = syscall("landlock_create_ruleset", attributes, length, 0)
    ruleset = checked(created, "landlock ruleset")
    for paths, rights in (
        (read, READ),
        (write, everything),
        (sockets, READ | REMOVE_FILE | MAKE_SOCKET),
    ):
        for path in paths:
            _allow(ruleset, path, rights)
    checked(syscall("landlock_restrict_self", ruleset, 0), "landlock")
    os.close(ruleset)
    return abi


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        beneath = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    if not stat.S_ISDIR(os.fstat(beneath).st_mode):
        rights &= ON_FILES
    rule = struct.pack("<Qi", rights, beneath)
    checked(syscall("landlock_add_rule", ruleset, 1, rule, 0), f"landlock rule {path}")
    os.close(beneath)
