import pytest
from django.db import IntegrityError, connection, transaction

from edukai.errors import PermanentError
from organization.imports import import_organizations, plan_organizations, read_sheet
from organization.models import Organization, Precision
from organization.sheets import UNUSABLE
from tests.organization.sheets import SCHOOLS, as_csv, schools, sheet, xlsx

pytestmark = pytest.mark.django_db

PARK = (100001, "Park Primary School", "Leeds", "Primary", "Mixed", "Park Row", "Leeds", "LS1 5HD", 1132496000)
HILL = (100002, "Hill High School", "Leeds", "Secondary", "Girls", "Hill Lane", "Leeds", "LS2 9JT", 1132496001)


def counts(report) -> tuple[int, int, int, int]:
    return report.total_rows, report.created, report.updated, report.skipped


def test_it_creates_what_the_sheet_says():
    assert counts(import_organizations(schools(PARK, HILL))) == (2, 2, 0, 0)
    park = Organization.objects.get(urn="100001")
    assert (park.name, park.local_authority, park.phase, park.gender) == ("Park Primary School", "Leeds", "primary", "mixed")
    assert (park.street, park.town, park.postcode, park.telephone) == ("Park Row", "Leeds", "LS1 5HD", "01132496000")


def test_it_creates_nothing_the_second_time():
    import_organizations(schools(PARK, HILL))
    before = list(Organization.objects.order_by("pk").values())
    report = import_organizations(schools(PARK, HILL))
    assert counts(report) == (2, 0, 0, 2)
    assert report.unchanged == 2
    assert list(Organization.objects.order_by("pk").values()) == before


def test_it_updates_what_changed_and_leaves_what_the_sheet_does_not_mention():
    import_organizations(schools(PARK, HILL))
    report = import_organizations(
        sheet(("URN", "OrganizationName", "LocalAuthority", "Gender"), (100002, "Hill Academy", "Leeds", "Mixed"))
    )
    assert counts(report) == (1, 0, 1, 0)
    hill = Organization.objects.get(urn="100002")
    assert (hill.name, hill.gender, hill.phase, hill.telephone) == ("Hill Academy", "mixed", "secondary", "01132496001")


def test_it_knows_a_school_without_urn_by_name_and_authority_in_any_case():
    import_organizations(schools(PARK))
    report = import_organizations(schools(("", "PARK primary school", "LEEDS", "Nursery")))
    assert counts(report) == (1, 0, 1, 0)
    park = Organization.objects.get()
    assert (park.urn, park.phase) == ("100001", "nursery")


def test_it_takes_a_new_urn_for_the_same_school_but_not_for_its_namesake():
    import_organizations(schools(PARK))
    assert counts(import_organizations(schools((200001, *PARK[1:])))) == (1, 0, 1, 0)
    report = import_organizations(schools((200001, *PARK[1:]), (200002, *PARK[1:])))
    assert counts(report) == (2, 0, 0, 2)
    [problem] = report.problems
    assert (problem.row, problem.value) == (3, "Park Primary School")
    assert "another school" in problem.reason


def test_it_says_which_row_said_the_same():
    report = import_organizations(schools(PARK, PARK))
    assert counts(report) == (2, 1, 0, 1)
    assert [(problem.row, problem.reason) for problem in report.problems] == [(3, "is the same school as in row 2")]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (1132496000, "01132496000"),
        (1132496000.0, "01132496000"),
        ("0113 249 6000", "01132496000"),
        ("+44 (0)113 249 6000", "01132496000"),
        ("0044 113 2496000", "01132496000"),
        ("0113-249-6000 ext. 12", "01132496000 ext 12"),
        ("+353 1 234 5678", "+35312345678"),
        ("N/A", ""),
        ("n/a ", ""),
        ("0", ""),
        (None, ""),
    ],
)
def test_it_reads_telephones_as_people_type_them(typed, kept):
    report = import_organizations(schools((*PARK[:-1], typed)))
    assert report.problems == []
    assert Organization.objects.get().telephone == kept


@pytest.mark.parametrize(("typed", "kept"), [("ls15hd", "LS1 5HD"), ("LS1  5HD ", "LS1 5HD"), ("\u00a0ls1\u00a05hd", "LS1 5HD"), ("-", "")])
def test_it_reads_postcodes_as_people_type_them(typed, kept):
    import_organizations(schools((*PARK[:7], typed)))
    assert Organization.objects.get().postcode == kept


@pytest.mark.parametrize(
    ("phase", "gender", "kept"),
    [
        ("All-through", "BOYS", ("all_through", "boys")),
        ("All through", "girls", ("all_through", "girls")),
        ("16 plus", "Mixed", ("16_plus", "mixed")),
        ("16_plus", "Co-ed", ("16_plus", "mixed")),
        ("Middle deemed secondary", "", ("middle_deemed_secondary", "mixed")),
        ("", "Not applicable", ("not_applicable", "not_applicable")),
    ],
)
def test_it_reads_phases_and_genders_in_any_wording(phase, gender, kept):
    assert import_organizations(schools((*PARK[:3], phase, gender))).problems == []
    school = Organization.objects.get()
    assert (school.phase, school.gender) == kept


def test_it_skips_a_bad_row_and_takes_the_rest():
    report = import_organizations(schools(PARK, (100003, "", "Leeds"), (100004, "x" * 301, "Leeds"), HILL))
    assert counts(report) == (4, 2, 0, 2)
    found = [(problem.row, problem.column, problem.reason, problem.skipped) for problem in report.problems]
    assert found == [(3, "OrganizationName", "is missing", True), (4, "OrganizationName", "is longer than 300 characters", True)]


def test_it_takes_a_row_without_the_value_that_is_bad_and_says_so():
    report = import_organizations(schools((*PARK[:3], "Banana", "Mixed", "", "", "nowhere", "ask the office")))
    assert counts(report) == (1, 1, 0, 0)
    found = [(problem.column, problem.value, problem.skipped) for problem in report.problems]
    assert found == [("Phase", "Banana", False), ("Postcode", "nowhere", False), ("TelephoneNumber", "ask the office", False)]
    assert Organization.objects.get().phase == "not_applicable"


def test_it_shows_a_thousand_problems_and_keeps_all():
    report = import_organizations(schools(*[(number, "", "Leeds") for number in range(1, 1_202)]))
    summary = report.summary()
    assert (len(summary["errors"]), summary["errors_total"], summary["organizations_skipped"]) == (1_000, 1_201, 1_201)
    assert len(report.as_csv().decode("utf-8-sig").splitlines()) == 1_202


def test_it_makes_no_formulas_in_the_list_of_problems():
    report = import_organizations(schools((*PARK[:3], "=HYPERLINK(0)")))
    report = import_organizations(read_sheet(as_csv([SCHOOLS, (*PARK[:3], "=HYPERLINK(0)")]), "a.csv"))
    assert ",'=HYPERLINK(0)," in report.as_csv().decode("utf-8-sig")


def test_it_writes_nothing_on_a_dry_run():
    assert counts(import_organizations(schools(PARK, HILL), dry_run=True)) == (2, 2, 0, 0)
    assert not Organization.objects.exists()


def test_it_reports_progress():
    seen = []
    import_organizations(
        schools(*[(number, f"School {number}", "Leeds") for number in range(1, 2_502)]), progress=lambda *step: seen.append(step)
    )
    assert seen == [(0, 2_501), (1_000, 2_501), (2_000, 2_501)]


def test_it_finds_the_header_below_titles_and_on_any_page():
    book = xlsx(
        [["Notes"], ["nothing here"]],
        [["Schools of Leeds, 2026"], [], ["urn ", "Organization  Name", "LOCAL-AUTHORITY"], PARK[:3], [], [None, "  "], HILL[:3]],
    )
    assert counts(import_organizations(read_sheet(book, "book.xlsx"))) == (2, 2, 0, 0)


def test_it_takes_the_register_as_it_is_downloaded():
    header = (
        "URN", "LA (code)", "LA (name)", "EstablishmentNumber", "EstablishmentName", "EstablishmentStatus (name)",
        "PhaseOfEducation (name)", "Gender (name)", "Street", "Locality", "Address3", "Town", "County (name)",
        "Postcode", "TelephoneNum", "Easting", "Northing",
    )  # fmt: skip
    rows = [
        ("100000", "201", "City of London", "3614", "Aldgate \u2019s School", "Open", "Primary", "Mixed", "St James's Passage",
         "Duke's Place", "", "London", "", "EC3A 5DE", "2072831147", "533498", "181201"),
        ("100009", "201", "City of London", "1", "Gone School", "Closed", "Primary", "Mixed", "", "", "", "", "", "", "", "0", "0"),
    ]  # fmt: skip
    report = import_organizations(read_sheet(as_csv([header, *rows], "cp1252"), "edubasealldata.csv"))
    assert (*counts(report), report.closed) == (2, 1, 0, 1, 1)
    school = Organization.objects.get()
    assert (school.name, school.address_line_1, school.telephone) == ("Aldgate \u2019s School", "Duke's Place", "02072831147")
    assert school.precision == Precision.GRID
    assert (school.latitude, school.longitude) == (pytest.approx(51.5140, abs=1e-3), pytest.approx(-0.0775, abs=1e-3))


def test_it_forgets_the_place_of_a_school_that_moved():
    header = (*SCHOOLS[:3], "Street", "Easting", "Northing")
    import_organizations(sheet(header, (*PARK[:3], "Park Row", 430000, 433500)))
    assert Organization.objects.get().latitude is not None
    import_organizations(schools((*PARK[:5], "Elsewhere")))
    park = Organization.objects.get()
    assert (park.latitude, park.longitude, park.precision, park.easting) == (None, None, "", None)


@pytest.mark.parametrize(("encoding", "delimiter"), [("utf-8", ","), ("utf-8-sig", ";"), ("cp1252", ","), ("utf-16", "\t")])
def test_it_reads_csv_in_the_encodings_of_spreadsheets(encoding, delimiter):
    rows = [SCHOOLS, (100001, "Ysgol Bryn T\u00ear", "Powys")]
    import_organizations(read_sheet(as_csv(rows, encoding, delimiter), "schools.csv"))
    assert Organization.objects.get().name == "Ysgol Bryn T\u00ear"


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "a.xlsx", "empty"),
        (b"%PDF-1.7 hello", "a.xlsx", "not a workbook"),
        (b"PK\x03\x04 broken off", "a.xlsx", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls", "not a workbook"),
        (b"\x00\x01\x02", "a.csv", "not a text file"),
        (b"Name,Age\nAmy,3\n", "a.csv", "columns OrganizationName, LocalAuthority"),
    ],
)
def test_it_refuses_in_one_sentence_what_is_no_such_sheet(tmp_path, content, name, reason):
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(PermanentError, match=reason) as error, (tmp_path / "file").open("rb") as file:
        import_organizations(read_sheet(file, name))
    assert error.value.code == UNUSABLE


def test_it_takes_everything_or_nothing():
    import_organizations(schools(PARK))
    plan = plan_organizations(schools((*PARK[:3], "Nursery"), HILL))
    Organization.objects.create(name="HILL HIGH SCHOOL", local_authority="leeds")  # by somebody else, meanwhile
    with pytest.raises(IntegrityError), transaction.atomic():
        plan.write()
    assert Organization.objects.get(urn="100001").phase == "primary"
    assert Organization.objects.count() == 2


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL has statistics that grow old")
def test_it_lets_the_database_know_how_many_rows_there_are_now():
    import_organizations(schools(*[(number, f"School {number}", "Leeds") for number in range(1, 2_502)]))
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'organization_organization'")
        assert cursor.fetchone() == (2_501,)
