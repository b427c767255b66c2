"""WHERE: regions, neighbours, hexagon cartogram, boundaries."""
