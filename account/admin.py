from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.safestring import SafeString
from redis.exceptions import RedisError
from rest_framework_simplejwt.token_blacklist import admin as _tokens  # noqa: F401  registers what is taken out again below
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken

from account import queries
from account.back_office import is_operator
from account.limits import TooManyAttempts, client_address, sign_in_attempt
from account.models import Activity, ActivityQuerySet, User, UserSession
from edukai.admin import pill


class SignInForm(AdminAuthenticationForm):
    """The back office's sign-in, for operators and under the same limits as the API's."""

    error_messages = AdminAuthenticationForm.error_messages | {
        "invalid_login": "This is not the e-mail address and password of an operator."
    }

    def clean(self) -> dict[str, Any]:
        try:
            email = User.objects.normalize_email(self.cleaned_data.get("username"))
            with sign_in_attempt(email, client_address(cast(HttpRequest, self.request))):
                return super().clean()
        except TooManyAttempts as error:
            raise ValidationError(str(error.detail)) from None
        except RedisError:
            raise ValidationError("Signing in is not possible right now, please try again in a moment.") from None

    def confirm_login_allowed(self, user: AbstractBaseUser) -> None:
        if not is_operator(cast(User, user)):
            raise self.get_invalid_login_error()


class UserCreationForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email",)


@admin.register(User)
class AccountAdmin(UserAdmin):
    add_form = UserCreationForm
    list_display = ("email", "first_name", "last_name", "role", "is_active", "last_login")
    list_filter = ("role", "is_active")
    search_fields = ("email", "first_name", "last_name")
    ordering = ("email",)
    readonly_fields = ("last_login", "date_joined", "updated_at")
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "gender", "country")}),
        (
            "Rights",
            {"fields": ("role", "is_active"), "description": "Operators may do everything; others have a profile."},
        ),
        ("Dates", {"fields": ("last_login", "date_joined", "updated_at")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "first_name", "last_name", "role", "password1", "password2")}),)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Nobody shuts themselves out by mistake."""
        return (*self.readonly_fields, *(("role", "is_active") if obj == request.user else ()))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return obj != request.user


@admin.register(UserSession)
class UserSessionAdmin(admin.ModelAdmin):
    """Deleting a session signs it out."""

    list_display = ("user", "created_at", "refreshed_at", "expires_at")
    list_select_related = ("user",)
    search_fields = ("user__email",)

    def has_add_permission(self, request: Any) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False


@admin.register(Activity)
class ActivityAdmin(admin.ModelAdmin):
    """The log as operators see it; nobody writes in it."""

    list_display = ("created_at", "weight", "title", "message", "event_type", "is_read")
    list_filter = ("severity", "event_type", "is_read")
    search_fields = ("title", "message", "candidate_id", "batch_id", "organization_id")

    @admin.display(description="Severity", ordering="severity")
    def weight(self, entry: Activity) -> SafeString:
        return pill(entry.severity)

    def get_queryset(self, request: HttpRequest) -> ActivityQuerySet:
        return queries.activity()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Activity | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Activity | None = None) -> bool:
        return False


admin.site.login_form = SignInForm
admin.site.unregister(Group)  # roles decide, not groups
admin.site.unregister((OutstandingToken, BlacklistedToken))  # they show tokens; signing somebody out is deleting a session
