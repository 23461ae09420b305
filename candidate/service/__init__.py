"""This project as an AI service for other installations: the far side of `candidate.ai.service`, run with EDUKAI_ROLE=ai."""
