"""What moderators see keeps every limit, and does nothing but show, whatever sources and people are called."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from discord.components import TextDisplay as TextComponent
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands.sources import ITEMS
from bot.commands.sources.finding import choices
from bot.escaping import one_line
from bot.limits import CHOICE_TEXT, MESSAGE_CONTENT, SELECT_OPTIONS, SELECT_TEXT, units
from bot.replies import Reply
from bot.sources_view.aliases import aliases_reply, too_late_reply
from bot.sources_view.details import changed_reply, details_from, faults, faults_reply, typed_in
from bot.sources_view.history import change, history
from bot.sources_view.ids import ALL, LIST_PATTERN, MAX_FILTER, OWN, SHARED, key_of
from bot.sources_view.intake import KINDS, Offer, for_each, is_known, receipt_line, refusal, too_much
from bot.sources_view.job_report import (
    BLOCKS,
    Pace,
    bar,
    moved_reply,
    paused_reply,
    progress_reply,
    report_reply,
)
from bot.sources_view.lines import lines_reply
from bot.sources_view.listing import PAGE, list_reply, matching
from bot.sources_view.log import log_reply
from bot.sources_view.plan import export_text, plan_reply
from bot.sources_view.showing import people, removal_reply, removed_reply, show_reply
from bot.sources_view.words import duration, name_list, size_text
from index.archive import Details, Entry, Job, JobState, Kind, Receipt, Source, State, Version
from index.model import Document, Failure, Holding, Progress, Report
from index.names.aliases import MOST_OWN
from index.readers import SUFFIXES
from index.records import Plan, Record
from tests.component_checks import check_limits, payload, walk
from tests.strategies import dates, examples, passages, texts, unescaped, urls

if TYPE_CHECKING:
    from discord.types.components import TextComponent as TextData

AT = "2026-03-01T12:00:00+00:00"
MADE = Version(1, 1, State.CURRENT, "a" * 32, 1_240_000, Details(), "1", AT)

people_or_clio = st.sampled_from(("", "123456789012345678")) | texts
names = texts.map(lambda text: one_line(text)[:200] or "a.md")
details = st.builds(Details, texts, texts, texts, texts)
versions = st.builds(
    Version,
    st.integers(1, 10**6),
    st.integers(1, 2**63 - 1),  # of SQLite
    st.sampled_from(State),
    st.sampled_from(("a" * 32, "b" * 32)),
    st.integers(0, 10**9),
    details,
    people_or_clio,
    st.just(AT),
    st.sampled_from(("", AT)),
    texts,
)
csl_values = texts | st.lists(st.dictionaries(st.sampled_from(("given", "family", "literal")), texts), max_size=30)
csl = st.dictionaries(st.sampled_from(("author", "editor", "publisher", "abstract", "ISBN", "issued")), csl_values)
holdings = st.builds(
    Holding,
    st.builds(Document, texts, texts, dates, st.just("en"), urls, csl),
    st.integers(0, 10**9),
    st.just(AT),
)
sources = st.builds(
    Source,
    st.just("1"),
    names,
    st.lists(versions, min_size=1, max_size=30, unique_by=lambda version: version.number).map(tuple),
)
records = st.builds(Record, sources, st.lists(holdings, max_size=12).map(tuple), texts)
short_records = st.builds(
    Record,
    st.builds(Source, st.just("1"), names, st.tuples(versions)),
    st.lists(
        st.builds(Holding, st.builds(Document, texts, texts, dates), st.integers(0, 10**9), st.just(AT)), max_size=2
    ).map(tuple),
    texts,
)
paths = st.lists(names, max_size=30, unique_by=key_of).map(tuple)
reports = st.builds(
    Report,
    paths,
    paths,
    paths,
    st.integers(0, 10**6),
    st.lists(st.builds(Failure, names, texts), max_size=30).map(tuple),
)
jobs = st.builds(
    Job,
    st.integers(1, 10**9),
    st.sampled_from(("1", "shared")),
    st.sampled_from(("add", "edit", "restore", "reindex", "import", "retry", "renew")),
    people_or_clio,
    st.just(""),
    st.sampled_from(JobState),
    st.just(AT),
    st.sampled_from(("", AT)),
    st.sampled_from(("", "2026-03-01T13:30:00+00:00")),
    st.integers(0, 10**6),
    st.integers(0, 10**6),
    reports,
    texts,
)


def record(name: str, title: str = "", passages: int = 1, **version: Any) -> Record:  # noqa: ANN401 any field
    source = Source("1", name, (replace(MADE, **version),))
    document = Document(name, title or name, "1956", "en", "https://example.org/a")
    return Record(source, (Holding(document, passages, AT, name),) if passages else ())


def check(reply: Reply) -> str:
    """Assert Discord's limits and that nobody is pinged and nothing formatted; returns the text."""
    shown = check_limits(reply)
    for part in walk(payload(reply)):
        if custom_id := part.get("custom_id"):
            assert len([item for item in ITEMS if re.fullmatch(item.__discord_ui_compiled_template__, custom_id)]) == 1
        options = part.get("options", [])
        assert len(options) <= SELECT_OPTIONS
        assert all(1 <= len(option[key]) <= SELECT_TEXT for option in options for key in ("label", "value"))
        assert len({option["value"] for option in options}) == len(options)
    text = "\n".join(shown)
    outside_boxes = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    ours = re.sub(r"<@\d+>|<t:\d+:\w>|`/sources \w+`|\]\(https?://[^)\s]*\)", "", outside_boxes)
    assert not re.search(r"@(everyone|here)|<[@#:/]|discord\.gg/|\|\|", unescaped(ours))
    return text


@given(
    st.lists(short_records, max_size=12, unique_by=lambda record: key_of(record.name)),
    st.text(max_size=MAX_FILTER),
    st.integers(0, 5),
)
@examples(40)
def test_a_list_keeps_every_limit(found: list[Record], wanted: str, page: int) -> None:
    check(list_reply(found, wanted, page, 10**6, 10**9))


@given(records, passages(), texts)
@examples(60)
def test_a_source_keeps_every_limit(record: Record, first: Any, reference: str) -> None:  # noqa: ANN401 a passage
    check(show_reply(record, [first, first], reference * 20))
    check(show_reply(record, [], ""))
    check(removal_reply(record))
    check(removed_reply(record.title, record.name))
    check(plan_reply(Plan(1, 2, 3, 4), OWN, record.name, record.title))


@given(jobs, st.lists(names.map(lambda name: receipt_line(Receipt(name, "b", Kind.SAME), name, AT)), max_size=30))
@examples(60)
def test_a_job_keeps_every_limit(job: Job, notes: list[str]) -> None:
    check(progress_reply(job, Progress("waiting", 1, 2), Pace(1234.5, 10**6), notes))
    check(paused_reply(job, notes))
    check(report_reply(job, notes))


@given(st.lists(st.builds(Entry, st.just(AT), people_or_clio, texts, texts, texts), max_size=15))
@examples(60)
def test_the_log_keeps_every_limit(entries: list[Entry]) -> None:
    check(log_reply(entries, 3, 1000))


@given(details)
@settings(max_examples=100)
def test_details_that_cannot_be_used_are_kept_as_they_were_typed(typed: Details) -> None:
    given_ = details_from(*typed.parts)
    if faults(given_):
        assert kept_in(faults_reply(key_of("a.md"), 2**63 - 1, given_)) == given_


@given(details, details, texts)
@examples(60)
def test_details_that_came_too_late_are_kept_beside_those_that_are_there(
    typed: Details, now: Details, why: str
) -> None:
    given_ = details_from(*typed.parts)
    now = details_from(*now.parts)
    assert kept_in(changed_reply(one_line(why)[:300], key_of("a.md"), 1, given_, now)) == given_


def kept_in(reply: Reply) -> Details:
    """The details that are read from a message as it is shown."""
    check(reply)
    data = [part for part in payload(reply) if part["type"] == 10]
    return typed_in([TextComponent(cast("TextData", part)) for part in data])


def test_what_another_has_set_is_told_beside_what_was_typed() -> None:
    typed, now = Details("Suez", "", "1956", ""), Details("Suez", "Brandt", "1957-01", "")
    text = check(changed_reply("It was changed.", key_of("a.md"), 7, typed, now))
    assert "Unlike yours it now has: author Brandt; date 1957-01.\n" in text
    other = check(changed_reply("It was changed.", key_of("a.md"), 7, typed, Details()))
    assert "it now has: no title; no date." in other


@given(st.text(max_size=MAX_FILTER).map(one_line), st.integers(0, 10**5))
@examples(60)
def test_the_buttons_of_a_list_carry_its_filter(wanted: str, page: int) -> None:
    many = [record(f"{wanted}{number}.md") for number in range(PAGE + 1)]
    buttons = [part for part in walk(payload(list_reply(many, wanted, 0, 0, 1))) if part.get("label") in ("◀", "▶")]
    matches = [re.fullmatch(LIST_PATTERN, button["custom_id"]) for button in buttons]
    assert [match and match["filter"] for match in matches] == [one_line(wanted)] * 2


def test_a_list_is_filtered_by_every_word_and_ordered_as_people_order() -> None:
    found = [record(f"{number}.md", f"Chapter {number} of Suez") for number in (10, 2, 1)] + [record("oslo.md", "Oslo")]
    assert [one.title for one in matching(found, "")] == [f"Chapter {n} of Suez" for n in (1, 2, 10)] + ["Oslo"]
    assert [one.title for one in matching(found, "suez 10")] == ["Chapter 10 of Suez"]
    assert [one.title for one in matching(found, "OSLO.MD")] == ["Oslo"]
    assert "No source matches “Berlin”" in check(list_reply(found, "Berlin", 0, 0, 1))


def test_a_list_says_what_is_not_simply_there() -> None:
    failed = record("scan.pdf", passages=0, state=State.FAILED, reason="is a scan without text")
    waiting = record("new.md", passages=0, state=State.PENDING)
    text = check(list_reply([record("a.md", "Suez", 12), failed, waiting], "", 0, 12_300_000, 500_000_000))
    assert "[Suez](https://example.org/a)\n-# a.md · 1956 · 12 passages · added by <@1> <t:1772366400:d>\n" in text
    assert "scan.pdf\n-# 0 passages · added by <@1> <t:1772366400:d>\n-# ⚠️ the file is a scan without text\n" in text
    assert "⏳ waits to be read" in text
    assert text.endswith("-# 3 sources · 12 passages · 12.3 MB of 500 MB used")


def test_a_list_and_a_source_say_what_became_of_a_cancelled_job() -> None:
    withdrawn = replace(MADE, number=2, stamp=2, state=State.WITHDRAWN, ended_at=AT)
    one = record("a.md", "Suez")
    again = replace(one, source=Source("1", "a.md", (withdrawn, MADE)))
    assert "-# the newest file was not read: its job was cancelled" in check(list_reply([again], "", 0, 0, 1))
    out = replace(one, source=Source("1", "a.md", (withdrawn,)), holdings=())
    text = check(show_reply(out, [], ""))
    assert "-# not read: its job was cancelled; `/sources restore` brings it in\n" in text
    assert "-# **2** · not read: its job was cancelled <t:1772366400:d> · added by" in text
    removed = replace(MADE, state=State.REMOVED, ended_at="2026-03-02T12:00:00+00:00")
    gone = replace(out, source=Source("1", "a.md", (withdrawn, removed)))
    assert "-# removed; `/sources restore` brings it back" in check(show_reply(gone, [], ""))


def test_a_source_that_never_could_be_read_can_be_removed_or_tried_again_and_its_whole_reason_is_told() -> None:
    advice = "is a scan without text: " + "its pages are pictures, " * 6 + "so give me one with a layer of text."
    failed = record("scan.pdf", passages=0, state=State.FAILED, reason=advice, ended_at=AT)
    reply = show_reply(failed, [], "")
    assert f"⚠️ the file {advice}" in check(reply)
    disabled = {part["label"]: part.get("disabled", False) for part in walk(payload(reply)) if "label" in part}
    assert disabled == {"Edit": True, "Reindex": True, "Try again": False, "Remove": False}
    gone = replace(failed, source=Source("1", "scan.pdf", (replace(MADE, state=State.REMOVED, ended_at=AT),)))
    reply = show_reply(gone, [], "")
    disabled = {part["label"]: part.get("disabled", False) for part in walk(payload(reply)) if part["type"] == 2}
    assert disabled == {"Edit": True, "Reindex": True, "Remove": True}


def test_a_choice_tells_two_long_names_under_one_long_title_apart() -> None:
    title = "Minutes of the council of Vellmar and of the parishes of Hollum, Karsk and Upper Marsk " * 2
    found = [record(f"minutes-of-the-council-and-of-all-of-its-parishes-{year}.pdf", title) for year in (1703, 1704)]
    labels = [choice.name for choice in choices(found, lambda one: one.name)]
    assert [label.split(" · ")[1][-8:] for label in labels] == ["1703.pdf", "1704.pdf"]
    assert all(label.startswith("Minutes of the council of Vellmar") and len(label) <= CHOICE_TEXT for label in labels)
    (short,) = choices([record("a.md", title)], lambda one: one.name)
    assert short.name.endswith("Upper Marsk… · a.md")


@given(st.lists(short_records, min_size=1, max_size=5))
@examples(60)
def test_a_choice_keeps_its_limit(found: list[Record]) -> None:
    assert all(1 <= units(choice.name) <= CHOICE_TEXT for choice in choices(found, lambda one: "a"))


def test_a_page_of_the_longest_sources_still_fits() -> None:
    failed = [
        replace(record(f"{number}.md", "*[" * 500, passages=10**9), failure="`is` no (text): " * 50, source=source)
        for number in range(PAGE)
        for source in [Source("1", f"{number}.md", (replace(MADE, by="_*" * 100),))]
    ]
    text = check(list_reply(failed, "", 0, 10**9, 10**9))
    assert text.count("⚠️ could not be read · 1,000,000,000 passages") == PAGE
    named = [record(f"{number}.md", "[" * 70 + "]" * 70, passages=10**9) for number in range(PAGE)]
    assert check(list_reply(named, "", 0, 10**9, 10**9)).count("added by") == PAGE


def test_a_history_says_what_each_version_changed() -> None:
    first = replace(MADE, state=State.REPLACED, ended_at=AT)
    other = replace(first, number=2, digest="b" * 32)
    edited = replace(other, number=3, details=Details(title="Suez", date="1956"))
    again = replace(edited, number=4, state=State.CURRENT, ended_at="")
    lines = history(Source("1", "a.md", (again, edited, other, first)))
    assert [line.split(" by ")[0] for line in lines] == [
        "-# **4** · current · brought back",
        "-# **3** · replaced <t:1772366400:d> · title, date edited",
        "-# **2** · replaced <t:1772366400:d> · another file given",
        "-# **1** · replaced <t:1772366400:d> · added",
    ]
    assert change(first, None) == "added"


def test_a_bar_has_twenty_blocks() -> None:
    assert bar(0, 0) == f"`{'░' * BLOCKS}` 0 %"
    assert bar(45, 100) == f"`{'█' * 9}{'░' * 11}` 45 %"
    assert bar(10, 10) == f"`{'█' * BLOCKS}` 100 %"


def test_a_report_says_what_failed_and_offers_to_try_it_again() -> None:
    report = Report(("a.md", "b.md"), ("c.md",), (), 4, (Failure("scan.pdf", "is a scan without text"),), 31)
    job = Job(7, "1", "add", "1", "", JobState.DONE, AT, AT, "2026-03-01T12:01:20+00:00", 8, 8, report)
    reply = report_reply(job, ["a note"])
    text = check(reply)
    assert text.startswith("### 1 of 8 files could not be read\n**Added** a.md, b.md\n**Changed** c.md\n")
    assert "**Failed**\n- **scan.pdf** is a scan without text\na note\n" in text
    assert "2 added, 1 changed, 4 unchanged, 1 failed · 31 passages · took 1 min · <@1>" in text
    found = list(walk(payload(reply)))
    assert [part["custom_id"] for part in found if "custom_id" in part] == ["job:retry:own:7", "job:details:7"]
    assert [option["value"] for part in found for option in part.get("options", [])] == [key_of("a.md"), key_of("b.md")]
    whole = replace(job, report=Report(("a.md",)), total=1, collection="shared")
    assert check(report_reply(whole)).startswith("### Done: 1 file\n")
    assert not [part for part in walk(payload(report_reply(whole))) if "custom_id" in part]


def test_a_job_that_ended_early_says_so() -> None:
    job = Job(7, "1", "add", "1", "", JobState.CANCELLED, AT, AT, AT, 8, 3, Report(("a.md",)))
    assert check(report_reply(job)).startswith("### Cancelled after 3 of 8 files\n**Added** a.md\n")
    assert "**5 files** were not read and are not in the library; what stood there before stays." in check(
        report_reply(job)
    )
    assert "**1 file** was not read and is not in the library" in check(report_reply(replace(job, total=4)))
    assert "not read" not in check(report_reply(replace(job, total=3)))
    again = check(report_reply(replace(job, action="reindex")))
    assert "**5 files** were not read and stay as they are in the library." in again
    failed = replace(job, state=JobState.FAILED, trouble="The disk is full; free some space.")
    assert check(report_reply(failed)).startswith("### Stopped after 3 of 8 files\nThe disk is full; free some space.")
    assert "goes on by itself" in check(paused_reply(replace(job, state=JobState.RUNNING)))
    assert "[a newer message](https://discord.com/x)" in check(moved_reply(job, "https://discord.com/x"))


def test_progress_says_how_far_how_fast_and_how_long() -> None:
    job = Job(7, "1", "add", "1", "", JobState.RUNNING, AT, AT, "", 10, 4, Report(passages=1234))
    text = check(progress_reply(job, None, Pace(56.24, 94.0), ["a note"]))
    assert "4 of 10 files · 1,234 passages · 56.2 passages/s · about 2 min left" in text
    within = progress_reply(replace(job, total=1, done=0), Progress("embedding passages", 300, 1200))
    assert f"`{'█' * 5}{'░' * 15}` 25 %\n-# 0 of 1 file · 1,534 passages" in check(within)
    assert "waiting for another reindex" in check(progress_reply(job, Progress("waiting for another reindex", 0, 0)))
    assert "waits for its turn · asked for by <@1>" in check(progress_reply(replace(job, state=JobState.QUEUED)))


def test_a_plan_says_what_will_be_done_and_what_stays() -> None:
    text = check(plan_reply(Plan(34, 40, 5123, 12_300_000), OWN))
    assert "34 files again (12.3 MB): now 40 documents with 5,123 passages." in text
    assert "questions are answered from what is there now" in text
    shared = check(plan_reply(Plan(34, 40, 5123, 12_300_000), SHARED))
    assert "I will look at 34 files (12.3 MB) and read those that changed: now 40 documents with 5,123 " in shared
    ids = [part["custom_id"] for part in walk(payload(plan_reply(Plan(1, 1, 1, 1), SHARED))) if "custom_id" in part]
    assert ids == [f"sources:start:shared:{ALL}", "sources:leave:shared"]


def test_files_are_refused_one_by_one_with_what_to_do() -> None:
    suffixes = (".md", ".pdf")
    assert refusal(Offer("a.md", 1), suffixes, 10**6) == ""
    assert refusal(Offer("A.PDF", 10**6), suffixes, 10**6) == ""
    assert refusal(Offer("a.exe", 1), suffixes, 1) == "❌ **a.exe** is of a kind that I can't read (\\.exe)."
    assert [is_known(Offer(name, 1), suffixes) for name in ("A.MD", "a.exe", "README")] == [True, False, False]
    assert {word for word in re.findall(r"\.\w+", KINDS)} | {".pdf", ".epub"} == SUFFIXES
    assert "without a suffix" in refusal(Offer("README", 1), suffixes, 1)
    assert "is empty" in refusal(Offer("a.md", 0), suffixes, 1)
    assert "is 2.5 MB, over the limit of 1 MB a file; split it" in refusal(Offer("a.md", 2_500_000), suffixes, 10**6)
    assert "keep 0 kB is left" in too_much(Offer("a.md", 5), -3, 10**6) or "0 MB is left" in too_much(
        Offer("a.md", 5), -3, 10**6
    )


def test_details_hold_for_one_file() -> None:
    said = Details("Suez", "Brandt", "in spring", "example")
    one, lines = for_each(said, 1)
    assert one == Details("Suez", "Brandt")
    assert len(lines) == 2
    assert "`/sources edit` sets it" in lines[0]
    several, lines = for_each(said, 3)
    assert several == Details(author="Brandt")
    assert lines[0].startswith("-# Title, date and link hold for one file at a time")
    assert for_each(Details(author="Brandt"), 3) == (Details(author="Brandt"), [])


def test_receipts_say_what_became_of_a_file() -> None:
    assert receipt_line(Receipt("a.md", "a.md", Kind.NEW), "", "") == ""
    assert "is already here as **Suez**" in receipt_line(Receipt("b.md", "a.md", Kind.SAME), "Suez", AT)
    replaced = receipt_line(Receipt("a.md", "a.md", Kind.REPLACES), "", AT)
    assert "**a.md** is a newer version of the one of <t:1772366400:d>, which stays until this one is read" in replaced
    assert "is kept as **a (2).md**" in receipt_line(Receipt("a.md", "a (2).md", Kind.NEW), "", "")


def test_words_are_short_and_exact() -> None:
    assert [size_text(size) for size in (0, 1, 340_000, 99_999, 12_000_000)] == [
        "0 MB",
        "1 kB",
        "0.3 MB",
        "100 kB",
        "12 MB",
    ]
    assert [duration(seconds) for seconds in (0, 40, 94, 4800, 7200)] == ["1 s", "40 s", "2 min", "1 h 20 min", "2 h"]
    assert name_list([f"{number}.md" for number in range(12)], 450).endswith("9\\.md and 2 more")
    assert people([{"family": "Brandt", "given": "Ilse"}, {"literal": "The Society"}, 3]) == "Ilse Brandt; The Society"
    check(lines_reply(["a line"] * 1000))
    assert export_text(1, ["big.pdf"], 10**7).endswith("being over the 10 MB that I may upload here: 1 file.\nbig.pdf")
    assert units(export_text(1, ["@" * 99] * 500, 10**7)) <= MESSAGE_CONTENT


@given(st.lists(st.lists(texts, min_size=1, max_size=5).map(" = ".join), max_size=40).map("\n".join))
@examples(60)
def test_a_list_of_names_keeps_every_limit_whatever_is_in_it(text: str) -> None:
    check(aliases_reply(text))
    check(aliases_reply(text[:MOST_OWN], "**Saved.**"))
    check(too_late_reply(text[:MOST_OWN]))
