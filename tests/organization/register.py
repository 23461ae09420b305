"""The government's register of schools as it is downloaded: its columns in its order, and its wordings.

Source: https://get-information-schools.service.gov.uk/Downloads (edubasealldata)
"""

COLUMNS = tuple(
    """URN|LA (code)|LA (name)|EstablishmentNumber|EstablishmentName|TypeOfEstablishment (code)|TypeOfEstablishment (name)
EstablishmentTypeGroup (code)|EstablishmentTypeGroup (name)|EstablishmentStatus (code)|EstablishmentStatus (name)
ReasonEstablishmentOpened (code)|ReasonEstablishmentOpened (name)|OpenDate|ReasonEstablishmentClosed (code)
ReasonEstablishmentClosed (name)|CloseDate|PhaseOfEducation (code)|PhaseOfEducation (name)|StatutoryLowAge|StatutoryHighAge
Boarders (code)|Boarders (name)|NurseryProvision (name)|OfficialSixthForm (code)|OfficialSixthForm (name)|Gender (code)|Gender (name)
ReligiousCharacter (code)|ReligiousCharacter (name)|ReligiousEthos (name)|Diocese (code)|Diocese (name)|AdmissionsPolicy (code)
AdmissionsPolicy (name)|SchoolCapacity|SpecialClasses (code)|SpecialClasses (name)|CensusDate|NumberOfPupils|NumberOfBoys
NumberOfGirls|PercentageFSM|TrustSchoolFlag (code)|TrustSchoolFlag (name)|Trusts (code)|Trusts (name)|SchoolSponsorFlag (name)
SchoolSponsors (name)|FederationFlag (name)|Federations (code)|Federations (name)|UKPRN|FEHEIdentifier|FurtherEducationType (name)
OfstedLastInsp|OfstedSpecialMeasures (code)|OfstedSpecialMeasures (name)|LastChangedDate|Street|Locality|Address3|Town
County (name)|Postcode|SchoolWebsite|TelephoneNum|HeadTitle (name)|HeadFirstName|HeadLastName|HeadPreferredJobTitle
BSOInspectorateName (name)|InspectorateReport|DateOfLastInspectionVisit|NextInspectionVisit|TeenMoth (name)|TeenMothPlaces|CCF (name)
SENPRU (name)|EBD (name)|PlacesPRU|FTProv (name)|EdByOther (name)|Section41Approved (name)|SEN1 (name)|SEN2 (name)|SEN3 (name)
SEN4 (name)|SEN5 (name)|SEN6 (name)|SEN7 (name)|SEN8 (name)|SEN9 (name)|SEN10 (name)|SEN11 (name)|SEN12 (name)|SEN13 (name)
TypeOfResourcedProvision (name)|ResourcedProvisionOnRoll|ResourcedProvisionCapacity|SenUnitOnRoll|SenUnitCapacity|GOR (code)
GOR (name)|DistrictAdministrative (code)|DistrictAdministrative (name)|AdministrativeWard (code)|AdministrativeWard (name)
ParliamentaryConstituency (code)|ParliamentaryConstituency (name)|UrbanRural (code)|UrbanRural (name)|GSSLACode (name)|Easting
Northing|MSOA (name)|LSOA (name)|InspectorateName (name)|SENStat|SENNoStat|BoardingEstablishment (name)|PropsName|PreviousLA (code)
PreviousLA (name)|PreviousEstablishmentNumber|OfstedRating (name)|RSCRegion (name)|Country (name)|UPRN|SiteName|QABName (code)
QABName (name)|EstablishmentAccredited (code)|EstablishmentAccredited (name)|QABReport|CHNumber|MSOA (code)|LSOA (code)|FSM
AccreditationExpiryDate""".replace("\n", "|").split("|")
)

# Every wording of the register, and what it is here.
PHASES = {
    "Not applicable": "not_applicable",
    "Nursery": "nursery",
    "Primary": "primary",
    "Middle deemed primary": "middle_deemed_primary",
    "Secondary": "secondary",
    "Middle deemed secondary": "middle_deemed_secondary",
    "16 plus": "16_plus",
    "All-through": "all_through",
}
GENDERS = {"": "mixed", "Boys": "boys", "Girls": "girls", "Mixed": "mixed", "Not applicable": "not_applicable"}

_USUAL = {
    "LA (code)": "201",
    "LA (name)": "City of London",
    "EstablishmentNumber": "3614",
    "TypeOfEstablishment (name)": "Voluntary aided school",
    "EstablishmentStatus (code)": "1",
    "EstablishmentStatus (name)": "Open",
    "PhaseOfEducation (code)": "2",
    "PhaseOfEducation (name)": "Primary",
    "Gender (code)": "3",
    "Gender (name)": "Mixed",
    "ReligiousCharacter (name)": "Does not apply",
    "Street": "St James's Passage",
    "Locality": "Duke's Place",
    "Address3": "Aldgate",
    "Town": "London",
    "Postcode": "EC3A 5DE",
    "SchoolWebsite": "www.school.example",
    "TelephoneNum": "02072831147",
    "HeadFirstName": "Amy",
    "Easting": "533498",
    "Northing": "181201",
    "PreviousLA (name)": "Not applicable",
    "SiteName": "Upper site",
}


def row(**cells: str) -> list[str]:
    """A line of the register with these cells."""
    assert cells.keys() <= set(COLUMNS)
    return [({**_USUAL, **cells}).get(column, "") for column in COLUMNS]
