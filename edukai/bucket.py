"""The bucket that files lie in (storage.py): it is there, and opens to nobody but us."""

import json
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from botocore.exceptions import ClientError
from django.conf import settings

from edukai.s3 import client, translated, work
from edukai.storage import random_key

# The second is whoever has an account at AWS, of any company
EVERYBODY = {f"http://acs.amazonaws.com/groups/global/{group}" for group in ("AllUsers", "AuthenticatedUsers")}
PUBLIC_ACCESS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")


def make() -> bool:
    """Make the bucket unless it is there (then False), and take back what lets strangers read it, as far as the server knows of that."""
    store, bucket = work(), settings.MINIO_BUCKET_NAME
    with translated():
        made = not _exists()
        if made:
            elsewhere = {"CreateBucketConfiguration": {"LocationConstraint": settings.MINIO_REGION}}
            with suppress(store.exceptions.BucketAlreadyOwnedByYou):  # another machine was quicker
                store.create_bucket(Bucket=bucket, **({} if settings.MINIO_REGION == "us-east-1" else elsewhere))
        if _policy_names_everybody():
            store.delete_bucket_policy(Bucket=bucket)
        if _list_names_everybody():
            store.put_bucket_acl(Bucket=bucket, ACL="private")
        with suppress(ClientError):  # AWS alone knows it
            store.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=dict.fromkeys(PUBLIC_ACCESS, True))
    return made


def fault() -> str:
    """What is wrong with the bucket, in one sentence; '' when it is there and opens to nobody but us. Writes probes, and deletes them."""
    with translated():
        if not _exists():
            return f"The bucket {settings.MINIO_BUCKET_NAME} is missing."
        if _policy_names_everybody():
            return f"The policy of the bucket {settings.MINIO_BUCKET_NAME} lets everybody in; a condition in it is not enough."
        if _list_names_everybody() or any(map(_stranger_can_read, _folders())):
            return f"Anyone can read the bucket {settings.MINIO_BUCKET_NAME}."
    return ""


def _exists() -> bool:
    try:
        work().head_bucket(Bucket=settings.MINIO_BUCKET_NAME)
    except ClientError as error:
        if _status(error) != HTTPStatus.NOT_FOUND:
            raise
        return False
    return True


def _policy_names_everybody() -> bool:
    try:
        statements = json.loads(work().get_bucket_policy(Bucket=settings.MINIO_BUCKET_NAME)["Policy"])["Statement"]
    except ClientError:  # there is none, or none that we may see
        return False
    return any(_is_for_everybody(statement) for statement in (statements if isinstance(statements, list) else [statements]))


def _is_for_everybody(statement: dict[str, Any]) -> bool:
    """Whatever its condition: there are some that anyone meets, such as a Referer."""
    principal = statement.get("Principal", "*")  # else NotPrincipal: everybody, with exceptions
    named = principal.get("AWS") if isinstance(principal, dict) else principal
    return statement["Effect"] == "Allow" and "*" in (named if isinstance(named, list) else [named])


def _list_names_everybody() -> bool:
    """Whether the access list of the bucket does."""
    try:
        grants = work().get_bucket_acl(Bucket=settings.MINIO_BUCKET_NAME)["Grants"]
    except ClientError:  # not every server has such lists
        return False
    return any(grant["Grantee"].get("URI") in EVERYBODY for grant in grants)


def _folders() -> list[str]:
    """Those that hold files, any of which may be open by itself, and one for a bucket that has none yet."""
    listed = work().list_objects_v2(Bucket=settings.MINIO_BUCKET_NAME, Delimiter="/")
    return ["probe", *(folder["Prefix"].removesuffix("/") for folder in listed.get("CommonPrefixes", []))]


def _stranger_can_read(folder: str) -> bool:
    """The proof that holds for every server: a file of ours, asked for without a key."""
    probe = {"Bucket": settings.MINIO_BUCKET_NAME, "Key": random_key(folder, "")}
    work().put_object(**probe, Body=b"")
    try:
        client(settings.MINIO_ENDPOINT_URL, signs=False).get_object(**probe)
    except ClientError as error:
        if _status(error) not in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
            raise
        return False
    finally:
        work().delete_object(**probe)
    return True


def _status(error: ClientError) -> int:
    return int(error.response["ResponseMetadata"]["HTTPStatusCode"])
