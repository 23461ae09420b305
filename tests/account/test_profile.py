import io
import struct
import zlib

import pytest
from PIL import Image

from account import pictures
from account.models import Role, User
from edukai import storage
from edukai.errors import PermanentError, TransientError
from tests.account.helpers import picture

URL = "/api/auth/profile/update/"


def png_that_claims(width: int, height: int) -> io.BytesIO:
    """A PNG whose header promises far more pixels than the file holds."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    file = io.BytesIO(b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b""))
    file.name = "huge.png"
    return file


def named(content: bytes, name: str) -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = name
    return file


def upload(api, file):
    return api.patch(URL, {"profile_pic": file}, format="multipart")


def test_it_changes_what_is_given_and_nothing_else(signed_in, ann):
    response = signed_in.patch(URL, {"first_name": "Anna", "gender": "female", "country": "England"})
    assert response.status_code == 200
    assert set(response.json()) == {"message", "data"}
    data = response.json()["data"]
    assert (data["first_name"], data["last_name"], data["gender"], data["country"]) == ("Anna", "Lee", "female", "England")
    assert data == signed_in.get("/api/auth/me/").json()


def test_nothing_given_changes_nothing(signed_in):
    before = signed_in.get("/api/auth/me/").json()
    after = signed_in.patch(URL, {}).json()["data"]
    assert {**after, "updated_at": ""} == {**before, "updated_at": ""}


def test_role_email_and_rights_cannot_be_changed(signed_in, ann):
    signed_in.patch(URL, {"role": "superuser", "email": "boss@school.example", "is_staff": True, "profile_pic_url": "x", "password": "x"})
    before = ann.password
    ann.refresh_from_db()
    assert (ann.role, ann.email, ann.is_staff, ann.password) == (Role.NORMALUSER, "ann@school.example", False, before)


def test_it_works_as_multipart(signed_in):
    response = signed_in.patch(URL, {"first_name": "Anna", "profile_pic": picture("JPEG")}, format="multipart")
    assert response.status_code == 200
    assert response.json()["data"]["first_name"] == "Anna"
    assert "/files/" in response.json()["data"]["profile_pic_url"]


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "L", "LA", "1", "I;16"])
@pytest.mark.parametrize("size", [(1, 1), (640, 480), (300, 2000)])
def test_every_picture_is_made_anew_as_a_small_jpeg(signed_in, ann, mode, size):
    assert upload(signed_in, picture("PNG", size, mode=mode, colour=0)).status_code == 200
    ann.refresh_from_db()
    with Image.open(io.BytesIO(storage.read(ann.profile_pic))) as stored:
        assert (stored.format, stored.mode) == ("JPEG", "RGB")
        assert max(stored.size) <= pictures.EDGE


def test_it_turns_the_picture_upright_and_drops_its_metadata(signed_in, ann):
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "Taken at 1 Secret Street"
    assert upload(signed_in, picture("JPEG", (400, 200), exif=exif)).status_code == 200
    ann.refresh_from_db()
    content = storage.read(ann.profile_pic)
    assert b"Secret" not in content
    with Image.open(io.BytesIO(content)) as stored:
        assert (stored.size, dict(stored.getexif())) == ((200, 400), {})


@pytest.mark.parametrize(
    "file",
    [
        named(b"", "empty.png"),
        named(b"MZ\x90\x00" + b"\0" * 200, "me.png"),
        named(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "me.svg"),
        named(b"GIF89a" + b"\0" * 50, "me.gif"),
        named(picture("PNG").read()[:30], "cut.png"),
        named(picture("JPEG").read()[:30], "cut.jpg"),
        picture("BMP"),
        picture("TIFF"),
        png_that_claims(6_000, 6_000),
        png_that_claims(60_000, 60_000),
        png_that_claims(0, 10),
        named(picture("JPEG").read() + b"\0" * pictures.MOST_BYTES, "heavy.jpg"),
    ],
    ids=lambda file: file.name,
)
def test_it_refuses_what_is_no_fit_picture(signed_in, ann, file):
    file.seek(0)
    response = upload(signed_in, file)
    assert response.status_code == 400
    assert list(response.json()) == ["profile_pic"]
    ann.refresh_from_db()
    assert ann.profile_pic == ""


def test_it_refuses_a_body_that_is_far_too_long_before_reading_it(signed_in, tmp_path, settings):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "not there"
    response = upload(signed_in, named(b"\0" * (pictures.MOST_BYTES + 100_000), "me.png"))
    assert response.status_code == 400
    assert response.json() == {"profile_pic": [pictures.TOO_LARGE]}


def test_the_old_file_goes_when_a_new_one_comes(signed_in, ann):
    upload(signed_in, picture())
    ann.refresh_from_db()
    first = ann.profile_pic
    upload(signed_in, picture(colour="red"))
    ann.refresh_from_db()
    assert ann.profile_pic != first
    with pytest.raises(PermanentError):
        storage.read(first)
    assert storage.read(ann.profile_pic)


def test_null_takes_the_picture_away(signed_in, ann):
    upload(signed_in, picture())
    ann.refresh_from_db()
    response = signed_in.patch(URL, {"profile_pic": None})
    assert response.json()["data"]["profile_pic_url"] is None
    with pytest.raises(PermanentError):
        storage.read(ann.profile_pic)


@pytest.mark.parametrize(
    "change",
    [
        {"first_name": ""}, {"first_name": None}, {"first_name": "x" * 151}, {"first_name": ["a"]}, {"first_name": {"a": 1}},
        {"first_name": True}, {"last_name": "a\0b"}, {"gender": "x"}, {"gender": 1}, {"gender": None}, {"gender": []}, {"gender": {}},
        {"country": "x" * 101}, {"country": "a\0"}, {"profile_pic": "text"}, {"profile_pic": 1}, {"profile_pic": []}, {"profile_pic": {}},
    ],
)  # fmt: skip
def test_it_names_the_field_that_is_wrong(signed_in, change):
    response = signed_in.patch(URL, change)
    assert response.status_code == 400
    assert list(response.json()) == list(change)


def test_a_store_that_is_down_refuses_a_new_picture_and_keeps_the_old(signed_in, ann, monkeypatch):
    def down(*args):
        raise TransientError("The file store is not reachable.")

    upload(signed_in, picture())
    with monkeypatch.context() as patch:
        patch.setattr(storage, "put", down)
        assert upload(signed_in, picture(colour="red")).status_code == 503
        patch.setattr(storage, "delete_many", down)
        assert signed_in.patch(URL, {"profile_pic": None}).json()["data"]["profile_pic_url"] is None


def test_the_picture_goes_with_its_user(signed_in, ann, django_capture_on_commit_callbacks):
    upload(signed_in, picture())
    ann.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        User.objects.all().delete()
    with pytest.raises(PermanentError):
        storage.read(ann.profile_pic)


def test_a_printers_picture_is_read_too(signed_in):
    assert upload(signed_in, picture("JPEG", mode="CMYK", colour=(0, 0, 0, 0))).status_code == 200


def test_it_is_for_whoever_is_signed_in(api, db):
    assert api.patch(URL, {"first_name": "X"}).status_code == 401
