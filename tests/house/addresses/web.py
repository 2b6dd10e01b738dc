"""Today, search, preferences, signing in."""

from __future__ import annotations

from tests.house.rules import OPEN, SIGNED_IN, WRITES, Address

PAGES = {
    "web:today": Address(SIGNED_IN),
    "web:today_figures": Address(SIGNED_IN),
    "web:today_moved": Address(SIGNED_IN),
    "web:step_done": Address(WRITES, "POST", {"version": "1"}),
    "web:search": Address(SIGNED_IN, query="?q=zebra"),
    "web:preferences": Address(SIGNED_IN),
    "web:health": Address(OPEN),
    "set_language": Address(OPEN, "POST", {"language": "en"}),
}

SIGNING_IN = {
    name: Address(None)
    for name in (
        "account_login",
        "account_logout",
        "account_inactive",
        "account_signup",
        "account_reauthenticate",
        "account_email",
        "account_email_verification_sent",
        "account_change_password",
        "account_set_password",
        "account_reset_password",
        "account_confirm_login_code",
        "account_confirm_email",
        "account_reset_password_from_key_done",
        "account_reset_password_from_key",
        "account_reset_password_done",
        "mfa_index",
        "mfa_authenticate",
        "mfa_reauthenticate",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_reauthenticate_webauthn",
        "mfa_remove_webauthn",
        "mfa_edit_webauthn",
        "mfa_login_webauthn",
    )
}
