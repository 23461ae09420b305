from typing import Any
from uuid import UUID

from django.core.files import File
from django.db import IntegrityError, transaction
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.validators import UniqueValidator

from account import passwords, pictures
from account.models import EMAIL_TAKEN, MOST_ACTIVITY, Activity, Gender, User
from edukai.errors import PermanentError


class EmailField(serializers.EmailField):
    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 254, **options})

    def to_internal_value(self, data: Any) -> str:
        return User.objects.normalize_email(super().to_internal_value(data))


class PasswordField(serializers.CharField):
    def __init__(self, **options: Any) -> None:
        options |= {"trim_whitespace": False, "max_length": passwords.MOST_CHARACTERS, "write_only": True}
        super().__init__(style={"input_type": "password"}, **options)


class PictureField(serializers.FileField):
    """A picture file; the validated value is a JPEG made anew, as bytes."""

    def to_internal_value(self, data: Any) -> bytes:  # type: ignore[override]
        file: File = super().to_internal_value(data)
        try:
            return pictures.normalise(file)
        except PermanentError as error:
            raise ValidationError(error.message) from None


class UserSerializer(serializers.ModelSerializer[User]):
    full_name = serializers.CharField(read_only=True)
    gender = serializers.ChoiceField(Gender.choices, allow_blank=True, read_only=True)
    profile_pic_url = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = (
            "id",
            "email",
            "first_name",
            "last_name",
            "full_name",
            "gender",
            "country",
            "profile_pic_url",
            "role",
            "date_joined",
            "updated_at",
        )
        read_only_fields = fields

    def get_profile_pic_url(self, user: User) -> str | None:
        """Signed, and good for a short time."""
        return pictures.url(user)


class ProfileSerializer(serializers.ModelSerializer[User]):
    first_name = serializers.CharField(max_length=150)
    last_name = serializers.CharField(max_length=150)
    profile_pic = PictureField(
        required=False, allow_null=True, write_only=True, help_text="JPEG, PNG or WebP, at most 5 MB; null takes it away."
    )

    class Meta:
        model = User
        fields: tuple[str, ...] = ("first_name", "last_name", "gender", "country", "profile_pic")
        # Without the value that was sent: it need not even be text that can be encoded.
        extra_kwargs = {"gender": {"error_messages": {"invalid_choice": f"One of {', '.join(Gender.values)}, or empty."}}}

    def update(self, instance: User, validated_data: dict[str, Any]) -> User:
        changed, old = [*validated_data, "updated_at"], instance.profile_pic
        if "profile_pic" in validated_data:
            jpeg = validated_data.pop("profile_pic")
            instance.profile_pic = pictures.store(jpeg) if jpeg else ""
        for name, value in validated_data.items():
            setattr(instance, name, value)
        instance.save(update_fields=changed)
        if old and old != instance.profile_pic:
            pictures.discard(old)
        return instance


class RegisterSerializer(ProfileSerializer):
    email = EmailField(validators=[UniqueValidator(User.objects.all(), message=EMAIL_TAKEN)])
    password = PasswordField()
    password_confirm = PasswordField()

    class Meta(ProfileSerializer.Meta):
        fields = ("email", "password", "password_confirm", *ProfileSerializer.Meta.fields)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        _same(attrs, "password", attrs.pop("password_confirm"))
        named = {name: attrs[name] for name in ("email", "first_name", "last_name")}
        passwords.check(attrs["password"], User(**named), field="password")
        return attrs

    def create(self, validated_data: dict[str, Any]) -> User:
        picture = validated_data.pop("profile_pic", None)
        try:
            with transaction.atomic():
                user = User.objects.create_user(**validated_data)
        except IntegrityError:  # somebody registered the same address a moment ago
            raise ValidationError({"email": [EMAIL_TAKEN]}) from None
        return self.update(user, {"profile_pic": picture}) if picture else user


class LoginSerializer(serializers.Serializer):
    email = EmailField()
    password = PasswordField()


class PasswordUpdateSerializer(serializers.Serializer):
    """`context["user"]` is whose password it is."""

    old_password = PasswordField()
    new_password = PasswordField()
    new_password_confirm = PasswordField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        _same(attrs, "new_password", attrs["new_password_confirm"])
        return attrs


class EmailSerializer(serializers.Serializer):
    email = EmailField()


class VerifyCodeSerializer(serializers.Serializer):
    email = EmailField()
    otp = serializers.RegexField(r"^[0-9]{6}$", error_messages={"invalid": "The code has 6 digits."})


class ResetPasswordSerializer(serializers.Serializer):
    email = EmailField()
    reset_token = serializers.CharField(required=False, allow_blank=True, max_length=200, help_text="In place of the cookie.")
    new_password = PasswordField()
    new_password_confirm = PasswordField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        _same(attrs, "new_password", attrs["new_password_confirm"])
        return attrs


class ActivitySerializer(serializers.ModelSerializer[Activity]):
    class Meta:
        model = Activity
        fields = (
            "id",
            "event_type",
            "severity",
            "title",
            "message",
            "is_read",
            "candidate_id",
            "batch_id",
            "organization_id",
            "created_at",
        )
        read_only_fields = fields


class _IdField(serializers.UUIDField):
    def to_internal_value(self, data: Any) -> UUID:
        if not isinstance(data, str):  # Django REST framework takes a number for a UUID too
            self.fail("invalid", value=data)
        return super().to_internal_value(data)


class MarkReadSerializer(serializers.Serializer):
    ids = serializers.ListField(
        child=_IdField(), required=False, max_length=MOST_ACTIVITY, help_text="Left out = all. Those that are gone do no harm."
    )


def _same(attrs: dict[str, Any], field: str, again: str) -> None:
    if attrs[field] != again:
        raise ValidationError({f"{field}_confirm": ["The two passwords are not the same."]})
