"""The look of every page: base page, parts, figures, charts, htmx helpers. Knows no domain."""
