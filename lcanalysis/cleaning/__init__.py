"""Raw to processed: everything a plan folder publishes, read, checked, and written as one set of files."""

from lcanalysis.cleaning.pipeline.clean import Cleaned, clean

__all__ = ["Cleaned", "clean"]
