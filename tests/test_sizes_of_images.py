"""How large images are, whatever their files say."""

from __future__ import annotations

import struct
import tracemalloc
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from shortsite.images import measure


def box(name: bytes, inner: bytes) -> bytes:
    return struct.pack(">I", 8 + len(inner)) + name + inner


def extent(width: int, height: int) -> bytes:
    return box(b"ispe", struct.pack(">III", 0, width, height))


def avif(*inner: bytes) -> bytes:
    return box(b"ftyp", b"avif\0\0\0\0avif") + box(b"meta", b"\0\0\0\0" + b"".join(inner))


def size(tmp_path: Path, suffix: str, data: bytes) -> tuple[int, int]:
    file = tmp_path / f"fig{suffix}"
    file.write_bytes(data)
    return measure(file)


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".gif", ".webp"])
def test_images_are_measured(suffix: str, tmp_path: Path) -> None:
    Image.new("RGB", (31, 7)).save(tmp_path / f"fig{suffix}")
    assert (31, 7) == measure(tmp_path / f"fig{suffix}")


def test_a_photo_is_measured_as_it_is_held(tmp_path: Path) -> None:
    photo, made = Image.new("RGB", (31, 7)), BytesIO()
    told = photo.getexif()
    told[0x112] = 6
    photo.save(made, "jpeg", exif=told)
    assert (7, 31) == size(tmp_path, ".jpg", made.getvalue())


def test_an_avif_has_the_size_of_the_whole_and_not_of_its_parts(tmp_path: Path) -> None:
    tile = extent(16, 16)
    assert (64, 32) == size(tmp_path, ".avif", avif(tile, extent(64, 32), tile))
    assert (32, 64) == size(tmp_path, ".avif", avif(extent(64, 32), box(b"irot", b"\1")))
    assert (64, 32) == size(tmp_path, ".avif", avif(extent(64, 32), box(b"irot", b"\2")))
    assert (0, 0) == size(tmp_path, ".avif", avif())


def test_an_image_that_claims_to_have_many_parts_takes_no_memory(tmp_path: Path) -> None:
    items = b"".join(struct.pack(">HHH", number, 0, 65_535) for number in range(1_000))
    data = avif(box(b"iloc", b"\0" * 6 + struct.pack(">H", 1_000) + items))
    tracemalloc.start()
    try:
        assert (0, 0) == size(tmp_path, ".avif", data)
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


def test_no_more_than_the_beginning_of_a_file_is_looked_at(tmp_path: Path) -> None:
    assert (0, 0) == size(tmp_path, ".avif", avif(b"\0" * 2_000_000, extent(64, 32)))
