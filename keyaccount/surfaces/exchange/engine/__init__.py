"""The import engine: from staged tables to written records, in batches that each stand or fall with their mark."""
