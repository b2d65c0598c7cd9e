"""What can honestly be said about the years ahead: predictive distributions from reference classes."""

from lcanalysis.forecasting.cautions import Caution
from lcanalysis.forecasting.forecast import forecast
from lcanalysis.forecasting.forecast_collection import Forecasts
from lcanalysis.forecasting.reference_class import ReferenceClass, ReferenceSource
from lcanalysis.forecasting.reference_files import MIX, list_references, load_reference, load_references
from lcanalysis.forecasting.result import Forecast

__all__ = [
    "MIX",
    "Caution",
    "Forecast",
    "Forecasts",
    "ReferenceClass",
    "ReferenceSource",
    "forecast",
    "list_references",
    "load_reference",
    "load_references",
]
