"""The stack on PostgreSQL, Redis and S3, for benches: nothing is spared that keeps data safe, and all of it is on our cores."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.bench import cvs
from tests.servers import postgresql, s3_server
from tests.stack import WORKERS, Stack, running_stack

AS_IT_COMES = {"default": 2, "polling": 1, "pdf": 3}  # EDUKAI_..._WORKERS


@contextmanager
def production_stack(
    folder: Path, *, concurrency: Mapping[str, int] = AS_IT_COMES, workers: Sequence[str] = WORKERS, beat: bool = True
) -> Iterator[Stack]:
    with postgresql(folder / "postgresql", durable=True) as database, s3_server(folder / "s3") as store:
        environment = {
            "DATABASE_URL": database,
            "USE_S3": "true",
            "MINIO_ENDPOINT_URL": store,
            "MINIO_ACCESS_KEY": "edukai",
            "MINIO_SECRET_KEY": secrets.token_hex(32),
            "EDUKAI_WORKER_NICE": "10",  # as it comes
            **cvs.EACH_IS_ASKED,
        }
        with running_stack(folder / "stack", concurrency=concurrency, environment=environment, workers=workers, beat=beat) as stack:
            yield stack
