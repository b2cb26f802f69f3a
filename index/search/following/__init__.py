"""A question asked after another → what it is to be searched as, where it depends on what went before."""

from index.search.following.follow import Followed, follow
from index.search.following.needing import Need, need_of

__all__ = ["Followed", "Need", "follow", "need_of"]
