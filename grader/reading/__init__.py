"""From what people write, and from what notebooks and authors hold, to trees.

`read` reads text and LaTeX, `read_typed` the JSON that the sandbox sends, `from_sympy` our own
SymPy objects; `to_text` and `to_latex` write trees for people.
"""
