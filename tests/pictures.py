"""The pictures of the README, from the sample: `python -m tests.pictures [FOLDER]`, else docs/.

As of the day of the sample, so that another run gives the same pictures.
"""

import base64
import struct
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
from playwright.sync_api import Browser, BrowserContext, Page
from sklearn.cluster import KMeans

from tests.chromium import chromium
from tests.pages import Watch, served
from tests.samples import fill

DOCS = Path(__file__).parents[1] / "docs"
WIDTH = 1280
DENSE = 2  # pixels for each of a page, along an edge
GAP = 8  # px around a part of a page
COLOURS = 256  # that a picture with a palette may have
PIXELS = """async (source) => {
  const image = new Image();
  image.src = source;
  await image.decode();
  const { naturalWidth: width, naturalHeight: height } = image;
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const ctx = canvas.getContext("2d");
  ctx.drawImage(image, 0, 0);
  const blob = new Blob([ctx.getImageData(0, 0, width, height).data]);
  const reader = new FileReader();
  await new Promise((done) => { reader.onload = done; reader.readAsDataURL(blob); });
  return [width, height, reader.result.split(",")[1]];
}"""


class Picture(NamedTuple):
    """The page at `path`, from its top down to `height`; or of it the part that `part` selects."""

    name: str
    path: str
    height: int = 800
    part: str = ""


# a new picture is one line
PICTURES = (
    Picture("overview", "/"),
    Picture("lanes", "/chains/NEV", part="#lanes .drawing"),
    Picture("enterprise", "/enterprises/S027", 980),
    Picture("plan", "/chains/NEV/plan", 760),
    Picture("graph", "/graph?at=Enterprise:S001&open=Enterprise:S001&open=Chain:NEV", 860),
    Picture("heat", "/chains/NEV", part="#heat"),
)


def take(picture: Picture, watch: Watch) -> bytes:
    """One picture as the browser gives it."""
    watch.tab.set_viewport_size({"width": WIDTH, "height": picture.height})
    tab = watch.go(picture.path, theme="light")
    tab.evaluate("document.fonts.ready")
    return _part(tab, picture.part) if picture.part else tab.screenshot()


def _part(tab: Page, part: str) -> bytes:
    """What a selector finds, whole, with some room around it."""
    box = tab.locator(part).first.bounding_box()
    assert box is not None, part
    clip: Any = {
        "x": max(box["x"] - GAP, 0), "y": box["y"] - GAP,
        "width": min(box["width"] + 2 * GAP, WIDTH), "height": box["height"] + 2 * GAP,
    }  # fmt: skip
    return tab.screenshot(full_page=True, clip=clip)


def smaller(png: bytes, blank: Page) -> bytes:
    """The picture with a palette of its 256 most telling colours: a third of the bytes, and nobody
    sees the difference on a page of few colours."""
    source = f"data:image/png;base64,{base64.b64encode(png).decode()}"
    width, height, pixels = blank.evaluate(PIXELS, source)
    rgb = np.frombuffer(base64.b64decode(pixels), np.uint8).reshape(-1, 4)[:, :3]
    seen, which, often = np.unique(rgb, axis=0, return_inverse=True, return_counts=True)
    found = KMeans(min(COLOURS, len(seen)), n_init=1, random_state=0).fit(
        seen, sample_weight=np.sqrt(often)
    )
    palette = found.cluster_centers_.round().astype(np.uint8)
    rows = found.labels_[which.ravel()].astype(np.uint8).reshape(height, width)
    lines = np.hstack([np.zeros((height, 1), np.uint8), rows])  # each begins with its filter: none
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", palette.tobytes()),
            _chunk(b"IDAT", zlib.compress(lines.tobytes(), 9)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + check


def take_all(folder: Path, browser: Browser) -> list[Path]:
    """All pictures, of the sample in a graph of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    context = browser.new_context(device_scale_factor=DENSE, reduced_motion="reduce")
    with TemporaryDirectory() as home, served(Path(home), fill) as base:
        files = list(_written(context, base, folder))
    context.close()
    return files


def _written(context: BrowserContext, base: str, folder: Path) -> Iterator[Path]:
    watch, blank = Watch(context.new_page(), base), context.new_page()
    for picture in PICTURES:
        file = folder / f"{picture.name}.png"
        file.write_bytes(smaller(take(picture, watch), blank))
        yield file
    watch.assert_silent()


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS
    with chromium() as browser:
        for file in take_all(folder, browser):
            sys.stdout.write(f"{file} {file.stat().st_size / 1000:.0f} kB\n")


if __name__ == "__main__":
    main()
