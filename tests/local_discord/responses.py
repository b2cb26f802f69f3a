"""First responses to interactions, and what their tokens allow afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import limits
from .attachments import Upload
from .command_rules import check_choice_list
from .component_tree import number
from .errors import ApiError, FormErrors, invalid_webhook_token, unknown_message, unknown_webhook
from .interactions import FirstResponse, Interaction, InteractionType, ResponseType
from .message_rules import Standing, check_message
from .message_store import Draft, standing_of
from .messages import Message
from .modal_rules import check_modal
from .modals import Choice, modal_from

if TYPE_CHECKING:
    from .world import World

FITTING = {
    InteractionType.COMMAND: {4, 5, 9},
    InteractionType.COMPONENT: {4, 5, 6, 7, 9},
    InteractionType.AUTOCOMPLETE: {8},
    InteractionType.MODAL_SUBMIT: {4, 5},
}


class Responses:
    """Applies what the bot sends about interactions to the world."""

    def __init__(self, world: World) -> None:
        """Answer for the interactions of `world`."""
        self._world = world

    def acknowledge(
        self, interaction_id: int, token: str, body: dict[str, Any], uploads: tuple[Upload, ...]
    ) -> Interaction:
        """Take the first response; raises ApiError 10062 when it is late and 40060 when it is the second."""
        interaction = self._world.interactions.get(token)
        if interaction is None or interaction.id != interaction_id:
            raise ApiError(404, 10062, "Unknown interaction")
        if interaction.first is not None:
            raise ApiError(400, 40060, "Interaction has already been acknowledged.")
        if interaction.failed:
            raise ApiError(404, 10062, "Unknown interaction")
        kind = self._fitting_type(interaction, body)
        data = body.get("data") or {}
        self._apply(interaction, kind, Draft(data, uploads))
        flags = (data.get("flags") or 0) if isinstance(data, dict) else 0
        interaction.first = FirstResponse(kind, flags, data, interaction.age)
        self._world.changes.notify()
        return interaction

    def _fitting_type(self, interaction: Interaction, body: dict[str, Any]) -> ResponseType:
        fitting = set(FITTING[interaction.type])
        if interaction.type is InteractionType.MODAL_SUBMIT and interaction.source is not None:
            fitting |= {6, 7}
        if body.get("type") not in fitting:
            errors = FormErrors()
            errors.choices(("type",), f"{sorted(fitting)} in answer to {interaction.type.name}")
            errors.raise_any()
        return ResponseType(body["type"])

    def _apply(self, interaction: Interaction, kind: ResponseType, draft: Draft) -> None:
        if kind is ResponseType.MESSAGE:
            check_message(draft.body, Standing(), [file.filename for file in draft.uploads], ("data",))
            interaction.original = self._create(interaction, draft)
        elif kind is ResponseType.DEFERRED_MESSAGE:
            flags = draft.body.get("flags") or 0
            interaction.original = self._create(interaction, Draft({"flags": flags}), loading=True)
        elif kind is ResponseType.DEFERRED_UPDATE:
            interaction.original = interaction.source
        elif kind is ResponseType.UPDATE:
            assert interaction.source is not None
            self._edit(interaction, interaction.source, draft, ("data",))
            interaction.original = interaction.source
        else:
            self._show(interaction, kind, draft.body)

    def _show(self, interaction: Interaction, kind: ResponseType, data: dict[str, Any]) -> None:
        errors = FormErrors()
        if kind is ResponseType.CHOICES:
            check_choice_list(data.get("choices") or [], errors, ("data", "choices"))
            errors.raise_any()
            interaction.offered = tuple(Choice(c["name"], c["value"]) for c in data.get("choices") or [])
            return
        check_modal(data, errors, ("data",))
        errors.raise_any()
        number(data["components"])
        interaction.shown_modal = modal_from(data)

    def follow_up(self, token: str, body: dict[str, Any], uploads: tuple[Upload, ...]) -> Message:
        """Store a further message; the first one after a deferral takes the place of "is thinking"."""
        interaction = self.usable(token)
        if interaction.original is not None and interaction.original.loading:
            return self.edit(token, "@original", body, uploads)
        if not interaction.owners.get("0") and len(interaction.followups) >= limits.USER_INSTALL_FOLLOWUPS:
            words = "This interaction has reached its maximum number of follow-up messages."
            raise ApiError(400, 40094, words)
        draft = Draft(body, uploads)
        check_message(body, Standing(), [file.filename for file in uploads])
        message = self._create(interaction, draft)
        interaction.followups.append(message)
        self._world.changes.notify()
        return message

    def edit(self, token: str, which: str, body: dict[str, Any], uploads: tuple[Upload, ...]) -> Message:
        """Edit one of the interaction's messages."""
        interaction = self.usable(token)
        message = self.find(interaction, which)
        self._edit(interaction, message, Draft(body, uploads))
        return message

    def delete(self, token: str, which: str) -> None:
        """Delete one of the interaction's messages."""
        self._world.store.delete(self.find(self.usable(token), which))

    def usable(self, token: str) -> Interaction:
        """Return the interaction of a token that allows messages now.

        Raises ApiError 10015 for an unknown token or one without a first response, 50027 for an old one.
        """
        interaction = self._world.interactions.get(token)
        if interaction is None or interaction.first is None:
            raise unknown_webhook()
        if interaction.age > limits.TOKEN_SECONDS:
            raise invalid_webhook_token()
        return interaction

    def find(self, interaction: Interaction, which: str) -> Message:
        """Return a message of an interaction by identifier or "@original"."""
        own = [interaction.original, *interaction.followups]
        if which == "@original":
            own = own[:1]
        for message in own:
            if message and not message.deleted and which in ("@original", str(message.id)):
                return message
        raise unknown_message()

    def _create(self, interaction: Interaction, draft: Draft, *, loading: bool = False) -> Message:
        return self._world.store.create(
            interaction.channel,
            self._world.bot,
            draft,
            interaction=interaction,
            ephemeral=bool((draft.body.get("flags") or 0) & limits.FLAG_EPHEMERAL),
            loading=loading,
        )

    def _edit(self, interaction: Interaction, message: Message, draft: Draft, path: tuple[str, ...] = ()) -> None:
        names = [file.filename for file in draft.uploads]
        check_message(draft.body, standing_of(message, draft.body), names, path)
        interaction.updates += 1
        self._world.store.edit(message, draft)
