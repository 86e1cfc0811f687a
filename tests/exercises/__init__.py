"""What the tests know of each topic by other means than its own solutions, a file for each, named as the topic's is.

``RIGHT`` gives the right answer, by PyTorch or the relation; ``DRAWN`` the arguments of a random call that can work,
from ``n(least, most)``, which draws a number; ``EQUAL`` the mutants of a solution that are right as well, and why.
"""

import numpy as np
import torch
from cases import numbers


def torched(function, *arrays, **options) -> np.ndarray:
    """A function of PyTorch on maps without a batch axis, exact; whole numbers in, whole numbers out."""
    y = function(*(torch.tensor(a).double() for a in arrays), **options).numpy()
    return y if any(a.dtype.kind == "f" for a in arrays) else y.astype(int)


def array(n, *shape: int) -> np.ndarray:
    """A drawn array of small integers."""
    return numbers(n(0, 9999), "int64", *shape)
