"""Writes the fixtures beside it: small pictures in kinds that the tests do not write themselves, and
in expected.json what Pillow reads in them or computes from them.

    pip install Pillow==10.4.0 && python3 make_fixtures.py

Newer versions of Pillow resize rows first where only the columns grow, which moves some samples by 1.
JPEG samples depend a little on the version of libjpeg that Pillow carries: the tests allow 2.
"""

import io
import json
import math
import pathlib

from PIL import Image

HERE = pathlib.Path(__file__).parent
expected = {}


def colourful(width, height):
    """Smooth in places and busy in others, each channel in its own way."""
    picture = Image.new("RGB", (width, height))
    picture.putdata([
        (int(127.5 + 127 * math.sin(0.9 * x + 0.2 * y)), (37 * x + 91 * y) % 256,
         255 * (x + y) // max(1, width + height - 2))
        for y in range(height) for x in range(width)])
    return picture


def expect(name, picture):
    expected[name] = {
        "width": picture.width, "height": picture.height, "samples": list(picture.tobytes())}


def write(name, data, picture):
    (HERE / name).write_bytes(data)
    expect(name, picture)


def encoded(picture, kind, **options):
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def opened(data):
    return Image.open(io.BytesIO(data))


def without_adobe(data):
    start = data.index(b"\xff\xee\x00\x0eAdobe")
    return data[:start] + data[start + 16:]


def inverted(picture):
    return Image.eval(picture, lambda sample: 255 - sample)


rgb = colourful(16, 12)
for name, options in {
    "baseline.jpg": {"quality": 90, "subsampling": 0},
    "progressive.jpg": {"quality": 90, "progressive": True},
    "restarts.jpg": {"quality": 90, "restart_marker_blocks": 1},
    "subsampled.jpg": {"quality": 90, "subsampling": 2},
}.items():
    data = encoded(rgb, "JPEG", **options)
    write(name, data, opened(data))
grey = encoded(rgb.convert("L"), "JPEG", quality=90)
write("grey.jpg", grey, opened(grey))

cmyk = Image.new("CMYK", (8, 8))
cmyk.putdata([(30 * x, 30 * y, 255 - 16 * (x + y), 8 * x) for y in range(8) for x in range(8)])
adobe = encoded(cmyk, "JPEG", quality=95)
write("cmyk_adobe.jpg", adobe, opened(adobe).convert("RGB"))
# Pillow takes every CMYK file for an inverted one; without Adobe's marker it is not.
plain = without_adobe(encoded(inverted(cmyk), "JPEG", quality=95))
write("cmyk_plain.jpg", plain, inverted(opened(plain)).convert("RGB"))
# The last byte of Adobe's marker: 0 for CMYK, 2 for YCCK.
place = adobe.index(b"\xff\xee\x00\x0eAdobe") + 15
ycck = adobe[:place] + b"\x02" + adobe[place + 1:]
write("ycck_adobe.jpg", ycck, opened(ycck).convert("RGB"))

palette = rgb.quantize(7, dither=Image.Dither.NONE)
data = encoded(palette, "PNG", transparency=bytes([255, 0, 128, 40]), bits=4)
rgba = opened(data).convert("RGBA")
white = Image.new("RGBA", rgba.size, "white")
write("palette_transparent.png", data, Image.alpha_composite(white, rgba).convert("RGB"))

deep = Image.new("I;16", (8, 8))
depths = [1040 * index for index in range(63)] + [65535]
deep.putdata(depths)
data = encoded(deep, "PNG")
rounded = Image.new("L", (8, 8))
rounded.putdata([(sample + 128) // 257 for sample in depths])
write("grey_16_bits.png", data, rounded)

source = colourful(23, 17)
(HERE / "resize_source.png").write_bytes(encoded(source, "PNG"))
expect("resize_source.png", source)
for width, height in [
    (23, 17), (1, 1), (7, 5), (11, 40), (46, 34), (24, 17), (23, 3), (60, 8), (22, 16)]:
    size = (width, height)
    expect(f"resize_{width}x{height}", source.resize(size, Image.Resampling.BILINEAR))
    grey = source.convert("L").resize(size, Image.Resampling.BILINEAR)
    expect(f"resize_grey_{width}x{height}", grey)
expect("grey", source.convert("L"))

text = json.dumps(expected, sort_keys=True, separators=(",", ":"))
(HERE / "expected.json").write_text(text.replace("},", "},\n") + "\n")
