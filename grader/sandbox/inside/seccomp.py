"""The system calls that student code is refused: a BPF program, assembled by hand."""

from __future__ import annotations

import ctypes
import errno
import struct
from collections.abc import Mapping

from .linux import NAMESPACES, NEWCGROUP, PR_SET_SECCOMP, checked, prctl
from .syscalls import ARCHITECTURES, LAST_KNOWN

DENIED = """
    ptrace process_vm_readv process_vm_writev process_madvise kcmp pidfd_getfd pidfd_open
    pidfd_send_signal mount umount2 pivot_root chroot move_mount fsopen fsconfig fsmount fspick
    open_tree mount_setattr unshare setns keyctl add_key request_key bpf perf_event_open
    userfaultfd io_uring_setup io_uring_enter io_uring_register init_module finit_module
    delete_module kexec_load kexec_file_load reboot swapon swapoff syslog acct quotactl
    quotactl_fd open_by_handle_at name_to_handle_at lookup_dcookie iopl ioperm modify_ldt
    settimeofday clock_settime clock_adjtime adjtimex sethostname setdomainname memfd_create
    memfd_secret fanotify_init fanotify_mark vhangup nfsservctl personality mbind migrate_pages
    move_pages set_mempolicy shmget shmat shmctl semget semctl semop semtimedop msgget msgctl
    msgsnd msgrcv mq_open mknod mknodat uselib ustat sysfs _sysctl create_module get_kernel_syms
    query_module process_mrelease set_mempolicy_home_node
""".split()  # noqa: SIM905 - a table reads better as words
"""What no notebook needs: other processes, mounts, keys, modules, clocks, unaccounted memory."""
METADATA = """
    chmod fchmodat chown lchown fchownat utime utimes futimesat setxattr lsetxattr removexattr
    lremovexattr inotify_add_watch
""".split()  # noqa: SIM905
"""What landlock lets through on files that it forbids to open; denied where it stands alone."""
QUEUED_SIGNALS = ("tkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo")

TIOCSTI, TIOCLINUX = 0x5412, 0x541C
AF_UNIX, AF_INET, AF_INET6 = 1, 2, 10

LOAD, EQUAL, ABOVE, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, REFUSE, KILL = 0x7FFF_0000, 0x0005_0000, 0x8000_0000
NUMBER, ARCHITECTURE = 0, 4
FARTHEST = 255
"""Instructions that a conditional jump can pass over."""


def _argument(index: int) -> int:
    """Offset of the low half of an argument in the kernel's ``seccomp_data``."""
    return 16 + 8 * index


Instruction = tuple[int, int, int, int]


def _refuse(code: int) -> Instruction:
    return (RETURN, 0, 0, REFUSE | code)


Bodies = dict[int, list[Instruction]]
"""Numbers of calls to what becomes of them, which must return."""
FEW = 3
"""Calls that are asked for one after the other; among more the filter looks up."""


def _look_up(bodies: Bodies) -> list[Instruction]:
    """Run the body of the call's number, allow what has none.

    By halves: on its way into the kernel the filter is run for every call that there is.

    Raises:
        OverflowError: If a half is longer than a jump.
    """
    numbers = sorted(bodies)
    if len(numbers) <= FEW:
        tests = [
            step
            for number in numbers
            for step in ((EQUAL, 0, len(bodies[number]), number), *bodies[number])
        ]
        return [*tests, (RETURN, 0, 0, ALLOW)]
    middle = numbers[len(numbers) // 2]
    below = _look_up({number: bodies[number] for number in numbers if number < middle})
    rest = _look_up({number: bodies[number] for number in numbers if number >= middle})
    if len(below) > FARTHEST:
        raise OverflowError("A filter of system calls is too long for one jump.")
    return [(ABOVE, len(below), 0, middle), *below, *rest]


def program(
    architecture: str,
    numbers: Mapping[str, int],
    *,
    sockets: bool = False,
    metadata: bool = True,
    signals_only_to: int | None = None,
) -> bytes:
    """The filter, as the kernel reads it.

    Args:
        architecture: ``x86_64`` or ``aarch64``; code of another one is killed.
        numbers: Names to numbers of that architecture.
        sockets: Allow Unix and internet sockets, for kernels that talk through them in a network
            namespace of their own.
        metadata: Allow ``chmod`` and its like.
        signals_only_to: The only process that ``kill`` may name.
    """
    denied = [*DENIED, *([] if metadata else METADATA)]
    bodies = {numbers[name]: [_refuse(errno.EPERM)] for name in denied if name in numbers}
    bodies |= _forks(numbers)
    bodies[numbers["ioctl"]] = _one_of(1, (TIOCSTI, TIOCLINUX), errno.EPERM)
    bodies[numbers["socket"]] = (
        _none_but(0, (AF_UNIX, AF_INET, AF_INET6)) if sockets else [_refuse(errno.EAFNOSUPPORT)]
    )
    if not metadata:
        bodies[numbers["utimensat"]] = _unless_null(1)
    if signals_only_to is not None:
        bodies |= _signals(numbers, signals_only_to)
    code = [*_entrance(architecture), *_look_up(bodies)]
    return b"".join(struct.pack("<HBBI", *instruction) for instruction in code)


def _entrance(architecture: str) -> list[Instruction]:
    """Code of another architecture is killed, a call that is too new does not exist."""
    _, audit = ARCHITECTURES[architecture]
    return [
        (LOAD, 0, 0, ARCHITECTURE),
        (EQUAL, 1, 0, audit),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER),
        (ABOVE, 0, 1, LAST_KNOWN + 1),
        _refuse(errno.ENOSYS),
    ]


def _forks(numbers: Mapping[str, int]) -> Bodies:
    """Processes and threads, but no namespaces; clone3 hides its flags and must go."""
    body: list[Instruction] = [
        (LOAD, 0, 0, _argument(0)),
        (ANY_BIT, 0, 1, NAMESPACES | NEWCGROUP),
        _refuse(errno.EPERM),
        (RETURN, 0, 0, ALLOW),
    ]
    return {numbers["clone3"]: [_refuse(errno.ENOSYS)], numbers["clone"]: body}


def _unless_null(argument: int) -> list[Instruction]:
    """Refuse if a pointer is given, by both its halves: the null pointer means one's own file."""
    halves = (_argument(argument), _argument(argument) + 4)
    tests = [
        step
        for half in halves
        for step in ((LOAD, 0, 0, half), (EQUAL, 1, 0, 0), _refuse(errno.EPERM))
    ]
    return [*tests, (RETURN, 0, 0, ALLOW)]


def _one_of(argument: int, values: tuple[int, ...], code: int) -> list[Instruction]:
    """Refuse if an argument has one of the values."""
    tests = [step for value in values for step in ((EQUAL, 0, 1, value), _refuse(code))]
    return [(LOAD, 0, 0, _argument(argument)), *tests, (RETURN, 0, 0, ALLOW)]


def _none_but(argument: int, values: tuple[int, ...]) -> list[Instruction]:
    """Refuse unless an argument has one of the values."""
    tests = [step for value in values for step in ((EQUAL, 0, 1, value), (RETURN, 0, 0, ALLOW))]
    # Not EAFNOSUPPORT: libzmq asks for network interfaces, and aborts at any other answer.
    return [(LOAD, 0, 0, _argument(argument)), *tests, _refuse(errno.EOPNOTSUPP)]


def _signals(numbers: Mapping[str, int], pid: int) -> Bodies:
    """Signals to one process only: for kernels whose landlock does not hold them back."""
    body: list[Instruction] = [
        (LOAD, 0, 0, _argument(0)),
        (EQUAL, 0, 1, pid),
        (RETURN, 0, 0, ALLOW),
        _refuse(errno.EPERM),
    ]
    bodies = {numbers[name]: [_refuse(errno.EPERM)] for name in QUEUED_SIGNALS}
    return bodies | {numbers[name]: body for name in ("kill", "tgkill")}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def install(code: bytes) -> None:
    """Put the filter on this process and all it will start; needs no_new_privs.

    Raises:
        OSError: If the kernel refuses.
    """
    buffer = ctypes.create_string_buffer(code, len(code))
    filter_ = _Program(len(code) // 8, ctypes.addressof(buffer))
    checked(prctl(PR_SET_SECCOMP, 2, ctypes.addressof(filter_)), "seccomp")
