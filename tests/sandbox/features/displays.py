# %%
from IPython.display import HTML, JSON, Image, Latex, Markdown, Math, SVG, clear_output, display
display(HTML("<b>first</b>"))
HTML("<i>second</i>")
# %%
display(1, "two", [3])
# %%
display({"text/plain": "words", "text/html": "<p>words</p>"}, raw=True)
# %%
Latex("$x^2$")
# %%
Math(r"\frac{1}{2}")
# %%
Markdown("**bold**")
# %%
handle = display("before", display_id="shown")
print("between")
handle.update("after")
# %%
handle.update("changed from another cell")
# %%
print("gone")
clear_output()
print("kept")
# %%
print("gone later")
clear_output(wait=True)
print("kept later")
# %%
print("stays: nothing follows")
clear_output(wait=True)
# %%
Image(data=b"\x89PNG\r\n\x1a\n" + b"0" * 40)
# %%
SVG("<svg xmlns='http://www.w3.org/2000/svg' width='5' height='5'></svg>")
# %%
JSON({"a": [1, 2, {"b": None}]})
# %%
display("with metadata", metadata={"text/plain": {"isolated": True}})
# %%
[HTML("a"), HTML("b")]
# %%
HTML("<script>alert(1)</script>")
# %%
print("plain", end="")
print(" and more", flush=True)
# %%
import sys
sys.stderr.write("only to stderr\n")
# %%
sys.stdout.write("no newline")
# %%
import logging
logging.warning("careful")
# %%
import warnings
warnings.warn("old")
# %%
print("é ∑ 🙂")
# %%
for step in range(3):
    print(step, end="\r")
# %%
import contextlib, io
with contextlib.redirect_stdout(io.StringIO()) as caught:
    print("caught")
caught.getvalue()
# %%
print("long" * 40000)
# %%
sys.stdout.isatty(), sys.stdout.encoding, sys.stdout.writable()
