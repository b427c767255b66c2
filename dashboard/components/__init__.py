"""Parts that pages are made of; each takes words and numbers and returns Dash components."""
