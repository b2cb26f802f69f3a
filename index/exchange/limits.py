"""What one zip may unpack to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ZipLimits:
    """Bounds for one zip; one that goes over is refused with a sentence that names the bound.

    `files` is how many entries it may have, `file_bytes` the largest of them, `total_bytes` all of them together, and
    `ratio` how many times its packed size a file may unpack to, once that is over a megabyte.
    """

    files: int = 5_000
    file_bytes: int = 20_000_000
    total_bytes: int = 200_000_000
    ratio: float = 100.0
