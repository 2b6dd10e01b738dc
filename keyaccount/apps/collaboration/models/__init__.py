"""The models of collaboration."""

from keyaccount.apps.collaboration.models.comments import LONGEST, Comment, Mention
from keyaccount.apps.collaboration.models.files import MB, Attachment, FileRules, Photo, Scan

__all__ = ["LONGEST", "MB", "Attachment", "Comment", "FileRules", "Mention", "Photo", "Scan"]
