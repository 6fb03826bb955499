"""What a comparison says: equal with a proof, different with a certificate, or undecided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from grader.tree import Tree

JSON = Any

Relation = Literal["equal", "different", "undecided"]
Scope = Literal["everywhere", "almost everywhere"]
_LONG_BITS = 10_000

Claim = Literal[
    "values differ",
    "only the reference is defined",
    "only the answer is defined",
    "only one holds",
    "only one vanishes",
    "no such element",
    "no pairing",
    "shapes differ",
    "growth differs",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """Exact values at which two trees differ, enough to check it again without the engine.

    Attributes:
        claim: What holds at the point.
        point: Exact value by scalar symbol, an entry of a vector by its name (``g1``): a rational
            ``"-1/2"``, two of them ``"1/2 + 3 i"`` for a complex symbol, or an interval
            ``"[1, 3/2]"`` that holds a root (claim ``only one vanishes``).
        student: The answer as JSON: ``[head, argument, ...]``, integers as text (``0x...`` if they
            are long).
        reference: The reference in the same form.
        domain: By symbol, its kind and bounds: ``"real; x > 0"``, ``"integer; n >= 2"``,
            ``"vector 3; g1 > 0; ..."``; the point lies in it.
        constraints: Conditions between symbols, as JSON trees; they hold at the point.
        where: Indices (from 1) of the entry that differs, empty for a scalar.
        enclosed: What was enclosed, for people: a ball of the difference, or why undefined.
        models: Stand-ins for unknown functions, as JSON trees in the symbol ``t``.
    """

    claim: Claim
    point: Mapping[str, str]
    student: JSON
    reference: JSON
    domain: Mapping[str, str] = field(default_factory=dict)
    constraints: tuple[JSON, ...] = ()
    where: tuple[int, ...] = ()
    enclosed: str = ""
    models: Mapping[str, JSON] = field(default_factory=dict)

    def to_json(self) -> dict[str, JSON]:
        """Plain data for `json.dumps`; `from_json` reads it back."""
        return asdict(self)

    @staticmethod
    def from_json(data: Mapping[str, JSON]) -> Certificate:
        """The certificate that `to_json` wrote."""
        fields = dict(data)
        fields["constraints"] = tuple(fields.get("constraints", ()))
        fields["where"] = tuple(fields.get("where", ()))
        return Certificate(**fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The engine's word on one pair.

    Attributes:
        relation: ``equal`` with a proof, ``different`` with a certificate, else ``undecided``.
        scope: Of ``equal``: everywhere, or but for a set of measure zero of the domain.
        method: The rung that decided, in a few words.
        proof: Of ``equal``: the steps, in a sentence.
        certificate: Of ``different``; of ``equal`` almost everywhere, one exceptional point.
        bits: Of ``undecided``: to how many bits both sides agreed at every point tried.
        seconds: Wall clock.
    """

    relation: Relation
    scope: Scope | None = None
    method: str = ""
    proof: str | None = None
    certificate: Certificate | None = None
    bits: int | None = None
    seconds: float = 0.0

    def after(self, seconds: float) -> Outcome:
        """The same word, and how long it took."""
        return Outcome(
            relation=self.relation,
            scope=self.scope,
            method=self.method,
            proof=self.proof,
            certificate=self.certificate,
            bits=self.bits,
            seconds=seconds,
        )


def tree_to_json(tree: Tree) -> JSON:
    """A tree as nested lists of texts.

    >>> from grader.tree import add, integer, symbol
    >>> tree_to_json(add(symbol("x"), integer(2)))
    ['add', ['symbol', 'x'], ['int', '2']]
    """
    head, args = tree
    return [
        head,
        *[tree_to_json(arg) if type(arg) is Tree else _plain_argument(arg) for arg in args],
    ]


def _plain_argument(arg: Any) -> JSON:
    if isinstance(arg, str):
        return arg
    if isinstance(arg, bool) or arg is None:
        return arg
    if isinstance(arg, int) and arg.bit_length() > _LONG_BITS:
        return hex(arg)  # Python refuses to write more than 4,300 decimal digits
    return str(arg)


def tree_from_json(data: JSON) -> Tree:
    """The tree that `tree_to_json` wrote.

    >>> tree_from_json(["mul", ["int", "2"], ["symbol", "x"]])
    Tree(head='mul', args=(Tree(head='int', args=(2,)), Tree(head='symbol', args=('x',))))
    """
    head, *args = data
    if head in {"int", "rational", "decimal"}:
        return Tree(head, tuple(int(arg, 0) for arg in args))
    return Tree(head, tuple(tree_from_json(a) if isinstance(a, list) else a for a in args))
