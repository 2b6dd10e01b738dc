"""The models of collaboration."""

from keyaccount.apps.collaboration.models.comments import LONGEST, Comment, Mention
from keyaccount.apps.collaboration.models.files import MB, Attachment, FileRules, Photo, Scan
from keyaccount.apps.collaboration.models.tags import LONGEST_TAG, Colour, Tag, Tagging

__all__ = [
    "LONGEST",
    "LONGEST_TAG",
    "MB",
    "Attachment",
    "Colour",
    "Comment",
    "FileRules",
    "Mention",
    "Photo",
    "Scan",
    "Tag",
    "Tagging",
]
