"""An SVG as a PNG of a given size: icons of an installed office must be pictures of dots."""

from __future__ import annotations

import typst

_PAGE = """#let side = int(sys.inputs.size) * 1pt
#set page(width: side, height: side, margin: 0pt, fill: rgb(sys.inputs.ground))
#align(center + horizon, image(bytes(sys.inputs.svg), format: "svg", width: int(sys.inputs.share) * 1%))
"""


def svg_as_png(svg: bytes, *, size: int, ground: str, share: int = 100) -> bytes:
    """A square PNG of `size` dots; the drawing takes `share` percent of it, the rest is the colour `ground` (#rrggbb).

    Raises typst.TypstError for what is no drawing.
    """
    inputs = {"svg": svg.decode(), "size": str(size), "ground": ground, "share": str(share)}
    return typst.compile(_PAGE.encode(), format="png", ppi=72.0, sys_inputs=inputs)
