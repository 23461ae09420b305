"""Where places are: grid references, postcodes, towns, and what lies around a point."""
