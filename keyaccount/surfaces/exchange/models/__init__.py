"""Imports: what was brought in, how far it is, what it did and what it refused."""

from keyaccount.surfaces.exchange.models.imports import Import, ImportBatch, ImportFile, ImportStatus, Rejection

__all__ = ["Import", "ImportBatch", "ImportFile", "ImportStatus", "Rejection"]
