"""Writing what the pipeline keeps in bulk: products, pipelines, reasons, and opportunities with their past, targets."""

from keyaccount.apps.pipeline.services.loading.lists import load_close_reasons, load_pipeline, load_products
from keyaccount.apps.pipeline.services.loading.opportunities import Past, load_opportunities
from keyaccount.apps.pipeline.services.loading.targets import load_targets

__all__ = ["Past", "load_close_reasons", "load_opportunities", "load_pipeline", "load_products", "load_targets"]
