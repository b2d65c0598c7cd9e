"""Exploring revenue with one's own assumptions: sliders in JupyterLab and Voilà, a figure where there are none."""

from lcanalysis.explorer.assumptions import Assumptions, load_assumptions, save_assumptions
from lcanalysis.explorer.explored import Explored, ExplorerModel
from lcanalysis.explorer.view import View, explore

__all__ = ["Assumptions", "Explored", "ExplorerModel", "View", "explore", "load_assumptions", "save_assumptions"]
