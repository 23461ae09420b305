from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from account.models import Role

if TYPE_CHECKING:  # rest_framework.views imports this module while it is itself being imported
    from rest_framework.views import APIView


class IsOperator(BasePermission):
    """Signed in with the role `superuser`. The project's default: whatever says nothing else is for operators."""

    message = "Only operators may do this."

    def has_permission(self, request: Request, view: "APIView") -> bool:
        return bool(request.user and request.user.is_authenticated and request.user.role == Role.SUPERUSER)
