"""A report's document in English: what the official one writes in Chinese around its words."""

from reports.outputs.blocks import Document


class EnglishDocument(Document):
    """The reference translation of a report. It is made when asked for and never kept."""

    language = "en"
    english = True

    @property
    def title(self) -> str:
        """The title on one line."""
        return " ".join(self.title_lines)

    @property
    def signed_word(self) -> str:
        """What stands before the signer's name."""
        return "Signed by: "

    @property
    def annexed_word(self) -> str:
        """What stands before the first of the listed annexes."""
        return "Annex: " if len(self.attachments) == 1 else "Annexes: "

    @property
    def salutation(self) -> str:
        """To whom it goes."""
        return f"To: {self.recipients.rstrip('：:')}" if self.recipients else ""

    @property
    def copied(self) -> str:
        """Who gets a copy."""
        return f"Copies to: {self.copies.rstrip('。')}." if self.copies else ""

    @property
    def printed(self) -> tuple[str, str]:
        """Who printed it and when; empty where that is left."""
        return (self.issuer, f"Printed on {self.printed_on}") if self.printed_on else ("", "")

    @property
    def attachment_names(self) -> tuple[tuple[str, str], ...]:
        """The label that heads each annex, and the number by which the body lists it."""
        if len(self.attachments) == 1:
            return (("Annex", ""),)
        return tuple((f"Annex {n}", f"{n}. ") for n in range(1, len(self.attachments) + 1))
