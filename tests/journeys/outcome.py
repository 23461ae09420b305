"""What must be true once `demo_data.many` CVs have gone all the way, whatever happened meanwhile."""

from collections import Counter

import pypdfium2

from demo_data import many
from tests.stack import Stack


def assert_whole(stack: Stack, count: int, *batch_ids: str) -> None:
    """These batches hold the first `count` people: every CV completed, with a PDF that opens and one mail; nothing left to do.

    The log tells of each once, so there must be few enough of them: see `candidate.outcomes`.
    """
    batches = [stack.wait_for(batch_id) for batch_id in batch_ids]
    assert {(batch["status"], batch["failed_count"]) for batch in batches} == {("completed", 0)}
    assert sum(batch["total_count"] for batch in batches) == sum(batch["processed_count"] for batch in batches) == count
    everyone = Counter(many.person(number)[1] for number in range(count))
    candidates = stack.candidates()
    assert Counter(candidate["email"] for candidate in candidates) == everyone
    assert {candidate["ai_processing_status"] for candidate in candidates} == {"completed"}
    assert {candidate["availability_email_status"] for candidate in candidates} == {"sent"}
    for candidate in candidates:
        assert candidate["name_without_surname"] in first_page(stack, candidate["enhanced_cv_url"])
    assert stack.mails() == everyone
    log = stack.everything("auth/activity/")
    assert Counter(entry["candidate_id"] for entry in log if entry["candidate_id"]) == Counter(row["id"] for row in candidates)
    assert Counter(entry["batch_id"] for entry in log if entry["event_type"] == "batch_completed") == Counter(batch_ids)
    assert stack.open_jobs() == []
    assert stored(stack) == {"cvs": count, "enhanced": count, "photos": count}


def first_page(stack: Stack, url: str) -> str:
    """Its text, of the PDF at a signed link."""
    with pypdfium2.PdfDocument(stack.client.get(url).raise_for_status().content) as document:
        return document[0].get_textpage().get_text_bounded()


def stored(stack: Stack) -> Counter[str]:
    """How many files lie in each folder of the store; half-written ones count too."""
    media = stack.folder / "media"
    return Counter(path.relative_to(media).parts[0] for path in media.rglob("*") if path.is_file())
