"""WHO SEES IT: three doors, browser, clock and terminal."""
