"""The zip of a whole collection: originals with what is said of them, so that nobody is locked in."""

from index.exchange.limits import ZipLimits
from index.exchange.reading import read_zip
from index.exchange.writing import Part, export

__all__ = ["Part", "ZipLimits", "export", "read_zip"]
