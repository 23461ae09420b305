"""The bucket is made once, opens to nobody but us, and what is wrong with it is told."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import httpx
import pytest
from botocore.exceptions import ClientError
from django.core.management import CommandError, call_command

from edukai import bucket, checks, s3
from tests.servers import free_port, s3_server

KEYS = {"aws_access_key_id": "key", "aws_secret_access_key": "secret", "region_name": "us-east-1"}
NAME = "edukai-bucket"
ARN = f"arn:aws:s3:::{NAME}"
ACCOUNT = {"AWS": "arn:aws:iam::123456789012:root"}


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    with s3_server(tmp_path_factory.mktemp("s3")) as address:
        yield address


@pytest.fixture
def store(address, settings) -> Iterator[Any]:
    """A client of a store that has no bucket of ours."""
    settings.USE_S3, settings.MINIO_ENDPOINT_URL, settings.MINIO_BUCKET_NAME = True, address, NAME
    settings.MINIO_ACCESS_KEY, settings.MINIO_SECRET_KEY = "key", "secret"
    httpx.post(f"{address}/moto-api/reset").raise_for_status()
    yield boto3.client("s3", endpoint_url=address, **KEYS)
    s3.client.cache_clear()


def policy(**changed: Any) -> str:
    statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"{ARN}/*"} | changed
    return json.dumps({"Version": "2012-10-17", "Statement": [{name: value for name, value in statement.items() if value}]})


def create_bucket(capsys) -> str:
    call_command("create_bucket")
    return capsys.readouterr().out


def test_it_makes_the_bucket_once(store, capsys):
    assert create_bucket(capsys) == f"The bucket {NAME} was made, and is private.\n"
    store.put_object(Bucket=NAME, Key="cvs/a.pdf", Body=b"x")
    assert create_bucket(capsys) == f"The bucket {NAME} is there, and is private.\n"
    assert [entry["Key"] for entry in store.list_objects_v2(Bucket=NAME)["Contents"]] == ["cvs/a.pdf"]
    blocked = store.get_public_access_block(Bucket=NAME)["PublicAccessBlockConfiguration"]
    assert len(blocked) == 4
    assert all(blocked.values())


def test_it_makes_the_bucket_in_its_region(store, settings):
    settings.MINIO_REGION = "eu-west-2"
    s3.client.cache_clear()
    assert bucket.make() is True
    assert store.get_bucket_location(Bucket=NAME)["LocationConstraint"] == "eu-west-2"


@pytest.mark.parametrize(
    "changed",
    [
        {"Principal": "*"},
        {"Principal": {"AWS": "*"}},
        {"Principal": {"AWS": [ACCOUNT["AWS"], "*"]}},
        {"Principal": None, "NotPrincipal": ACCOUNT},
        {"Resource": f"{ARN}/cvs/*", "Condition": {"StringLike": {"aws:Referer": "*"}}},
    ],
    ids=str,
)
def test_a_policy_that_lets_everybody_in_is_found_and_taken_back(store, capsys, changed):
    store.create_bucket(Bucket=NAME)
    store.put_bucket_policy(Bucket=NAME, Policy=policy(**changed))
    told = f"The policy of the bucket {NAME} lets everybody in; a condition in it is not enough."
    assert [(error.id, error.msg) for error in checks.bucket_is_private()] == [("edukai.E011", told)]
    assert create_bucket(capsys) == f"The bucket {NAME} is there, and is private.\n"
    assert checks.bucket_is_private() == []
    with pytest.raises(ClientError, match="NoSuchBucketPolicy"):
        store.get_bucket_policy(Bucket=NAME)


@pytest.mark.parametrize("changed", [{"Effect": "Deny"}, {"Principal": ACCOUNT}])
def test_a_policy_that_lets_nobody_else_in_stays(store, changed):
    store.create_bucket(Bucket=NAME)
    store.put_bucket_policy(Bucket=NAME, Policy=policy(**changed))
    bucket.make()
    assert json.loads(store.get_bucket_policy(Bucket=NAME)["Policy"]) == json.loads(policy(**changed))


@pytest.mark.parametrize("acl", ["public-read", "authenticated-read"])
def test_an_access_list_that_names_everybody_is_found_and_taken_back(store, acl):
    store.create_bucket(Bucket=NAME)
    store.put_bucket_acl(Bucket=NAME, ACL=acl)
    assert bucket.fault() == f"Anyone can read the bucket {NAME}."
    bucket.make()
    assert bucket.fault() == ""


def test_a_store_that_gives_files_to_everybody_is_found_by_asking_without_a_key(store):
    store.create_bucket(Bucket=NAME)
    store.put_object(Bucket=NAME, Key="cvs/a.pdf", Body=b"x")
    assert bucket.fault() == ""
    # This server does not mind whom a policy names: what is open to one account is given to everybody
    store.put_bucket_policy(Bucket=NAME, Policy=policy(Principal=ACCOUNT, Resource=f"{ARN}/cvs/*"))
    assert bucket.fault() == f"Anyone can read the bucket {NAME}."
    with pytest.raises(CommandError, match="Take that back at the store itself"):
        call_command("create_bucket")
    assert [entry["Key"] for entry in store.list_objects_v2(Bucket=NAME)["Contents"]] == ["cvs/a.pdf"]


def test_a_bucket_that_is_missing_is_told(store):
    (error,) = checks.bucket_is_private()
    assert (error.id, error.msg) == ("edukai.E011", f"The bucket {NAME} is missing.")
    assert "create_bucket" in error.hint


def test_a_store_that_is_down_is_told(store, settings):
    settings.MINIO_ENDPOINT_URL = f"http://127.0.0.1:{free_port()}"
    assert [error.msg for error in checks.bucket_is_private()] == ["The file store is not reachable."]
    with pytest.raises(CommandError, match="not reachable"):
        call_command("create_bucket")


def test_files_on_disk_need_no_bucket(settings, capsys):
    settings.USE_S3 = False
    assert checks.bucket_is_private() == []
    assert "no bucket is needed" in create_bucket(capsys)
