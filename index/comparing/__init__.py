"""Several documents on one question, side by side, and where they give other dates or numbers for the same thing."""

from index.comparing.compare import LOOKED_AT, WITNESSES, compare, find_differences
from index.comparing.model import Comparison, Difference, Reading

__all__ = ["LOOKED_AT", "WITNESSES", "Comparison", "Difference", "Reading", "compare", "find_differences"]
