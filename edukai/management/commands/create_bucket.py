from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from edukai import bucket
from edukai.errors import EduKaiError


class Command(BaseCommand):
    help = "Makes the bucket MINIO_BUCKET_NAME unless it is there, and closes it to strangers. Again does no harm."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.USE_S3:
            self.stdout.write("Files lie in the data folder (USE_S3 is off): no bucket is needed.")
            return
        try:
            made = bucket.make()
            fault = bucket.fault()
        except EduKaiError as error:
            raise CommandError(f"{error.message} ({settings.MINIO_ENDPOINT_URL})") from None
        if fault:
            raise CommandError(f"{fault} Take that back at the store itself: it does not let us.")
        self.stdout.write(f"The bucket {settings.MINIO_BUCKET_NAME} {'was made' if made else 'is there'}, and is private.")
