"""``python -m dashboard.cli`` is the same as ``netra``."""

from dashboard.cli import main

main()
