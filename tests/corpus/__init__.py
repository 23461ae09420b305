"""A corpus of CVs with known answers, and the harness that scores the reader on it: `make accuracy`."""
