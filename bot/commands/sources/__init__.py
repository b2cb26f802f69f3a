"""`/sources`: moderators add, list, change and remove their server's sources."""

from bot.commands.sources import exchanging  # noqa: F401 puts its commands into the group
from bot.commands.sources.adding import AddForm, add_to_sources
from bot.commands.sources.aliases import AliasesForm, EditAliases
from bot.commands.sources.browsing import Show, TurnList
from bot.commands.sources.editing import Edit, EditAdded, EditAgain, EditForm
from bot.commands.sources.forms import form_sent
from bot.commands.sources.group import sources
from bot.commands.sources.jobs import CancelJob, RetryFailed
from bot.commands.sources.logbook import TurnLog
from bot.commands.sources.reindexing import Leave, ReindexOne, RetryOne, Start
from bot.commands.sources.removing import Keep, Removal, Remove
from bot.commands.sources.restoring import RestoreMenu, Undo

ITEMS = (
    TurnList, Show, Edit, EditAdded, EditAgain, Remove, Removal, Keep, RestoreMenu, Undo,
    ReindexOne, Start, Leave, RetryOne, CancelJob, RetryFailed, TurnLog, EditAliases,
)  # fmt: skip
FORMS = (AddForm, EditForm, AliasesForm)

__all__ = ["FORMS", "ITEMS", "add_to_sources", "form_sent", "sources"]
