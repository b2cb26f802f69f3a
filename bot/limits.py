"""Discord's limits on what Clio sends, each with the page of https://docs.discord.com/developers that states it."""

MESSAGE_TEXT = 4000  # resources/message, IS_COMPONENTS_V2: characters of all text displays of a message together
COMPONENTS = 40  # resources/message, IS_COMPONENTS_V2: components of a message, nested ones included
MESSAGE_CONTENT = 2000  # resources/message, create message: characters of a message without components
CUSTOM_ID = 100  # components/reference, custom id: characters
SELECT_OPTIONS = 25  # components/reference, string select: options
SELECT_TEXT = 100  # components/reference, select option: characters of a label
PLACEHOLDER = 100  # components/reference, text input: characters of the text shown while it is empty
FILES = 10  # components/reference, file upload; resources/message, create message: files
DESCRIPTION = 1024  # components/reference, media gallery; resources/message, attachment: characters of an alt text
CHOICES = 25  # interactions/application-commands, autocomplete: choices
CHOICE_TEXT = 100  # interactions/application-commands, option choice: characters of a name or a value


def units(text: str) -> int:
    """Length of a text in UTF-16 code units.

    The documentation says "characters" without saying of what kind. No kind that it may mean counts
    more than this one: an emoji of one code point is two units.
    """
    return len(text) + sum(char > "\uffff" for char in text)
