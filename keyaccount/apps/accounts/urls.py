from __future__ import annotations

from django.urls import include, path

from keyaccount.apps.accounts import settings_urls
from keyaccount.apps.accounts.views import account, editing, hygiene, listing, portrait, rivals, standing

app_name = "accounts"
urlpatterns = [
    path("accounts/", listing.accounts, name="list"),
    path("accounts/totals", listing.totals, name="totals"),
    path("accounts/choices/<slug:field>", listing.choices, name="choices"),
    path("accounts/principles/", hygiene.broken, name="hygiene"),
    path("accounts/pick", listing.pick, name="pick"),
    path("accounts/new", editing.new, name="new"),
    path("accounts/<int:account_id>/", account.account, name="account"),
    path("accounts/<int:account_id>/late", account.late, name="late"),
    path("accounts/<int:account_id>/why", account.why, name="why"),
    path("accounts/<int:account_id>/edit", editing.edit, name="edit"),
    path("accounts/<int:account_id>/standing", standing.standing, name="standing"),
    path("accounts/<int:account_id>/archive", editing.archive, name="archive"),
    path("accounts/<int:account_id>/restore", editing.restore, name="restore"),
    path("accounts/<int:account_id>/team/add", editing.add_member, name="add_member"),
    path("accounts/<int:account_id>/team/<int:user_id>/remove", editing.remove_member, name="remove_member"),
    path("accounts/<int:account_id>/portrait/", portrait.portrait, name="portrait"),
    path("accounts/<int:account_id>/portrait/<int:question_id>", portrait.answer, name="portrait_answer"),
    path("accounts/<int:account_id>/portrait/<int:question_id>/answers", portrait.answers, name="portrait_answers"),
    path("rivals/", rivals.rivals, name="rivals"),
    path("rivals/new", rivals.new, name="new_rival"),
    path("rivals/<int:rival_id>/", rivals.rival, name="rival"),
    path("rivals/<int:rival_id>/edit", rivals.edit, name="edit_rival"),
    path("rivals/<int:rival_id>/archive", rivals.archive, name="archive_rival"),
    path("accounts/<int:account_id>/rivals/new", rivals.new_note, name="new_rival_note"),
    path("rivals/notes/<int:note_id>/", rivals.note, name="rival_note"),
    path("rivals/notes/<int:note_id>/archive", rivals.archive_note, name="archive_rival_note"),
    path("settings/", include(settings_urls.urlpatterns)),
]
