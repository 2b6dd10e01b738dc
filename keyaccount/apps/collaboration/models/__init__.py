"""The models of collaboration."""

from keyaccount.apps.collaboration.models.files import MB, Attachment, FileRules, Photo, Scan

__all__ = ["MB", "Attachment", "FileRules", "Photo", "Scan"]
