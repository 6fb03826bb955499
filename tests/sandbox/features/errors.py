# %%
1 / 0
# %%
def outer(x):
    def inner(y):
        return y / (y - x)
    return inner(x)
outer(3)
# %%
def broken(:
    pass
# %%
if True:
print(1)
# %%
undefined_name + 1
# %%
raise KeyError("missing")
# %%
{}["key"]
# %%
assert 1 == 2, "they differ"
# %%
try:
    1 / 0
except ZeroDivisionError as error:
    raise RuntimeError("second") from error
# %%
try:
    1 / 0
except ZeroDivisionError:
    raise RuntimeError("during")
# %%
class Custom(Exception):
    def __str__(self):
        return "words of its own"
raise Custom
# %%
raise KeyboardInterrupt
# %%
raise SystemExit(3)
# %%
import json
json.loads("{")
# %%
import no_such_module
# %%
kept = 5
1 / 0
# %%
kept
# %%
raise ExceptionGroup("several", [ValueError(1), TypeError("two")])
# %%
%xmode Plain
# %%
1 / 0
# %%
%xmode Context
# %%
eval("1 +")
# %%
exec("raise ValueError('in exec')")
