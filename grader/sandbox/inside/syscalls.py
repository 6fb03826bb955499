"""Numbers of the system calls that the cage makes or denies, on x86_64 and arm64 Linux."""

from __future__ import annotations

import platform

_TABLE = """
    # name x86_64 arm64
    ptrace 101 117
    process_vm_readv 310 270
    process_vm_writev 311 271
    process_madvise 440 440
    kcmp 312 272
    pidfd_getfd 438 438
    pidfd_open 434 434
    pidfd_send_signal 424 424
    mount 165 40
    umount2 166 39
    pivot_root 155 41
    chroot 161 51
    move_mount 429 429
    fsopen 430 430
    fsconfig 431 431
    fsmount 432 432
    fspick 433 433
    open_tree 428 428
    mount_setattr 442 442
    unshare 272 97
    setns 308 268
    keyctl 250 219
    add_key 248 217
    request_key 249 218
    bpf 321 280
    perf_event_open 298 241
    userfaultfd 323 282
    io_uring_setup 425 425
    io_uring_enter 426 426
    io_uring_register 427 427
    init_module 175 105
    finit_module 313 273
    delete_module 176 106
    kexec_load 246 104
    kexec_file_load 320 294
    reboot 169 142
    swapon 167 224
    swapoff 168 225
    syslog 103 116
    acct 163 89
    quotactl 179 60
    quotactl_fd 443 443
    open_by_handle_at 304 265
    name_to_handle_at 303 264
    lookup_dcookie 212 18
    iopl 172 -
    ioperm 173 -
    modify_ldt 154 -
    settimeofday 164 170
    clock_settime 227 112
    clock_adjtime 305 266
    adjtimex 159 171
    sethostname 170 161
    setdomainname 171 162
    memfd_create 319 279
    memfd_secret 447 447
    fanotify_init 300 262
    fanotify_mark 301 263
    vhangup 153 58
    nfsservctl 180 42
    personality 135 92
    mbind 237 235
    migrate_pages 256 238
    move_pages 279 239
    set_mempolicy 238 237
    shmget 29 194
    shmat 30 196
    shmctl 31 195
    semget 64 190
    semctl 66 191
    semop 65 193
    semtimedop 220 192
    msgget 68 186
    msgctl 71 187
    msgsnd 69 189
    msgrcv 70 188
    mq_open 240 180
    mknod 133 -
    mknodat 259 33
    uselib 134 -
    ustat 136 -
    sysfs 139 -
    _sysctl 156 -
    create_module 174 -
    get_kernel_syms 177 -
    query_module 178 -
    landlock_create_ruleset 444 444
    clone 56 220
    clone3 435 435
    socket 41 198
    ioctl 16 29
    kill 62 129
    tkill 200 130
    tgkill 234 131
    rt_sigqueueinfo 129 138
    rt_tgsigqueueinfo 297 240
    chmod 90 -
    fchmodat 268 53
    chown 92 -
    lchown 94 -
    fchownat 260 54
    utime 132 -
    utimes 235 -
    futimesat 261 -
    utimensat 280 88
    setxattr 188 5
    lsetxattr 189 6
    removexattr 197 14
    lremovexattr 198 15
    inotify_add_watch 254 27
    capset 126 91
    prctl 157 167
    landlock_add_rule 445 445
    landlock_restrict_self 446 446
    close_range 436 436
    process_mrelease 448 448
    set_mempolicy_home_node 450 450
"""

ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
"""Machine name to the table's column and the kernel's audit number."""
LAST_KNOWN = 450
"""Newer calls than this one did not exist when the list of denied ones was made."""


def machine() -> str:
    """The machine's name as in `ARCHITECTURES`.

    Raises:
        OSError: On any other architecture: its system calls have other numbers.
    """
    name = platform.machine()
    if name not in ARCHITECTURES:
        raise OSError(f"The cage knows no system call numbers of {name}.")
    return name


def numbers(architecture: str) -> dict[str, int]:
    """Name to number; what an architecture does not have is not in it.

    >>> numbers("x86_64")["ptrace"], numbers("aarch64")["ptrace"], "mknod" in numbers("aarch64")
    (101, 117, False)
    """
    column, _ = ARCHITECTURES[architecture]
    rows = (line.split() for line in _TABLE.split("\n") if line.strip() and "#" not in line)
    return {name: int(row[column]) for name, *row in rows if row[column] != "-"}
