"""Short vectors inside compiled functions: one float64 lane for each quadrature point.

LLVM makes no vector instructions of a loop over four or eight elements of arrays that may overlap, so they
are asked for here. ``load``, ``store``, ``splat`` and ``+ - *`` act lane by lane; each operation is rounded
once, never fused or reordered, which gives the same bits on every processor.

``points`` only tells how many lanes there are, by its type: a tuple has its length, known when compiling; an
array may have any length, and is gone through ``LANES_OF_ARRAY`` lanes at a time. numba's cache does not
notice edits to this file: touch ``kernel.py`` after one.
"""

from __future__ import annotations

import operator
from typing import Any, Final

from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic, models, overload, register_model

LANES_OF_ARRAY: Final = 8


class Lanes(types.Type):
    """The type of a vector of float64."""

    def __init__(self, count: int) -> None:
        super().__init__(name=f"Lanes({count})")
        self.count = count


@register_model(Lanes)
class LanesModel(models.PrimitiveModel):
    """Keeps a vector in registers."""

    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, ir.VectorType(ir.DoubleType(), kind.count))


def _step(typing: Any, points: Any) -> Any:
    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return context.get_constant(types.intp, _count(points))

    return types.intp(points), build


def _load(typing: Any, array: Any, start: Any, points: Any) -> Any:
    kind = Lanes(_count(points))

    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        vector = builder.load(_address(context, builder, signature, arguments, kind))
        vector.align = _ALIGNMENT
        return vector

    return kind(array, start, points), build


def _store(typing: Any, array: Any, start: Any, vector: Any) -> Any:
    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        place = _address(context, builder, signature, arguments, vector)
        builder.store(arguments[2], place).align = _ALIGNMENT
        return context.get_dummy_value()

    return types.void(array, start, vector), build


def _splat(typing: Any, number: Any, points: Any) -> Any:
    kind = Lanes(_count(points))

    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return _spread(context, builder, arguments[0], kind)

    return kind(types.float64, points), build


step: Any = intrinsic(_step)
"""``step(points)``: how many lanes a vector has, as a constant."""

load: Any = intrinsic(_load)
"""``load(array, start, points)``: the vector that begins at ``array[start]``."""

store: Any = intrinsic(_store)
"""``store(array, start, vector)``: writes it to ``array[start]`` and what follows."""

splat: Any = intrinsic(_splat)
"""``splat(number, points)``: the vector that has the number in every lane."""


def _arithmetic(operation: Any, instruction: str) -> None:
    """Teaches the compiler an operator between vectors, or a vector and a number."""

    def compute(typing: Any, a: Any, b: Any) -> Any:
        kind = a if isinstance(a, Lanes) else b

        def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            sides = (
                value if isinstance(side, Lanes) else _spread(context, builder, value, kind)
                for side, value in zip(signature.args, arguments, strict=True)
            )
            return getattr(builder, instruction)(*sides)

        return kind(*(side if isinstance(side, Lanes) else types.float64 for side in (a, b))), build

    compiled: Any = intrinsic(compute)

    def choose(a: Any, b: Any) -> Any:
        ours = isinstance(a, Lanes) or isinstance(b, Lanes)
        return (lambda a, b: compiled(a, b)) if ours else None  # pyright: ignore[reportUnknownLambdaType]

    overload(operation, strict=False)(choose)


_arithmetic(operator.add, "fadd")
_arithmetic(operator.sub, "fsub")
_arithmetic(operator.mul, "fmul")

_ALIGNMENT: Final = 8  # arrays begin where they like


def _count(points: Any) -> int:
    return points.count if isinstance(points, types.UniTuple) else LANES_OF_ARRAY


def _address(context: Any, builder: Any, signature: Any, arguments: Any, kind: Any) -> Any:
    array_type, start_type = signature.args[:2]
    array = context.make_array(array_type)(context, builder, arguments[0])
    start = context.cast(builder, arguments[1], start_type, types.int64)
    return builder.bitcast(builder.gep(array.data, [start]), context.get_value_type(kind).as_pointer())


def _spread(context: Any, builder: Any, number: Any, kind: Any) -> Any:
    vector_type = context.get_value_type(kind)
    index = ir.IntType(32)
    empty = ir.Constant(vector_type, ir.Undefined)
    first = builder.insert_element(empty, number, ir.Constant(index, 0))
    everywhere = ir.Constant(ir.VectorType(index, kind.count), [0] * kind.count)
    return builder.shuffle_vector(first, empty, everywhere)
