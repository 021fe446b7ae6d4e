"""One file a revision; each says what it changes and is never changed itself."""
