# %%
import sympy as sp
from sympy import *
x, y = symbols("x y")
x**2
# %%
Matrix([[1, x], [y, 2]])
# %%
integrate(exp(-x**2), (x, -oo, oo))
# %%
Eq(x, y)
# %%
[x, y**2]
# %%
pprint(x**2 / y)
# %%
print(latex(x**2))
# %%
solve(x**2 - 4, x)
# %%
Rational(1, 3), pi, E, I
# %%
N(pi, 20)
# %%
f = Function("f")
dsolve(f(x).diff(x, 2) + f(x))
# %%
summation(x, (x, 1, y))
# %%
simplify((x**2 - 1) / (x - 1))
# %%
series(log(1 + x), x, 0, 4)
# %%
lambdify(x, x**2 + 1)(3)
# %%
init_printing()
x**2 + 1
# %%
import numpy as np
np.arange(5)
# %%
np.eye(3)
# %%
np.array([1.5, np.nan])
# %%
np.log(-1)
# %%
np.linalg.inv(np.zeros((2, 2)))
# %%
np.float64(3)
# %%
np.random.seed(1)
np.random.rand(2)
# %%
np.random.default_rng(3).integers(0, 10, 5)
# %%
np.set_printoptions(precision=2)
np.array([1 / 3])
# %%
import matplotlib.pyplot as plt
plt.plot([1, 2, 3])
# %%
plt.plot([1, 2, 3]);
# %%
figure, axes = plt.subplots()
axes.plot([1, 4])
axes.set_title(r"$\alpha^2$")
plt.show()
# %%
print("before")
plt.figure()
plt.plot([1])
plt.show()
print("after")
plt.figure()
plt.plot([2])
# %%
figure
# %%
plt.hist(np.arange(10))
# %%
import matplotlib
matplotlib.get_backend(), plt.rcParams["figure.figsize"]
# %%
plt.plot([1, 2], [3])
# %%
%config InlineBackend.figure_formats = ["svg"]
# %%
plt.savefig("figure.png")
import os
os.path.exists("figure.png")
