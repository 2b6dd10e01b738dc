"""Addresses of what this domain adds to the settings; urls.py takes them in under `settings/`."""

from __future__ import annotations

from django.urls import path

from keyaccount.apps.accounts.views import settings_portrait as portrait

urlpatterns = [
    path("portrait/", portrait.questions, name="portrait_questions"),
    path("portrait/new/", portrait.new_question, name="new_portrait_question"),
    path("portrait/<int:question_id>/", portrait.question, name="portrait_question"),
    path("portrait/<int:question_id>/order", portrait.move_question, name="move_portrait_question"),
    path("portrait/<int:question_id>/archive", portrait.archive_question, name="archive_portrait_question"),
    path("portrait/<int:question_id>/restore", portrait.restore_question, name="restore_portrait_question"),
]
