"""Values made from the schemas of a contract: the one room for whoever needs some.

    instances = Instances(document)
    instances.branches(schema)               # flat schemas of one JSON type each, unions multiplied out
    instances.smallest(schema)               # the smallest conforming value
    instances.several(schema)                # different conforming values, the smallest first
    instances.around(schema, path, value)    # small values with another one at a place
    instances.accepts(schema, value)         # whether it conforms (jsonschema-rs)
    mended(instances, schema, value)         # a conforming value with what can be kept of another one
    plainest(instances, schema)              # like the smallest, but by examples and plausible

`positions` say where and `probes` what to try, `boundary_cases` makes cases of them. Whatever a contract
asks for, patterns and conditions included, is tried to be made; what was not found is an
`UnmakeableError` that names the place, and `gaps` lists all of them. Nothing here is random.
"""

from __future__ import annotations

from openrouter_models.contract.instances.branch_values import UNDECLARED
from openrouter_models.contract.instances.branches import Branch, json_type
from openrouter_models.contract.instances.conforming_values import Instances
from openrouter_models.contract.instances.mending import mended, plainest
from openrouter_models.contract.instances.unmakeable import Path, UnmakeableError

__all__ = [
    "UNDECLARED",
    "Branch",
    "Instances",
    "Path",
    "UnmakeableError",
    "json_type",
    "mended",
    "plainest",
]
