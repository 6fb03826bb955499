"""The filter, run by a small BPF machine for both architectures: what it allows and denies."""

from __future__ import annotations

import errno
import struct

import pytest

from grader.sandbox.inside import confine, seccomp
from grader.sandbox.inside.linux import NEWNET, NEWUSER
from grader.sandbox.inside.syscalls import ARCHITECTURES, LAST_KNOWN, numbers

SIGCHLD = 17
BOTH = sorted(ARCHITECTURES)


def decide(program: bytes, audit: int, number: int, *arguments: int) -> int:
    """What the kernel would return: the BPF machine, as far as the filter uses it."""
    padded = (*arguments, 0, 0, 0, 0, 0, 0)[:6]
    data = struct.pack("<iIQ6Q", number, audit, 0, *padded)
    steps = list(struct.iter_unpack("<HBBI", program))
    at, accumulator = 0, 0
    while True:
        code, then, otherwise, k = steps[at]
        at += 1
        match code:
            case seccomp.LOAD:
                (accumulator,) = struct.unpack_from("<I", data, k)
            case seccomp.EQUAL:
                at += then if accumulator == k else otherwise
            case seccomp.ABOVE:
                at += then if accumulator >= k else otherwise
            case seccomp.ANY_BIT:
                at += then if accumulator & k else otherwise
            case seccomp.RETURN:
                return int(k)


def denial(code: int) -> int:
    return seccomp.REFUSE | code


@pytest.mark.parametrize("architecture", BOTH)
class TestFilter:
    def test_what_no_notebook_needs_is_refused(self, architecture: str) -> None:
        table, (_, audit) = numbers(architecture), ARCHITECTURES[architecture]
        code = seccomp.program(architecture, table)
        for name in seccomp.DENIED:
            if name in table:
                assert decide(code, audit, table[name]) == denial(errno.EPERM), name

    def test_ordinary_calls_pass(self, architecture: str) -> None:
        table, (_, audit) = numbers(architecture), ARCHITECTURES[architecture]
        code = seccomp.program(architecture, table)
        denied = {table[name] for name in seccomp.DENIED if name in table}
        special = {table[name] for name in ("clone3", "socket", "clone", "ioctl")}
        for number in range(LAST_KNOWN + 1):
            if number not in denied | special:
                assert decide(code, audit, number) == seccomp.ALLOW, number

    def test_forks_and_threads_pass_and_namespaces_do_not(self, architecture: str) -> None:
        table, (_, audit) = numbers(architecture), ARCHITECTURES[architecture]
        code = seccomp.program(architecture, table)
        assert decide(code, audit, table["clone"], SIGCHLD) == seccomp.ALLOW
        assert decide(code, audit, table["clone"], 0x3D0F00) == seccomp.ALLOW
        for flag in (NEWUSER, NEWNET):
            assert decide(code, audit, table["clone"], flag | SIGCHLD) == denial(errno.EPERM)
        assert decide(code, audit, table["clone3"]) == denial(errno.ENOSYS)

    def test_calls_of_the_future_do_not_exist(self, architecture: str) -> None:
        table, (_, audit) = numbers(architecture), ARCHITECTURES[architecture]
        code = seccomp.program(architecture, table)
        for number in (LAST_KNOWN + 1, 0x4000_0000 | 59, -1):
            assert decide(code, audit, number) == denial(errno.ENOSYS)

    def test_code_of_another_architecture_is_killed(self, architecture: str) -> None:
        code = seccomp.program(architecture, numbers(architecture))
        assert decide(code, 0x4000_0003, 1) == seccomp.KILL

    def test_sockets_are_for_caged_kernels_only(self, architecture: str) -> None:
        table, (_, audit) = numbers(architecture), ARCHITECTURES[architecture]
        without = seccomp.program(architecture, table)
        caged = seccomp.program(architecture, table, sockets=True)
        for family in (1, 2, 10, 16, 40):
            assert decide(without, audit, table["socket"], family) == denial(errno.EAFNOSUPPORT)
        assert decide(caged, audit, table["socket"], 1) == seccomp.ALLOW
        for family in (16, 17, 38, 40):
            assert decide(caged, audit, table["socket"], family) == denial(errno.EOPNOTSUPP)

    def test_without_a_cage_metadata_and_signals_are_held_too(self, architecture: str) -> None:
        table, (_, audit) = numbers(architecture), ARCHITECTURES[architecture]
        code = seccomp.program(architecture, table, metadata=False, signals_only_to=42)
        for name in seccomp.METADATA:
            if name in table:
                assert decide(code, audit, table[name]) == denial(errno.EPERM), name
        assert decide(code, audit, table["utimensat"], 3, 0) == seccomp.ALLOW
        for path in (1, 1 << 32):
            assert decide(code, audit, table["utimensat"], 3, path) == denial(errno.EPERM)
        for name in ("kill", "tgkill"):
            assert decide(code, audit, table[name], 42) == seccomp.ALLOW
            assert decide(code, audit, table[name], 43) == denial(errno.EPERM)
        assert decide(code, audit, table["rt_sigqueueinfo"], 42) == denial(errno.EPERM)

    def test_nobody_types_into_a_terminal(self, architecture: str) -> None:
        table, (_, audit) = numbers(architecture), ARCHITECTURES[architecture]
        code = seccomp.program(architecture, table)
        assert decide(code, audit, table["ioctl"], 0, seccomp.TIOCSTI) == denial(errno.EPERM)
        assert decide(code, audit, table["ioctl"], 0, 0x5401) == seccomp.ALLOW


def test_a_child_finds_its_filter_assembled(monkeypatch):
    put_on = []
    monkeypatch.setattr(seccomp, "install", put_on.append)
    profile = confine.Profile(caged=True, uid=0, gid=0)
    confine.filter_for.cache_clear()
    confine.prepare(profile)
    monkeypatch.setattr(seccomp, "program", lambda *_, **__: pytest.fail("assembled once more"))
    assert confine.seal(confine.Held((), profile, 1)) == ["seccomp"]
    assert len(put_on) == 1
