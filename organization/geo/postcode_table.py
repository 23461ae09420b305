"""Fills the tables of postcodes and outward codes."""

from collections.abc import Sequence

from django.db import connection, transaction
from django.db.models import Avg, F, QuerySet, Value
from django.db.models.functions import Length, Replace, Substr

from organization.geo import postcodes
from organization.models import Organization, Outcode, Postcode, Precision

_INSERT = "INSERT INTO organization_postcode (code, latitude, longitude, ended) "
_ON_CONFLICT = """
ON CONFLICT (code) DO UPDATE SET latitude = excluded.latitude, longitude = excluded.longitude, ended = excluded.ended
WHERE (organization_postcode.latitude, organization_postcode.longitude, organization_postcode.ended)
   <> (excluded.latitude, excluded.longitude, excluded.ended)
"""
_FROM_VALUES = _INSERT + "VALUES (%s, %s, %s, %s)" + _ON_CONFLICT
_FROM_COPY = _INSERT + "SELECT code, latitude, longitude, ended FROM incoming_postcode" + _ON_CONFLICT  # noqa: S608  constants alone


@transaction.atomic
def upsert(rows: Sequence[tuple[str, float, float, bool]]) -> None:
    """Write rows of (compact postcode, latitude, longitude, ended), each postcode once. Rows that are the same already stay untouched."""
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.executemany(_FROM_VALUES, rows)
            return
        cursor.execute("CREATE TEMPORARY TABLE IF NOT EXISTS incoming_postcode (LIKE organization_postcode) ON COMMIT DROP")
        cursor.execute("TRUNCATE incoming_postcode")
        with cursor.copy("COPY incoming_postcode (code, latitude, longitude, ended) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(_FROM_COPY)


def derive_outcodes() -> int:
    """Outward codes as the mean of their postcodes, or of the schools' where no postcodes are loaded. Returns how many there are."""
    known: QuerySet[Postcode] | QuerySet[Organization]
    if Postcode.objects.exists():
        known = Postcode.objects.annotate(compact=F("code"))
    else:
        known = placed_schools().annotate(compact=Replace("postcode", Value(" ")), length=Length("postcode")).filter(length__gte=6)
    means = known.annotate(outcode=Substr("compact", 1, Length("compact") - 3)).values_list("outcode")
    rows = means.annotate(Avg("latitude"), Avg("longitude")).order_by("outcode")
    outcodes = [Outcode(code=code, latitude=lat, longitude=lng) for code, lat, lng in rows if postcodes.is_outcode(code)]
    Outcode.objects.bulk_create(
        outcodes, batch_size=1_000, update_conflicts=True, update_fields=["latitude", "longitude"], unique_fields=["code"]
    )
    return len(outcodes)


def placed_schools() -> QuerySet[Organization]:
    """Those whose place is their own: what a mean of others gave away does not come back into means."""
    return Organization.objects.exclude(latitude=None).exclude(precision__in=(Precision.OUTCODE, Precision.TOWN))
