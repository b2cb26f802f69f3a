"""The daily post: what a server's library has for the day, once each day in a channel that the server has chosen.

`schedule` says when a post is due, `claims` keeps which days are done, `posting` posts.
"""
