"""What a reader takes along: every figure's numbers as XLSX, CSV or GeoJSON, with their age and source."""
