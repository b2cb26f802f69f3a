"""What was imported from reference managers about the operator's documents, over what their files say of themselves."""

from index.catalogue.holder import CataloguedFolder
from index.catalogue.kept import Catalogue
from index.catalogue.matching import Change, Match, Plan, plan

__all__ = ["Catalogue", "CataloguedFolder", "Change", "Match", "Plan", "plan"]
