from django.urls import path

from organization import views

urlpatterns = [
    path("", views.OrganizationList.as_view(), name="organizations"),
    path("import/", views.OrganizationImport.as_view(), name="organization-import"),
    path("import/contacts/", views.ContactImport.as_view(), name="contact-import"),
    path("import/status/<str:task_id>/", views.ImportStatus.as_view(), name="import-status"),
    path("contacts/", views.ContactList.as_view(), name="contacts"),
    path("contacts/<str:id>/", views.ContactDetail.as_view(), name="contact"),
    path("<str:id>/", views.OrganizationDetail.as_view(), name="organization"),
    path("<str:id>/contacts/", views.OrganizationContacts.as_view(), name="organization-contacts"),
]
