"""Opening what people bring: every file becomes tables of text, or a named fact that says what to do about it."""
