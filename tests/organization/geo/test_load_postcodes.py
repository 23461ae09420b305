import io
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from geopy.distance import great_circle

from organization.geo import postcode_files
from organization.models import Organization, Outcode, Postcode
from tests.factories import a_school, work

pytestmark = pytest.mark.django_db

SE = (
    '"SE26 4QH",10,535255,171603,"E92000001","","","","E09000023","E05013725"\n'
    '"SE1 0AA",10,531860,179460,"E92000001","","","","E09000028",""\n'
    '"SE1 9ZZ",90,0,0,"E92000001","","","","",""\n'
)
M = '"M1 1AE",10,384742,398038,"E92000001","","","","E08000003","E05011376"\n"nonsense",10,1,1\n"M1 1AF",10,x,398038\n"M1"\n'
ONS_HEADER = "pcd,pcds,dointr,doterm,oscty,lat,long\n"
ONS = ONS_HEADER + (
    'SE264QH,"SE26 4QH",198001,"",E99999999,51.426800,-0.055300\n'
    'SE265AA,"SE26 5AA",198001,201206,E99999999,51.430000,-0.060000\n'
    'BT1 1AA,"BT1 1AA",198001,"",N99999999,54.596553,-5.930000\n'
    'JE2 3AB,"JE2 3AB",198001,"",L99999999,99.999999,0.000000\n'
    'XX,"not a postcode",198001,"",L99999999,51.4,0.0\n'
    'SE264QJ,"SE26 4QJ"\n'
)


def archive(file: Path, members: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return file


@pytest.fixture
def code_point(tmp_path: Path) -> Path:
    headers = "PC,PQ,EA,NO,CY,RH,LH,CC,DC,WC\nPostcode,Positional_quality_indicator,Eastings,Northings\n"
    members = {
        "codepo/Doc/headers.csv": headers,
        "codepo/Data/CSV/se.csv": SE,
        "codepo/Data/CSV/m.csv": M,
        "codepo/Doc/readme.txt": "hello",
    }
    return archive(tmp_path / "codepo_gb.zip", members)


def load(file: Path) -> str:
    out = io.StringIO()
    call_command("load_postcodes", str(file), stdout=out)
    return out.getvalue().strip()


def test_it_loads_code_point_open(code_point):
    assert load(code_point) == "3 postcodes loaded, 4 lines without a place left out; 3 outward codes known."
    place = Postcode.objects.get(code="SE264QH")
    assert great_circle((place.latitude, place.longitude), (51.4268, -0.0553)).km < 0.5
    assert not place.ended
    assert set(Outcode.objects.values_list("code", flat=True)) == {"SE26", "SE1", "M1"}


def test_it_loads_one_of_its_sheets(tmp_path):
    (tmp_path / "se.csv").write_text(SE)
    assert load(tmp_path / "se.csv").startswith("2 postcodes loaded, 1 lines")


@pytest.mark.parametrize("packed", [True, False])
def test_it_loads_the_ons_directory(tmp_path, packed):
    plain = tmp_path / "ONSPD.csv"
    plain.write_text("\ufeff" + ONS)
    parts = {"Data/multi_csv/ONSPD_BT.csv": ONS_HEADER, "Data/ONSPD_UK.csv": ONS, "Documents/names.csv": "code,name\n"}
    file = archive(tmp_path / "ONSPD.zip", parts) if packed else plain
    assert load(file).startswith("3 postcodes loaded")
    assert list(Postcode.objects.order_by("code").values_list("code", "latitude", "ended")) == [
        ("BT11AA", 54.596553, False),
        ("SE264QH", 51.4268, False),
        ("SE265AA", 51.43, True),
    ]


def test_it_loads_again_and_again_without_harm(code_point, tmp_path, monkeypatch):
    monkeypatch.setattr(postcode_files, "ROWS_AT_ONCE", 2)
    first = load(code_point)
    before = list(Postcode.objects.order_by("code").values())
    assert load(code_point) == first
    assert list(Postcode.objects.order_by("code").values()) == before
    (tmp_path / "ons.csv").write_text(ONS_HEADER + 'SE264QH,"SE26 4QH",1,202401,,51.5,-0.05\n')
    load(tmp_path / "ons.csv")
    moved = Postcode.objects.get(code="SE264QH")
    assert (moved.latitude, moved.ended) == (51.5, True)
    assert Postcode.objects.count() == len(before)
    assert Outcode.objects.get(code="SE26").latitude == 51.5


def test_it_takes_the_last_of_two_lines_for_one_postcode(tmp_path):
    (tmp_path / "se.csv").write_text(SE + SE.replace("171603", "171703"))
    load(tmp_path / "se.csv")
    assert Postcode.objects.count() == 2


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 1000,
        b"\xff\xfe\x00\x01" * 100,
        b"a,b,c\n1,2,3\n",
        b"PK\x03\x04 this is no zip",
        b'"SE26 4QH",10,535255,171603\n' + b"x" * 100_000,
        b"%PDF-1.7",
        b'"SE26 4QH",10,535255,171603\n\xff\xff',
    ],
)
def test_it_refuses_other_files_in_one_sentence(tmp_path, content):
    file = tmp_path / "wrong.csv"
    file.write_bytes(content)
    with pytest.raises(CommandError) as refused:
        load(file)
    assert str(refused.value).startswith("wrong.csv is ")
    assert str(refused.value).endswith(".")


def test_it_refuses_damaged_and_foreign_zips_in_one_sentence(tmp_path, code_point):
    whole = code_point.read_bytes()
    name = b"codepo/Data/CSV/se.csv"
    start = whole.index(name) + len(name)
    damaged = tmp_path / "damaged.zip"
    damaged.write_bytes(whole[:start] + bytes(byte ^ 255 for byte in whole[start : start + 40]) + whole[start + 40 :])
    foreign = archive(tmp_path / "foreign.zip", {"xl/workbook.xml": "<x/>", "names.csv": "a,b\n"})
    for file in (damaged, foreign):
        with pytest.raises(CommandError, match=f"{file.name} is "):
            load(file)


def test_it_refuses_a_bomb_and_a_file_that_is_not_there(tmp_path, code_point, monkeypatch):
    with pytest.raises(CommandError, match="There is no file"):
        load(tmp_path / "none.zip")
    monkeypatch.setattr(postcode_files, "_MOST_BYTES", 100)
    with pytest.raises(CommandError, match="too large"):
        load(code_point)
    assert Postcode.objects.count() == 0


def test_schools_are_placed_by_what_was_loaded(code_point):
    a_school(postcode="SE26 4QH", latitude=51.0, longitude=0.0, precision="outcode")
    load(code_point)
    work()
    school = Organization.objects.get()
    assert school.precision == "postcode"
    assert great_circle((school.latitude, school.longitude), (51.4268, -0.0553)).km < 0.5
