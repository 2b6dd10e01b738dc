"""Pictures: opened once to see that they are one, and drawn anew for whoever looks at them in a page.

What a page shows is never the uploaded file: the pixels are written again as WebP, so that nothing else that was in the
file (a script, a second format, the place where it was taken) reaches a browser.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import IO

from PIL import Image, ImageOps

from keyaccount.apps.collaboration.content.refusals import PictureDamaged, PictureTooLarge

FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
MOST_PIXELS = 50_000_000
PREVIEW = (1280, 1280)
FACE = (256, 256)
QUALITY = 82
BROKEN = (OSError, SyntaxError, ValueError, EOFError, MemoryError, Image.DecompressionBombError)


def check_picture(name: str, content: IO[bytes]) -> None:
    with _opened(name, content) as picture:
        picture.verify()


def preview_of(name: str, content: IO[bytes]) -> bytes:
    """The first picture of the file, no larger than a page needs."""
    with _opened(name, content) as picture:
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail(PREVIEW)
        return _as_webp(upright)


def face_of(name: str, content: IO[bytes]) -> bytes:
    """The middle of the picture as a small square."""
    with _opened(name, content) as picture:
        return _as_webp(ImageOps.fit(ImageOps.exif_transpose(picture), FACE))


@contextmanager
def _opened(name: str, content: IO[bytes]) -> Iterator[Image.Image]:
    content.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit here is our own, below
            with Image.open(content, formats=FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise PictureTooLarge(name=name, most=MOST_PIXELS // 1_000_000)
                yield picture
    except BROKEN as error:
        raise PictureDamaged(name=name) from error
    finally:
        content.seek(0)


def _as_webp(picture: Image.Image) -> bytes:
    kept = picture if picture.mode in {"RGB", "RGBA"} else picture.convert("RGBA")
    written = BytesIO()
    kept.save(written, "WEBP", quality=QUALITY)
    return written.getvalue()
