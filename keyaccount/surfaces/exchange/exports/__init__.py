"""Taking data out: what a person may see, as CSV or XLSX that no spreadsheet mistakes for formulas."""
