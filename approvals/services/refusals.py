"""Why a step cannot be taken just now, as a sentence for the person who tried."""


class Refused(Exception):
    """The person may take the step, but not as things stand; the message says what to do."""
