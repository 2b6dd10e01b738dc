from __future__ import annotations

from django.urls import path

from keyaccount.apps.workspace.views import bulk, jobs, lists, picking, quality
from keyaccount.apps.workspace.views.settings import audit, general, index, people, roles, sign_in, teams, tokens

app_name = "workspace"
urlpatterns = [
    path("views/<slug:place>", lists.save, name="save_view"),
    path("views/<slug:place>/columns", lists.keep_columns, name="keep_columns"),
    path("views/<int:view_id>/remove", lists.remove, name="remove_view"),
    path("people/pick", picking.pick_person, name="pick_person"),
    path("people/pick-owner", picking.pick_owner, name="pick_owner"),
    path("quality/", quality.quality, name="quality"),
    path("quality/<slug:records>/", quality.duplicates, name="duplicates"),
    path("quality/<slug:records>/search", quality.search, name="search_duplicates"),
    path("quality/<slug:records>/<int:survivor>/<int:merged>/merge", quality.merge, name="merge"),
    path("quality/pairs/<int:pair_id>/dismiss", quality.dismiss, name="dismiss_pair"),
    path("quality/pairs/<int:pair_id>/reopen", quality.reopen, name="reopen_pair"),
    path("quality/merges/<int:merge_id>/undo", quality.undo, name="undo_merge"),
    path("bulk/<int:change_id>/", bulk.change, name="bulk_change"),
    path("bulk/<slug:records>/", bulk.choose, name="choose_records"),
    path("bulk/<int:change_id>/undo", bulk.undo, name="undo_bulk"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/<int:job_id>/", jobs.job, name="job"),
    path("jobs/<int:job_id>/line", jobs.job_line, name="job_line"),
    path("jobs/<int:job_id>/state", jobs.job_state, name="job_state"),
    path("jobs/<int:job_id>/cancel", jobs.cancel_job, name="cancel_job"),
    path("jobs/<int:job_id>/again", jobs.try_job_again, name="try_job_again"),
    path("settings/", index.index, name="settings"),
    path("settings/general/", general.general, name="general"),
    path("settings/people/", people.people, name="people"),
    path("settings/people/new/", people.new_person, name="new_person"),
    path("settings/people/<int:user_id>/", people.person, name="person"),
    path("settings/people/<int:user_id>/password/", sign_in.set_password, name="set_password"),
    path("settings/people/<int:user_id>/link", sign_in.make_link, name="password_link"),
    path("settings/people/<int:user_id>/second-step", sign_in.forget_second_step, name="forget_second_step"),
    path("settings/people/<int:user_id>/unlock", sign_in.lift_lock, name="lift_lock"),
    path("settings/teams/", teams.teams, name="teams"),
    path("settings/teams/new/", teams.new_team, name="new_team"),
    path("settings/teams/<int:team_id>/", teams.team, name="team"),
    path("settings/teams/<int:team_id>/remove", teams.remove_team, name="remove_team"),
    path("settings/roles/", roles.roles, name="roles"),
    path("settings/roles/<int:role_id>/", roles.role, name="role"),
    path("settings/audit/", audit.audit, name="audit"),
    path("settings/security/", index.security, name="security"),
    path("settings/tokens/", tokens.tokens, name="tokens"),
    path("settings/tokens/<int:token_id>/revoke", tokens.revoke_token, name="revoke_token"),
]
