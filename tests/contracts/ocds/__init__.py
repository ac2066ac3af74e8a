"""The public validator of the Open Contracting Partnership, without the network.

release-schema.json and versioned-release-validation-schema.json are those of OCDS 1.1.5 as the partnership's package
ocdsextensionregistry 0.7.0 carries them for its own tests (BSD 3-Clause, LICENSE); release-package-schema.json is the
published one with its list of releases pointing at them. The validator fetches the same files from the standard's
repository when it is not handed them.
"""

import csv
import io
import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

HERE = Path(__file__).parent


def standard() -> bytes:
    """The standard's schema as the archive of its repository, with the codes of its closed lists."""
    target = io.BytesIO()
    with ZipFile(target, "w") as box:
        box.writestr("standard/", "")
        for sheet in sorted(HERE.glob("*.json")):
            box.writestr(f"standard/schema/{sheet.name}", sheet.read_text("utf-8"))
        for name, codes in sorted(closed_lists().items()):
            words = io.StringIO()
            csv.writer(words).writerows([["Code", "Title"], *([code, code] for code in codes)])
            box.writestr(f"standard/schema/codelists/{name}", words.getvalue())
    return target.getvalue()


def closed_lists() -> dict[str, list[str]]:
    """Name of a closed list of codes -> its codes, as the schema itself has them."""
    found: dict[str, list[str]] = {}

    def look(part: Any) -> None:
        if isinstance(part, dict):
            codes = part.get("enum") or (part.get("items") or {}).get("enum") if "codelist" in part else None
            if codes:
                found[part["codelist"]] = [code for code in codes if code]
            for each in part.values():
                look(each)
        elif isinstance(part, list):
            for each in part:
                look(each)

    look(json.loads((HERE / "release-schema.json").read_text("utf-8")))
    return found


def complaints(package: dict[str, Any]) -> dict[str, Any]:
    """Everything the validator says against a package: errors, fields it does not know, checks that fail."""
    from libcoveocds.api import ocds_json_output
    from libcoveocds.config import LibCoveOCDSConfig

    config = LibCoveOCDSConfig({"context": "api", "standard_zip": standard()})
    told = ocds_json_output(json_data=package, lib_cove_ocds_config=config)
    wrong = (
        "validation_errors", "additional_fields", "additional_checks", "deprecated_fields", "extensions",
        "structure_warnings", "conformance_errors", "additional_closed_codelist_values",
    )  # fmt: skip
    return {name: told[name] for name in wrong if told.get(name)}
