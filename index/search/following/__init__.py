"""A question asked after another → what it is to be searched as, where it depends on what went before."""

from index.search.following.follow import Followed, follow, may_go_on

__all__ = ["Followed", "follow", "may_go_on"]
