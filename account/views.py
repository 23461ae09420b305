from collections.abc import Sequence
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import authenticate
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema, inline_serializer
from rest_framework import generics, serializers
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import BaseParser
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from account import activity, auth, password_reset, passwords, queries, sessions
from account.flows import PASSWORD_RESET
from account.limits import by_address, client_address, sign_in_attempt
from account.models import Activity, User, UserSession
from account.parsers import PictureParser
from account.serializers import (
    ActivitySerializer,
    EmailSerializer,
    LoginSerializer,
    MarkReadSerializer,
    PasswordUpdateSerializer,
    ProfileSerializer,
    RegisterSerializer,
    ResetPasswordSerializer,
    UserSerializer,
    VerifyCodeSerializer,
)
from edukai.api import JSONParser, Pages
from edukai.jobs.control import enqueue
from edukai.schema import DetailSerializer, ErrorsSerializer

MESSAGE = inline_serializer("Message", {"message": serializers.CharField()})
SIGNED_IN = inline_serializer("SignedIn", {"message": serializers.CharField(), "user": UserSerializer()})
PROFILE = inline_serializer("ProfileUpdated", {"message": serializers.CharField(), "data": UserSerializer()})
CODE_REQUESTED = inline_serializer(
    "CodeRequested",
    {"detail": serializers.CharField(), "retry_after": serializers.IntegerField(), "remaining_requests": serializers.IntegerField()},
)
WRONG_CODE = inline_serializer("WrongCode", {"detail": serializers.CharField(), "attempts_remaining": serializers.IntegerField()})
CODE_REFUSED = PolymorphicProxySerializer("CodeRefused", [WRONG_CODE, ErrorsSerializer], None)
CODE_VERIFIED = inline_serializer("CodeVerified", {"detail": serializers.CharField(), "reset_token": serializers.CharField()})
MARKED = inline_serializer("ActivityMarkedRead", {"message": serializers.CharField(), "updated": serializers.IntegerField()})


class PublicView(APIView):
    """For everybody: a token that ran out does not stop anybody from signing in again."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    parser_classes: Sequence[type[BaseParser]] = (JSONParser,)


class OwnView(APIView):
    """For whoever is signed in, about their own account."""

    permission_classes = (IsAuthenticated,)
    parser_classes: Sequence[type[BaseParser]] = (JSONParser,)


class Register(PublicView):
    parser_classes = (JSONParser, PictureParser)

    @extend_schema(request=RegisterSerializer, responses={201: SIGNED_IN, 429: DetailSerializer})
    def post(self, request: Request) -> Response:
        """Register.

        Makes an account with the role normaluser and signs it in: sets the same cookies as signing in.
        """
        by_address("register").hit(client_address(request))
        serializer = RegisterSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        return _signed_in(serializer.save(), "Your account has been created.", status=201)


class Login(PublicView):
    @extend_schema(request=LoginSerializer, responses={200: SIGNED_IN, 401: DetailSerializer, 429: DetailSerializer})
    def post(self, request: Request) -> Response:
        """Sign in.

        Sets the cookies `access_token` and `refresh_token`, which no script can read. Too many wrong passwords: 429.
        """
        given = _checked(LoginSerializer(data=request.data))
        with sign_in_attempt(given["email"], client_address(request)):
            user = authenticate(request, username=given["email"], password=given["password"])
            if user is None:
                raise sessions.SignedOut("The e-mail address or the password is wrong.")
        return _signed_in(user, "You are signed in.")


class Logout(OwnView):
    @extend_schema(request=None, responses={200: MESSAGE, 400: DetailSerializer})
    def post(self, request: Request) -> Response:
        """Sign out.

        Ends this session: its tokens are refused from now on, and the cookies are cleared.
        """
        refresh_token = request.COOKIES.get(auth.REFRESH_COOKIE)
        if not refresh_token:
            raise ValidationError({"detail": "There is no refresh_token cookie."})
        sessions.sign_out(cast(UserSession, request.auth), refresh_token)
        response = Response({"message": "You are signed out."})
        auth.clear_cookies(response)
        return response


class Refresh(PublicView):
    @extend_schema(request=None, responses={200: MESSAGE, 401: DetailSerializer, 403: DetailSerializer})
    def post(self, request: Request) -> Response:
        """Go on with a session.

        Sets new cookies for the cookie `refresh_token`, which is then used up. Needs no access token, which may have expired.
        """
        auth.refuse_cross_site(request)
        tokens = sessions.rotate(request.COOKIES.get(auth.REFRESH_COOKIE, ""))
        response = Response({"message": "Your session goes on."})
        auth.set_cookies(response, tokens)
        return response


class Me(OwnView):
    @extend_schema(responses=UserSerializer)
    def get(self, request: Request) -> Response:
        """Your own account.

        Name, role and picture of whoever is signed in. The link to the picture expires.
        """
        return Response(UserSerializer(_me(request)).data)


class ProfileUpdate(OwnView):
    parser_classes = (JSONParser, PictureParser)

    @extend_schema(request=ProfileSerializer, responses=PROFILE)
    def patch(self, request: Request) -> Response:
        """Change your own account.

        Name, gender, country or picture; what is left out stays as it is. A picture comes in a form, `null` takes it away.
        """
        serializer = ProfileSerializer(_me(request), data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        return Response({"message": "Your profile has been updated.", "data": UserSerializer(serializer.save()).data})


class PasswordUpdate(OwnView):
    @extend_schema(request=PasswordUpdateSerializer, responses={200: MESSAGE, 429: DetailSerializer})
    def post(self, request: Request) -> Response:
        """Change your password.

        Every session of the user ends, this one too.
        """
        user, given = _me(request), _checked(PasswordUpdateSerializer(data=request.data))
        with sign_in_attempt(user.email, client_address(request)):
            if not user.check_password(given["old_password"]):
                raise ValidationError({"old_password": ["This is not your password."]})
        passwords.check(given["new_password"], user, field="new_password")
        passwords.change(user, given["new_password"])
        response = Response({"message": "Your password has been changed. Please sign in again."})
        auth.clear_cookies(response)
        return response


class ForgotPassword(PublicView):
    @extend_schema(request=EmailSerializer, responses={200: CODE_REQUESTED, 429: CODE_REQUESTED})
    def post(self, request: Request) -> Response:
        """Ask for a code to set a new password.

        The code comes by mail. The answer does not tell whether there is such an account.
        """
        email = _checked(EmailSerializer(data=request.data))["email"]
        state = password_reset.count_request(email, client_address(request))
        enqueue(PASSWORD_RESET, args={"email": email})
        return Response({"detail": "If there is an account with this e-mail address, a code is on its way.", **state})


class VerifyCode(PublicView):
    @extend_schema(
        request=VerifyCodeSerializer, responses={200: CODE_VERIFIED, 400: CODE_REFUSED, 403: DetailSerializer, 429: DetailSerializer}
    )
    def post(self, request: Request) -> Response:
        """Trade the code for a reset token.

        The token comes in the answer and as the cookie `password_reset`. After too many wrong codes a new one is needed: 403.
        """
        given = _checked(VerifyCodeSerializer(data=request.data))
        token = password_reset.verify_code(given["email"], given["otp"], client_address(request))
        response = Response({"detail": "The code is right. You can set a new password now.", "reset_token": token})
        auth.set_cookie(response, auth.RESET_COOKIE, token, settings.OTP_TTL_SECONDS)
        return response


class ResetPassword(PublicView):
    @extend_schema(request=ResetPasswordSerializer, responses={200: DetailSerializer, 403: DetailSerializer})
    def post(self, request: Request) -> Response:
        """Set a new password.

        With the reset token, from the cookie or in the body. Every session of the user ends.
        """
        given = _checked(ResetPasswordSerializer(data=request.data))
        token = given.get("reset_token")
        if not token:
            auth.refuse_cross_site(request)
            token = request.COOKIES.get(auth.RESET_COOKIE, "")
        password_reset.reset(given["email"], token, given["new_password"])
        response = Response({"detail": "Your password has been changed. Please sign in."})
        auth.clear_cookies(response)
        return response


class ActivityPages(Pages):
    """Says beside `pagination` how many entries nobody has read, on whatever page and whatever the filter."""

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        page = super().get_paginated_response_schema(schema)
        page["properties"]["unread_count"] = {"type": "integer"}
        page["required"].append("unread_count")
        return page

    def get_paginated_response(self, data: Any) -> Response:
        unread = queries.activity().filter(is_read=False).count()
        return Response({"pagination": self.facts(), "unread_count": unread, "results": data})


class ActivityList(generics.ListAPIView[Activity]):
    """List what happened.

    The last 1,000 entries, newest first, which all operators share; `unread_count` is of all of them.
    """

    queryset = queries.activity()
    serializer_class = ActivitySerializer
    filterset_class = queries.ActivityFilters
    pagination_class = ActivityPages


class ActivityMarkRead(APIView):
    parser_classes = (JSONParser,)

    @extend_schema(request=MarkReadSerializer, responses=MARKED)
    def post(self, request: Request) -> Response:
        """Mark entries as read.

        Those of `ids`, or all when it is left out.
        """
        updated = activity.mark_read(_checked(MarkReadSerializer(data=request.data)).get("ids"))
        return Response({"message": f"Marked as read: {updated}.", "updated": updated})


def _me(request: Request) -> User:
    return cast(User, request.user)


def _checked(serializer: serializers.Serializer) -> dict[str, Any]:
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data


def _signed_in(user: User, message: str, status: int = 200) -> Response:
    response = Response({"message": message, "user": UserSerializer(user).data}, status=status)
    auth.set_cookies(response, sessions.start(user))
    return response
