"""One file per place; ``build(context)`` returns the page as a tree of components."""
