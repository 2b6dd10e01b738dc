from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "keyaccount.surfaces.api"
    label = "api"
