"""Figures are functions: table in, figure out. Screen, mail and paper call the same one where they can."""
