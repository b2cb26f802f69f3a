"""`clio compare`: what several documents say, and where they differ, as text and as JSON."""

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from bot.json_lines import Cite, hit_object
from bot.languages import ask_in_english
from bot.terminal import MARKED, MAY_HELP, NOTHING, QUESTION, SOURCE, block, join, printable, render_hit
from index.comparing import Comparison, Difference
from index.model import Hit
from index.provenance import provenance

ONE_ALONE = "Only one document bears on that, so there is nothing to compare it with:"
NO_DIFFERENCE = "No plain difference of dates or numbers was found; that does not mean that they agree."


def render_comparison(comparison: Comparison, cite: Cite, console: Console) -> Text:
    """Show where documents differ, then the best passage of each, or say that nothing answers, or why not."""
    said: list[Text] = [block(Text(printable(comparison.question), QUESTION), console)]
    if not comparison.hits:
        lines = ask_in_english(comparison.language) if comparison.language else [NOTHING]
        return join([*said, *(block(Text(line), console) for line in lines)], blank=True)
    if not comparison.answered:
        said.append(block(Text(MAY_HELP), console))
    if len(comparison.hits) == 1:
        said.append(block(Text(ONE_ALONE), console))
    said += [block(_difference(one, comparison.hits), console) for one in comparison.differences]
    passages = [_witness(hit, cite, console) for hit in comparison.hits]
    last = [] if comparison.differences or len(comparison.hits) < 2 else [block(Text(NO_DIFFERENCE, SOURCE), console)]
    return join([*said, *passages, *last], blank=True)


def comparison_object(comparison: Comparison, cite: Cite) -> dict[str, object]:
    """The comparison as a JSON object; readings name hits by their ranks."""
    return {
        "question": comparison.question,
        "answered": comparison.answered,
        "hits": [hit_object(hit, cite) | {"provenance": _provenance(hit)} for hit in comparison.hits],
        "differences": [
            {"readings": [{"text": one.text, "ranks": [at + 1 for at in one.hits]} for one in difference.readings]}
            for difference in comparison.differences
        ],
    }


def _provenance(hit: Hit) -> dict[str, str]:
    found = provenance(hit.passage.document)
    return {"who": found.who, "when": found.when, "kind": found.kind}


def _difference(difference: Difference, hits: Iterable[Hit]) -> Text:
    by_place = list(hits)
    parts = [
        (one.text, " and ".join(f"{at + 1} ({by_place[at].passage.document.title})" for at in one.hits))
        for one in difference.readings
    ]
    line = Text("These differ: ", MARKED)
    for number, (value, places) in enumerate(parts):
        line.append(", " if number else "")
        line.append(printable(value), "bold")
        line.append(f" in {printable(places)}")
    return line


def _witness(hit: Hit, cite: Cite, console: Console) -> Text:
    small = filter(None, (printable(str(provenance(hit.passage.document))), printable(cite(hit.passage))))
    return join([render_hit(hit, console), *(block(Text(line, SOURCE), console, lead="") for line in small)])
