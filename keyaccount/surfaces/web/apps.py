from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "keyaccount.surfaces.web"
    label = "web"
