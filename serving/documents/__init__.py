"""The documents that describe the service to its callers' tools, all made from one declaration."""
