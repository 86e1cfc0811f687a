"""Claims that are formulas: written in loops as msu-7 has them, counting from 1, and compared with the operators."""

from __future__ import annotations

from itertools import product

import numpy as np

from convlib import ops


def _from(first: int, last: int) -> range:
    """From ``first`` to ``last``, both counted, as a sum has them."""
    return range(first, last + 1)


def whole_formula() -> bool:
    """``Y[k,i,j] = Σ X[m, i+u−1, j+v−1] · F[m,k,u,v] + b[k]``."""
    rng, (M, K, p, q) = np.random.default_rng(0), (3, 2, 3, 2)
    X, F, b = rng.integers(-4, 5, (M, 5, 6)), rng.integers(-4, 5, (M, K, p, q)), np.arange(K)
    Y = ops.conv2d(X, F.swapaxes(0, 1), b)
    for k, i, j in product(_from(1, K), _from(1, 3), _from(1, 5)):
        terms = (
            X[m - 1, i + u - 2, j + v - 2] * F[m - 1, k - 1, u - 1, v - 1]
            for m, u, v in product(_from(1, M), _from(1, p), _from(1, q))
        )
        if sum(terms) + b[k - 1] != Y[k - 1, i - 1, j - 1]:
            return False
    return True


def grouped_formula() -> bool:
    """The same over the ``M/g`` maps of group ``s``, for output map ``k = (s − 1)K/g + k′``."""
    rng, (M, K, p, q) = np.random.default_rng(1), (6, 6, 2, 3)
    for g in (1, 2, 3):
        X, F = rng.integers(-4, 5, (M, 4, 5)), rng.integers(-4, 5, (g, M // g, K // g, p, q))
        Y = ops.conv2d(X, F.swapaxes(1, 2).reshape(K, M // g, p, q), groups=g)
        for s, k_, i, j in product(_from(1, g), _from(1, K // g), _from(1, 3), _from(1, 3)):
            k = (s - 1) * K // g + k_
            terms = (
                X[(s - 1) * M // g + m_ - 1, i + u - 2, j + v - 2] * F[s - 1, m_ - 1, k_ - 1, u - 1, v - 1]
                for m_, u, v in product(_from(1, M // g), _from(1, p), _from(1, q))
            )
            if sum(terms) != Y[k - 1, i - 1, j - 1]:
                return False
    return True


def _between(X: np.ndarray, alpha: float, beta: float) -> float:
    """``Σ G((s,t), (α,β)) · X_st`` over all cells, with ``G = max(0, 1 − |α − s|) · max(0, 1 − |β − t|)``."""
    shares = ((max(0, 1 - abs(alpha - s)) * max(0, 1 - abs(beta - t)), X[s, t]) for s, t in np.ndindex(X.shape))
    counting = [(share, cell) for share, cell in shares if share]
    assert len(counting) <= 4
    return sum(share * cell for share, cell in counting)


def bilinear_share() -> bool:
    rng = np.random.default_rng(2)
    X, places = rng.integers(0, 9, (5, 6)).astype(float), rng.uniform(-1, 6, (40, 2))
    read = ops.bilinear_sample(X[None], *places.T)[0]
    return np.allclose(read, [_between(X, *place) for place in places])


def _deformed(whole: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """An input, what a deformable convolution makes of it, and ``Σ X[i+u+o_uv, j+v+p_uv] · F_uv + b``."""
    rng, b = np.random.default_rng(3), 2.0
    X, F = rng.integers(0, 9, (5, 5)).astype(float), rng.integers(-2, 3, (3, 3)).astype(float)
    moves = rng.integers(-1, 2, (3, 3, 2)) if whole else rng.uniform(-1, 1, (3, 3, 2))
    offset = np.broadcast_to(moves.reshape(18, 1, 1), (18, 3, 3)).astype(float)
    made = ops.deform_conv2d(X[None], offset, F[None, None], [b])[0]
    written = [
        sum(_between(X, i + u + moves[u, v, 0], j + v + moves[u, v, 1]) * F[u, v] for u, v in np.ndindex(3, 3)) + b
        for i, j in np.ndindex(3, 3)
    ]
    return X, made, np.reshape(written, (3, 3))


def deformable_formula() -> bool:
    """Whether the sum is the input itself, as an ``X`` on the left says."""
    X, _, written = _deformed(whole=True)
    return np.allclose(X[1:-1, 1:-1], written)


def deformable_formula_with_y() -> bool:
    return all(np.allclose(made, written) for _, made, written in map(_deformed, (True, False)))
