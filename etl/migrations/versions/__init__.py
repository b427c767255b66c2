"""One file per step; the first one reads its frozen tables from the file beside it."""
