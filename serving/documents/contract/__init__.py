"""What callers send and get, object by object."""
