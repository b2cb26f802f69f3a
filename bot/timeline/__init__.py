"""A timeline: dated passages in order of time, as a picture, a message and lines of a terminal.

`events` are what is drawn, `axis` the dates beneath, `lettering` the fonts, `layout` where everything stands, `picture`
the PNG file (the one module of Clio that loads matplotlib, with `lettering`; it is imported when the first picture is
drawn), `alt_text` the same for those who cannot see it, `view` the message.
"""
