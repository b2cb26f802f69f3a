"""A process with discord.py and the loaded model, and nothing else: prints what it takes of the memory, as JSON.

"loaded" is its memory in MiB once one text was encoded, "anonymous" that without mapped files, "asked" once the
questions on stdin, a list as JSON, were encoded too.
"""

import json
import sys

import discord  # noqa: F401 it is what is measured

from tests.benchmarks.bare import bare_model
from tests.benchmarks.memory import memory_of

if __name__ == "__main__":
    questions = json.load(sys.stdin)
    model = bare_model()
    loaded = memory_of()
    for question in questions:
        model.encode(question)
    sys.stdout.write(
        json.dumps({"loaded": loaded["pss"], "anonymous": loaded["anonymous"], "asked": memory_of()["pss"]})
    )
