"""What is done once so that no notebook has to: imports, lazy modules, first figures.

The cells here are nobody's homework. What SymPy keeps in its caches stays, for that is what makes
it quick; everything that a notebook could see of them is forgotten.
"""

from __future__ import annotations

import gc
import linecache
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from . import gaps, hugepages, rehearsal
from .lessons import lessons
from .shell import Runner

CELLS = (
    "import numpy as np, sympy as sp",
    "import matplotlib.pyplot as plt",
    "y = sp.Symbol('y')\nsp.integrate(sp.cos(y) * sp.exp(y), (y, 0, 1))",
    "sp.Piecewise((1, y > 0), (0, True))",
    "sp.solveset(y**2 - 2, y)",
    "sp.lambdify(y, y**2 + 1)(3)",
    "sp.dsolve(sp.Function('f')(y).diff(y) - sp.Function('f')(y))",
    "sp.nsolve(sp.cos(y) - y, y, 1)",
    "sp.N(sp.pi, 30)",
    "np.random.rand(3).mean(); np.linalg.eig(np.eye(2)); np.fft.fft(np.ones(4))",
    "np.polyfit([1, 2, 3], [1, 4, 9], 2); np.random.default_rng(0).normal()",
    "plt.plot([1, 2], [3, 4], label='a'); plt.legend(); plt.title('$x^2$'); plt.show()",
    "plt.scatter([1, 2], [2, 3]); plt.hist([1, 2, 2]); plt.bar([1], [2]); plt.show()",
    "ends = (0, 1), (-1, 1), (0, 5), (0, 10), (-10, 10), (0, 50), (0, 100), (0, 1000)",
    "for low, high in ends:\n    plt.plot([low, high], [low, high])\n    plt.show()",
    "1 / 0",
    "def f(:\n  pass",
    "undefined_name",
    "%time 1",
    "import sys\nprint('x')\nprint('y', file=sys.stderr)",
    "import asyncio\nawait asyncio.sleep(0)",
    "from IPython.display import display, HTML, Latex, Markdown\ndisplay(HTML('a'))",
    "def f(x):\n    return x\nf",
)
MODULES = ("numpy", "sympy", "matplotlib.pyplot")
"""Imported before the cells run; what is not installed is left out."""

FIRST = 5 * (
    "import numpy as np\nimport sympy as sp",
    "print(1)",
    "a = np.array([[1.0, 2], [3, 5]])\na @ a, np.linalg.inv(a), np.allclose(a, a), a.sum()",
    "y = sp.symbols('y', positive=True)\nsp.simplify(sp.diff(y**2, y) - y)",
    "sorted([len(word) for word in 'a bc'.split()], reverse=True)",
    "def f(x):\n    return x\nf(1.0)",
    "assert f(2) == 2",
)
"""What is plain and comes in most notebooks comes last here: what Python remembers of the way, such
as the class in which a name was found, it has not forgotten then."""

COLLECT = (10_000, 10, 10)
"""When a notebook's process looks for garbage: a tenth as often as Python would by itself."""


def warm(runner: Runner) -> None:
    """Run the cells into nothing, then forget everything that a notebook could see of it."""
    for name in MODULES:
        try:
            import_module(name)
        except ImportError:
            continue
    if "matplotlib" in sys.modules:
        rehearsal.spare()
    _run(runner, (*CELLS, *lessons()))
    # Where Python finds a name it remembers the class, in place of an older one, whose name a child
    # would copy a page to let go of.
    sys._clear_type_cache()
    _run(runner, FIRST)


def _run(runner: Runner, cells: Sequence[str]) -> None:
    streams = sys.stdout, sys.stderr
    runner.wire.descriptor = os.open(os.devnull, os.O_WRONLY)
    runner.start()
    runner.limber()
    runner.run(list(enumerate(cells)))
    runner.stop()
    os.close(runner.wire.descriptor)
    sys.stdout, sys.stderr = streams
    forget(runner)


def settle() -> None:
    """After the warm-up: make what there is cheap to share with children."""
    gc.collect()
    gc.disable()
    gaps.fill()
    gc.freeze()
    hugepages.collapse()


def awake() -> None:
    """In a child: look for garbage again, but not in what is shared."""
    gc.enable()
    gc.set_threshold(*COLLECT)


def forget(runner: Runner) -> None:
    """Back to the state of a shell that has not run anything."""
    shell: Any = runner.shell
    if "matplotlib.pyplot" in sys.modules:
        pyplot: Any = sys.modules["matplotlib.pyplot"]
        pyplot.close("all")
        pyplot.draw_if_interactive.called = False  # or the first %run would draw a figure
        import_module("matplotlib.font_manager")._get_font.cache_clear()
    if "sympy.utilities.lambdify" in sys.modules:  # tracebacks name what it makes by number
        made: Any = sys.modules["sympy.utilities.lambdify"]
        made._lambdify_generated_counter = 1
    shell.reset(new_session=False)
    for name, value in runner.names_at_first.items():
        shell.user_ns.setdefault(name, value)
    shell.execution_count = 1
    history = shell.history_manager
    history.input_hist_parsed[:] = [""]
    history.input_hist_raw[:] = [""]
    for name in ("output_hist", "output_hist_reprs", "outputs", "exceptions"):
        getattr(history, name, {}).clear()
    history._i00 = history._i = history._ii = history._iii = ""
    for name in ("_i", "_ii", "_iii"):
        shell.user_ns[name] = ""
    runner.functions.clear()
    linecache.clearcache()
    gc.collect()
