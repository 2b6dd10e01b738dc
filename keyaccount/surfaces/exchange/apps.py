from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "keyaccount.surfaces.exchange"
    label = "exchange"
