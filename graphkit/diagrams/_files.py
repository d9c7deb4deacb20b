"""A figure as the bytes of a PNG, SVG or PDF, the same on every run."""

from base64 import b64encode
from html import escape
from io import BytesIO
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL.PngImagePlugin import PngInfo

from graphkit.diagrams._fonts import is_unseen
from graphkit.diagrams._palette import with_few_colours
from graphkit.diagrams._style import drawing


class Picture(Figure):
    """A figure that is drawn with our fonts and settings wherever it is drawn: `savefig`, a notebook, `save`."""

    def draw(self, renderer: Any) -> None:
        """Draw all that is on it."""
        with drawing():
            super().draw(renderer)

    def _repr_html_(self) -> str:
        """In a notebook: the picture with its words for those who cannot see it."""
        return as_html(self)

    def savefig(self, *where: Any, **how: Any) -> None:
        """Save as any figure; `graphkit.diagrams.save` also makes the file small and writes its words beside it."""
        with drawing():
            super().savefig(*where, **how)


def as_html(figure: Figure, *, dpi: int = 96) -> str:
    """The picture inside an `img`, its words as alternative text; it asks for nothing from elsewhere."""
    words = str(figure.get_label())
    data = b64encode(encoded(figure, "png", words, dpi=dpi)).decode()
    alt = escape("".join(c for c in words if c == "\n" or c.isprintable()), quote=True)
    return f'<img style="max-width:100%;height:auto" alt="{alt}" src="data:image/png;base64,{data}">'


def encoded(figure: Figure, kind: str, alt: str, *, dpi: int) -> bytes:
    """The picture in one of the three formats, its words in the metadata, no date and no software name."""
    alt = "".join(c for c in alt if c == "\n" or c.isprintable() or is_unseen(c))
    with drawing():
        if kind == "png":
            return _png(figure, alt, dpi)
        out = BytesIO()
        title = alt.split("\n", 1)[0]
        words = (
            {"Title": title, "Description": alt, "Date": None} if kind == "svg" else {"Title": title, "Subject": alt}
        )
        dates = {} if kind == "svg" else {"CreationDate": None, "ModDate": None, "Creator": None, "Producer": None}
        figure.savefig(out, format=kind, metadata={**words, **dates})
        return out.getvalue()


def _png(figure: Figure, alt: str, dpi: int) -> bytes:
    """256 colours are enough for a drawing and take a third of the space."""
    before = figure.get_dpi()
    figure.set_dpi(dpi)
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    few = with_few_colours(bytes(canvas.buffer_rgba()), canvas.get_width_height())
    figure.set_dpi(before)
    words = PngInfo()
    words.add_itxt("Description", alt)
    out = BytesIO()
    few.save(out, format="PNG", pnginfo=words, dpi=(dpi, dpi))
    return out.getvalue()
