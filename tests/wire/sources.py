"""The documents of these tests: made up, so that nothing but them can answer."""

from pathlib import Path

LIGHTHOUSE_QUESTION = "When was the lamp of the lighthouse of Port Amsel lit for the first time?"
LIGHTHOUSE_ANSWER = "The lamp of the lighthouse of Port Amsel was lit for the first time on 2 May 1874."
LIGHTHOUSE_URL = "https://example.org/amsel_(lighthouse)"
LIGHTHOUSE_PARAGRAPHS = 10

KARSK_QUESTION = "Who read the proclamation of Karsk to the crowd?"

_LIGHTHOUSE = f"""\
---
title: The lighthouse of Port Amsel
date: 1874-05-02
language: en
URL: {LIGHTHOUSE_URL}
author: [{{family: Brandt, given: Ilse}}]
---
The harbour board of Port Amsel decided on a lighthouse in 1869, after the barque Marie Luise had been lost with \
eleven hands on the shoal off the northern mole within sight of the town.

The engineer Jakob Thorsen drew the plans. He chose grey granite from the quarries of Hollum, because brick had \
not withstood the spray at the older beacon on the island of Sund.

{LIGHTHOUSE_ANSWER} Three thousand people stood on the mole, and the keeper, Anna Reuter, \
climbed the two hundred and four steps with a lantern in her hand.

## The keepers

Anna Reuter kept the light for thirty-one years. She noted every ship that passed in ledgers, forty of which are \
held by the town archive, and she trained both of her successors herself.

Her successor Paul Reuter, a nephew, replaced the oil lamp by an incandescent mantle in 1905, which doubled the \
distance at which the light was seen from nine to eighteen nautical miles.

During the war the light was dark for four winters. The lens was packed in straw and buried in the dunes behind \
the rope works, and only three people were told of the place.

## The tower today

The light was made electric in 1931. The generator stood in a shed at the foot of the tower until the town's own \
power station could promise a current that did not fail in storms.

A storm of January 1953 carried the gallery's railing away. It was replaced by a copy in bronze, paid for by a \
collection among the fishermen of the whole coast.

The last keeper, Erik Holm, left the tower in 1978, when a time switch took over his work. He had lived in the \
keeper's house for twenty-two years with his wife and five children.

The tower has been a museum since 1986. Visitors see the first lens, which was found again in the dunes, and the \
forty ledgers of Anna Reuter, one of them open at the night of the great storm.
"""

_KARSK = """\
The *proclamation* of Karsk [free](https://evil.example/x) @everyone
3 March 1919

@everyone in the square of Karsk heard how **Mayor Ilya Brandt** read the proclamation of Karsk to the crowd on \
3 March 1919; <@&1> and <@2> were there, see https://evil.example/y and discord.gg/karsk ```or not``` ||hidden||.
# The answer of the garrison was @here short: it laid its arms down before the town hall and marched home by \
the road to the south, and <t:1:R> nobody hindered it.
"""

_BRIDGE = """\
The bridge at Hollum
1902

The bridge at Hollum was opened in 1902. It carried the quarry railway over the gorge until 1949, when the last \
train brought granite down to the coast.
"""


def write_sources(folder: Path) -> None:
    """Put the documents into a folder."""
    folder.mkdir()
    files = {"lighthouse.md": _LIGHTHOUSE, "karsk.txt": _KARSK, "bridge.txt": _BRIDGE}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
