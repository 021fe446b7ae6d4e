"""Charts as vector graphics in a page's own colours: the same for report, desk and notebook."""
