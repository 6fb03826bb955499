"""What is bound into the cage: the interpreter, its library, and the scientific packages."""

from __future__ import annotations

import re
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from grader.sandbox.inside.cage import HOME, STUDENT, Plan

PACKAGES = ("ipykernel", "ipython", "numpy", "sympy", "matplotlib", "scipy", "pandas", "networkx")
"""What a notebook may import, with all that these need; what is not installed is left out."""
INSIDE = Path(__file__).parents[1] / "inside"

PYTHON = f"python{sys.version_info.major}.{sys.version_info.minor}"
BASE, VENV, OURS = "/opt/python", "/opt/venv", "/opt/gradus"
SITE = f"{VENV}/lib/{PYTHON}/site-packages"
SYSTEM = (
    "/usr/bin",
    "/usr/lib",
    "/usr/lib32",
    "/usr/lib64",
    "/usr/share/tcltk",
    "/usr/share/terminfo",
    "/usr/share/zoneinfo",
    "/etc/alternatives",
    "/etc/ld.so.cache",
    "/etc/localtime",
)
TOP = ("/bin", "/lib", "/lib32", "/lib64")
SHELL = "/bin/bash" if Path("/bin/bash").exists() else "/bin/sh"
"""What ``!commands`` are written for, where students sit."""
OTHERS_PACKAGES = ("site-packages", "dist-packages")
FONTS = '<fontconfig><cachedir prefix="xdg">fontconfig</cachedir></fontconfig>\n'
"""No fonts but those that come with matplotlib: figures are the same on every machine."""
NO_PIP = """\
import sys


def main(*_):
    print(
        "Nothing can be installed where notebooks are graded: there is no network.",
        "What is installed: %s.",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
"""
"""Where notebooks look for pip, which many begin with; with the names of what is there."""
FILES = {
    "/etc/passwd": f"student:x:{STUDENT}:{STUDENT}::{HOME}:{SHELL}\n",
    "/etc/group": f"student:x:{STUDENT}:\n",
    "/etc/hosts": "127.0.0.1 localhost\n",
    "/etc/fonts/fonts.conf": FONTS,
    f"{VENV}/pyvenv.cfg": f"home = {BASE}/bin\ninclude-system-site-packages = false\n",
    f"{VENV}/bin/pip": f"#!{VENV}/bin/python\nimport pip, sys\nsys.exit(pip.main())\n",
}
BOOT = """\
import sys, importlib.util as u
d = sys.argv[1]
s = u.spec_from_file_location('gradus_inside', d + '/__init__.py', submodule_search_locations=[d])
m = u.module_from_spec(s); sys.modules['gradus_inside'] = m; s.loader.exec_module(m)
"""
LAUNCH = BOOT + "from gradus_inside.launch import main; main()\n"
LAUNCH_KERNEL = BOOT + "from gradus_inside.launch import kernel; kernel()\n"
WARM = """\
from gradus_inside import forks; forks.listen()
from gradus_inside.hugepages import gather; arenas = gather()
"""
CAGED = BOOT + WARM + "from gradus_inside.zygote import main; main('caged', [])\n"
UNCAGED = (
    """\
import json, site, sys
read, path = json.loads(sys.argv[2])
sys.path += path
site.setcopyright(); site.sethelper(); site.setquit()
"""
    + BOOT
    + WARM
    + "from gradus_inside.zygote import main; main('landlock', read)\n"
)


def environment(home: str, path: str) -> dict[str, str]:
    """All of the zygote's environment: nothing of the grader's is in it."""
    return {
        "HOME": home,
        "LANG": "C.UTF-8",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PATH": path,
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "SHELL": SHELL,
        "SYMPY_CACHE_SIZE": "10000",
        "SYMPY_GROUND_TYPES": "python",  # as students have it, who have not what the grader needs
        "USER": "student",
    }


def interpreter() -> Path:
    """The real file of the running interpreter."""
    return Path(sys.executable).resolve()


def plan(uid: int | None) -> Plan:
    """The cage for this interpreter.

    Args:
        uid: The user that the zygote becomes, where the grader is root.
    """
    python = f"{BASE}/bin/{PYTHON}"
    stdlib = Path(sysconfig.get_path("stdlib"))
    binds = [(str(interpreter()), python), (str(stdlib), f"{BASE}/lib/{PYTHON}")]
    binds += [(str(file), f"{BASE}/lib/{file.name}") for file in libpython()]
    binds += [(str(path), f"{SITE}/{path.name}") for path in packages(PACKAGES)]
    binds += [(path, path) for path in SYSTEM if Path(path).exists()]
    links = {f"{VENV}/bin/{name}": python for name in ("python", "python3", PYTHON)}
    links[f"{VENV}/bin/pip3"] = "pip"
    for top in map(Path, TOP):
        if top.is_symlink():
            links[str(top)] = str(top.readlink())
        elif top.is_dir():
            binds.append((str(top), str(top)))
    binds.append((str(INSIDE), OURS))
    variables = environment(HOME, f"{VENV}/bin:/usr/bin:/bin")
    if libpython():
        variables["LD_LIBRARY_PATH"] = f"{BASE}/lib"
    return Plan(
        binds=binds,
        empty=list(_packages_of_others(stdlib)),
        links=links,
        files=FILES | {f"{SITE}/pip.py": NO_PIP % ", ".join(_installed(PACKAGES))},
        command=[f"{VENV}/bin/python", "-s", "-P", "-c", CAGED, OURS],
        environment=variables,
        uid=uid,
    )


def _packages_of_others(stdlib: Path) -> Iterator[str]:
    """Folders of packages inside what is bound: whoever installed the grader there exposes it."""
    for name in OTHERS_PACKAGES:
        if (stdlib / name).is_dir():
            yield f"{BASE}/lib/{PYTHON}/{name}"
        for folder in Path("/usr").glob(f"lib*/python*/{name}"):
            yield str(folder)


def libpython() -> list[Path]:
    """The interpreter's shared library, where it has one outside the system's folders."""
    folder = Path(sys.base_exec_prefix, "lib")
    if folder == Path("/usr/lib"):
        return []
    return sorted(folder.glob("libpython*.so*"))


def readable() -> list[str]:
    """Where there is no cage: the paths that landlock lets a notebook read."""
    stdlib = Path(sysconfig.get_path("stdlib"))
    library = [path for path in stdlib.iterdir() if path.name not in OTHERS_PACKAGES]
    own = [*library, *libpython(), *packages(PACKAGES), interpreter(), Path(sys.executable), INSIDE]
    return [*map(str, own), *SYSTEM, *TOP, f"{sys.prefix}/pyvenv.cfg"]


def import_path() -> list[str]:
    """Where there is no cage: the folders that hold the packages."""
    return list(dict.fromkeys(str(path.parent) for path in packages(PACKAGES)))


def packages(names: Iterable[str]) -> list[Path]:
    """Top-level files and folders of these packages and of all that they need."""
    return sorted({path for dist in _closure(names) for path in _top_level(dist)})


def _installed(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        with suppress(PackageNotFoundError):
            yield distribution(name).name


def _closure(names: Iterable[str]) -> list[Distribution]:
    todo, found = list(names), {}
    while todo:
        name = canonicalize_name(todo.pop())
        if name in found:
            continue
        try:
            found[name] = dist = distribution(name)
        except PackageNotFoundError:
            continue
        for text in dist.requires or ():
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                todo.append(requirement.name)
    return list(found.values())


def _top_level(dist: Distribution) -> Iterator[Path]:
    """What a package put into the folder of packages itself; scripts and data are elsewhere."""
    root = Path(str(dist.locate_file("")))
    names = {file.parts[0] for file in dist.files or ()}
    for name in names - {"..", "__pycache__"}:
        if (root / name).exists() and not re.search(r"\.pth$|^__editable__", name):
            yield root / name
