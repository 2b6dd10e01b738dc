"""What is known of other systems' exports, one small file each."""

from keyaccount.surfaces.exchange.presets.dynamics import DYNAMICS
from keyaccount.surfaces.exchange.presets.generic import GENERIC
from keyaccount.surfaces.exchange.presets.hubspot import HUBSPOT
from keyaccount.surfaces.exchange.presets.maven import MAVEN
from keyaccount.surfaces.exchange.presets.preset import FileRule, Preset, StageRule
from keyaccount.surfaces.exchange.presets.salesforce import SALESFORCE
from keyaccount.surfaces.exchange.presets.wukong import WUKONG
from keyaccount.surfaces.exchange.presets.zoho import ZOHO

PRESETS = {preset.key: preset for preset in (GENERIC, SALESFORCE, HUBSPOT, DYNAMICS, ZOHO, WUKONG, MAVEN)}

__all__ = ["PRESETS", "FileRule", "Preset", "StageRule"]
