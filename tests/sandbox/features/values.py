# %%
total = 41
total + 1
# %%
_ + 1
# %%
print("words")
# %%
Out[2]
# %%
In[1]
# %%
total;
# %%
None
# %%
"text with 'quotes' and ü"
# %%
[1, 2.5, "three", None, True]
# %%
{"b": 1, "a": [2, 3]}
# %%
for number in range(3):
    number
number
# %%
lambda: 0
# %%
def square(x):
    """The square."""
    return x * x
square
# %%
square?
# %%
__name__
# %%
get_ipython().__class__.__name__
# %%
import gc, os, sys
gc.isenabled(), sys.getrecursionlimit(), os.getcwd() != "", "" in sys.path
# %%
list(range(2000))
# %%
"x" * 5000
# %%
class Angry:
    def __repr__(self):
        raise ValueError("no words")
Angry()
# %%
class Pretty:
    def __repr__(self):
        return "plain"
    def _repr_html_(self):
        return "<b>bold</b>"
    def _repr_latex_(self):
        return "$x$"
Pretty()
# %%
open("here.txt", "w").write("kept")
# %%
open("here.txt").read()
# %%
from multiprocessing import Pool
with Pool(2) as pool:
    doubled = pool.map(abs, [-1, -2])
doubled
# %%
import tempfile
with tempfile.NamedTemporaryFile("w") as file:
    file.write("x")
# %%
import random
random.seed(4)
random.random()
# %%
import threading
worker = threading.Thread(target=lambda: print("from a thread"))
worker.start()
worker.join()
