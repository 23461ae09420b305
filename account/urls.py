"""Mounted at /api/auth/."""

from django.urls import path

from account import views

urlpatterns = [
    path("register/", views.Register.as_view()),
    path("login/", views.Login.as_view()),
    path("logout/", views.Logout.as_view()),
    path("token/refresh/", views.Refresh.as_view()),
    path("me/", views.Me.as_view()),
    path("profile/update/", views.ProfileUpdate.as_view()),
    path("password/update/", views.PasswordUpdate.as_view()),
    path("forgot-password/", views.ForgotPassword.as_view()),
    path("verify-otp/", views.VerifyCode.as_view()),
    path("reset-password/", views.ResetPassword.as_view()),
    path("activity/", views.ActivityList.as_view()),
    path("activity/mark-read/", views.ActivityMarkRead.as_view()),
]
