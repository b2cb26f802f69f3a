"""`python -m bot` is the command `clio`."""

import sys


def start() -> int:
    """Run the command line; Ctrl-C ends it quietly even before it is loaded."""
    try:
        from bot.cli import main  # here: loading takes a moment in which Ctrl-C may come
    except KeyboardInterrupt:
        return 130
    return main()


if __name__ == "__main__":
    sys.exit(start())
