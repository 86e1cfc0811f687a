"""Random calls of the functions that count."""

from cases import slides
from hypothesis import strategies as st


@st.composite
def convs(draw, d=None, groups=True):
    d = d or draw(st.integers(1, 3))
    size, kernel_size, options, pairs = draw(slides(d))
    g = draw(st.integers(1, 3)) if groups else 1
    c_in, c_out = g * draw(st.integers(1, 3)), g * draw(st.integers(1, 3))
    given = dict(input_shape=(c_in, *size), c_out=c_out, kernel_size=kernel_size, bias=draw(st.booleans()))
    given |= {name: options[name] for name in ("stride", "padding", "dilation")}
    return given | ({"groups": g} if groups else {}), pairs
