from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "keyaccount.ui"
    label = "ui"
