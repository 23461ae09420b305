"""The work that is done on candidates, each flow a list of stages in the order of the product.

processing.py  a CV's way: read, analyse, collect, check, render, invite
rendering.py   the branded PDF, and anew after a change
rewriting.py   better words, when an operator asks for them
criticism.py   feedback on the CV
outreach.py    a candidate to contacts of schools
batching.py    a whole upload as one batch of the AI's provider
"""

from candidate.flows.batching import ai_batch
from candidate.flows.criticism import criticism
from candidate.flows.outreach import sending
from candidate.flows.processing import cv, possible_keys
from candidate.flows.rendering import PDF_NAME, invitation, rendering
from candidate.flows.rewriting import rewriting

__all__ = ["PDF_NAME", "ai_batch", "criticism", "cv", "invitation", "possible_keys", "rendering", "rewriting", "sending"]
