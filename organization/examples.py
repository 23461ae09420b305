"""Examples for the OpenAPI schema, by the name of a component, or by operation and "request" or status; a text is a `detail`."""

from typing import Any

LISTED = {
    "id": "057fbdb6-d2dd-4c34-845b-a9531c85cee1", "urn": "900001", "name": "Ash Grove School", "local_authority": "Leeds",
    "phase": "secondary", "gender": "mixed", "town": "Leeds", "postcode": "LS1 4AP", "telephone": "01632 960001", "contact_count": 1,
    "created_at": "2026-02-16T10:00:00Z",
}  # fmt: skip
PERSON = {"contact_person": "Ann Lee", "job_title": "Head teacher", "work_email": "head@ashgrove.example"}
SCHOOL = LISTED | {
    "street": "12 Ash Grove", "address_line_1": "", "address_line_2": "", "county": "West Yorkshire", "latitude": 53.7965,
    "longitude": -1.5478, "precision": "postcode", "contacts": [{"id": "9984dad2-0d10-4976-b9b5-7a37b131f8a0", **PERSON}],
    "updated_at": "2026-02-16T10:00:00Z",
}  # fmt: skip
CONTACT = {
    "id": "9984dad2-0d10-4976-b9b5-7a37b131f8a0", "organization": LISTED["id"], **PERSON, "created_at": "2026-02-16T10:05:00Z",
    "updated_at": "2026-02-16T10:05:00Z",
}  # fmt: skip
WRITTEN = ("name", "local_authority", "urn", "phase", "gender", "telephone", "street", "town", "county", "postcode")
NAME_TAKEN = {"name": ["There is one of this name in this local authority."]}
EMAIL_TAKEN = {"work_email": ["Another contact has this e-mail address."]}
EXAMPLES: dict[str, Any] = {
    "SheetRequest": {"file": "schools.xlsx"},
    "ListedOrganization": LISTED,
    "organizations_list 400": {"phase": ["Select a valid choice. tertiary is not one of the available choices."]},
    "OrganizationRequest": {name: SCHOOL[name] for name in WRITTEN},
    "organizations_create 400": NAME_TAKEN,
    "Organization": SCHOOL,
    "PatchedOrganizationRequest": {"street": "14 Ash Grove", "telephone": "01632 960002"},
    "organizations_partial_update 200": SCHOOL | {
        "street": "14 Ash Grove", "telephone": "01632 960002", "latitude": None, "longitude": None, "precision": "",
    },
    "organizations_partial_update 400": NAME_TAKEN,
    "organizations_destroy 200": {"message": "The organization and its contacts have been deleted."},
    "Contact": CONTACT,
    "ContactRequest": PERSON,
    "organizations_contacts_create 400": EMAIL_TAKEN,
    "ListedContact": CONTACT | {"organization": LISTED},
    "PatchedContactRequest": {"job_title": "Deputy head"},
    "organizations_contacts_list 400": {"gender": ["Select a valid choice. any is not one of the available choices."]},
    "organizations_contacts_partial_update 200": CONTACT | {"job_title": "Deputy head"},
    "organizations_contacts_partial_update 400": EMAIL_TAKEN,
    "organizations_contacts_destroy 200": {"message": "The contact has been deleted."},
    "ImportStarted": {
        "message": "The file is being imported.", "task_id": "5b0f3b1c-7c1e-4f0a-9a43-1f6b2d9e8c77",
        "note": "Follow it at /api/organizations/import/status/5b0f3b1c-7c1e-4f0a-9a43-1f6b2d9e8c77/.",
    },
    "organizations_import_create 400": {"file": ["No file was submitted."]},
    "organizations_import_contacts_create 400": {"file": ["No file was submitted."]},
    "ImportStatus": {
        "status": "completed", "progress": {"done": 1_200, "total": 1_200}, "error": "",
        "summary": {
            "total_rows": 1_200, "organizations_created": 1_190, "organizations_updated": 4, "organizations_skipped": 1,
            "organizations_unchanged": 5, "organizations_closed": 0, "errors_total": 1,
            "errors": [
                {
                    "sheet": "Schools", "row": 17, "column": "LocalAuthority", "value": "", "reason": "is missing",
                    "skipped": True,
                },
            ],
        },
        "errors_url": "http://127.0.0.1:8000/files/WyJpbXBvcnRzIl0?signature=1xWewo",
    },
}  # fmt: skip
