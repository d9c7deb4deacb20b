"""A figure as the bytes of a PNG, SVG or PDF, the same on every run."""

from io import BytesIO

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image, ImageColor
from PIL.PngImagePlugin import PngInfo

from graphkit.diagrams._ramp import RAMP
from graphkit.diagrams._style import COLOURS, drawing

STRIP = 60
"""Height in pixels of the strip that reserves the ramp's colours."""


def encoded(figure: Figure, kind: str, alt: str, *, dpi: int) -> bytes:
    """The picture in one of the three formats, its words in the metadata, no date and no software name."""
    with drawing():
        if kind == "png":
            return _png(figure, alt, dpi)
        out = BytesIO()
        title = alt.split("\n", 1)[0]
        words = {"Title": title, "Description": alt, "Date": None} if kind == "svg" else {"Title": title, "Subject": alt}
        dates = {} if kind == "svg" else {"CreationDate": None, "ModDate": None, "Creator": None, "Producer": None}
        figure.savefig(out, format=kind, metadata={**words, **dates})
        return out.getvalue()


def _png(figure: Figure, alt: str, dpi: int) -> bytes:
    """256 colours are enough for a drawing and take a third of the space."""
    before = figure.get_dpi()
    figure.set_dpi(dpi)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    size = canvas.get_width_height()
    image = Image.frombuffer("RGBA", size, canvas.buffer_rgba(), "raw", "RGBA", 0, 1).convert("RGB")
    figure.set_dpi(before)
    words = PngInfo()
    words.add_itxt("Description", alt)
    out = BytesIO()
    _with_few_colours(image).save(out, format="PNG", pnginfo=words, dpi=(dpi, dpi))
    return out.getvalue()


def _with_few_colours(image: Image.Image) -> Image.Image:
    """The image with a palette of 256.

    A strip of the house's colours below it, cut off again, makes sure that the palette has them: the legend needs
    them all, however few pixels they fill.
    """
    wanted = [ImageColor.getrgb(colour) for colour in (*RAMP[::4], *COLOURS)]
    strip = Image.new("RGB", (len(wanted), 1))
    strip.putdata(wanted)
    tall = Image.new("RGB", (image.width, image.height + STRIP))
    tall.paste(image, (0, 0))
    tall.paste(strip.resize((image.width, STRIP), Image.Resampling.NEAREST), (0, image.height))
    few = tall.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    return few.crop((0, 0, image.width, image.height))
