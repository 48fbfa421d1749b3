#!/usr/bin/env python3
"""Makes the pictures in further formats of this folder.

    pip install pillow pillow-heif numpy
    ./make_further_fixtures.py .

24 x 16 pixels (the HEIC and the AVIF 64 x 48): red grows to the right, green downwards, blue is 80.
"""

import io
import struct
import sys

import numpy
import pillow_heif
from PIL import Image, ImageCms

out = sys.argv[1] + "/"
WIDTH, HEIGHT = 24, 16


def ramp() -> Image.Image:
    image = Image.new("RGB", (WIDTH, HEIGHT))
    image.putdata([(x * 10, y * 15, 80) for y in range(HEIGHT) for x in range(WIDTH)])
    return image


def wide_profile() -> bytes:
    """A profile with far primaries and a gamma of 2.2, in the words of ICC.1:2001-04."""

    def fixed(*values: float) -> bytes:
        return b"".join(struct.pack(">i", round(value * 65536)) for value in values)

    def xyz(*values: float) -> bytes:
        return b"XYZ \0\0\0\0" + fixed(*values)

    name = b"Facet wide\0"
    text = b"desc\0\0\0\0" + struct.pack(">I", len(name)) + name + bytes(12 + 67)
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(2.2 * 256))
    tags = [
        (b"desc", text),
        (b"cprt", b"text\0\0\0\0none\0"),
        (b"wtpt", xyz(0.9642, 1.0, 0.8249)),
        (b"rXYZ", xyz(0.6097, 0.3111, 0.0195)),
        (b"gXYZ", xyz(0.2053, 0.6257, 0.0609)),
        (b"bXYZ", xyz(0.1492, 0.0632, 0.7445)),
        (b"rTRC", curve),
        (b"gTRC", curve),
        (b"bTRC", curve),
    ]
    table, data = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    for key, content in tags:
        content += bytes(-len(content) % 4)
        table += key + struct.pack(">II", start + len(data), len(content))
        data += content
    size = start + len(data)
    header = struct.pack(">I", size) + bytes(4) + b"\x02\x10\0\0" + b"mntrRGB XYZ "
    header += struct.pack(">6H", 2020, 1, 1, 0, 0, 0) + b"acsp" + bytes(28)
    header += fixed(0.9642, 1.0, 0.8249)
    return header + bytes(128 - len(header)) + table + data


rgb = ramp()
turned = rgb.transpose(Image.ROTATE_180)
exif = Image.Exif()
exif[0x0112] = 6
rgb.save(out + "lossless.webp", lossless=True, exif=exif.tobytes())
rgb.save(out + "pages.tiff", save_all=True, append_images=[turned, turned], compression="tiff_lzw")
rgb.save(out + "turned.tiff", compression="tiff_adobe_deflate", tiffinfo={274: 8})
rgb.convert("CMYK").save(out + "inks.tiff")
gray = Image.new("I;16", (WIDTH, HEIGHT))
gray.putdata([x * 2500 + y for y in range(HEIGHT) for x in range(WIDTH)])
gray.save(out + "gray_16_bits.tiff")
rgb.save(out + "lossless.jp2", irreversible=False)
rgb.quantize(255).save(out + "frames.gif", save_all=True, append_images=[turned.quantize(255)])
rgb.save(out + "24_bits.bmp")
rgb.quantize(200).save(out + "palette.bmp")
pillow_heif.register_heif_opener()
large = rgb.resize((64, 48), Image.NEAREST)
pillow_heif.from_pillow(large).save(out + "phone.heic", quality=-1, chroma=444)
large.save(out + "picture.avif", quality=100, subsampling="4:4:4")

wide = wide_profile()
rgb.save(out + "wide.png", icc_profile=wide)
rgb.save(out + "wide.jpg", icc_profile=wide, quality=100, subsampling=0)
rgb.save(out + "wide.tiff", icc_profile=wide)
rgb.save(out + "wide.webp", icc_profile=wide, lossless=True)
converted = ImageCms.profileToProfile(
    rgb, io.BytesIO(wide), ImageCms.createProfile("sRGB"),
    renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
    flags=ImageCms.Flags.BLACKPOINTCOMPENSATION)
for place in [(0, 0), (12, 8), (23, 0), (5, 12), (23, 15)]:
    print(place, rgb.getpixel(place), "->", converted.getpixel(place))

# What a camera says, in each container of EXIF data.
camera = Image.Exif()
camera[0x010F], camera[0x0110] = "Maker", "Model 7"
camera[0x0131], camera[0x0132] = "Editor 2", "2026:01:02 03:04:05"
camera.get_ifd(0x8769)[0x9003] = "2025:12:24 18:00:00"
block = camera.tobytes()
pillow_heif.from_pillow(large).save(out + "camera.heic", quality=50, exif=block)
large.save(out + "camera.avif", quality=50, exif=block)
rgb.save(out + "camera.webp", lossless=True, exif=block)
rgb.save(out + "camera.tiff", compression="tiff_adobe_deflate", exif=camera)

# JPEG files of which parts are read, so large that rows are skipped: waves of many frequencies, with
# blocks that are cut at the right and lower edge.
x, y = numpy.meshgrid(numpy.arange(291), numpy.arange(533))
waves = [numpy.sin(x * x / 900 + y / 5), numpy.cos(y * y / 1500 - x / 7), numpy.sin(x * y / 700)]
colors = numpy.stack([127.5 + 127 * wave for wave in waves], axis=2).astype(numpy.uint8)
image = Image.fromarray(colors)
image.save(out + "part_420.jpg", quality=12, subsampling="4:2:0")
image.save(out + "part_422.jpg", quality=12, subsampling="4:2:2", restart_marker_rows=3)
image.save(out + "part_444.jpg", quality=12, subsampling="4:4:4", icc_profile=wide)
image.save(out + "part_progressive.jpg", quality=12, subsampling="4:2:0", progressive=True)
image.convert("L").save(out + "part_gray.jpg", quality=12)
image.convert("CMYK").save(out + "part_inks.jpg", quality=12)
