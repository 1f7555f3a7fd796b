"""The command: `python -m verify.proof.checker`, and `python -S -I checker` with a copy of this folder alone."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType


def this_package() -> ModuleType:
    """The package that this folder is, loaded from here whatever stands beside the folder or is installed."""
    if __package__:
        return importlib.import_module(__package__)
    spec = importlib.util.spec_from_file_location("checker", Path(__file__).with_name("__init__.py"))
    assert spec is not None
    assert spec.loader is not None
    package = sys.modules["checker"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(package)
    return package


if __name__ == "__main__":
    sys.exit(this_package().main(sys.argv[1:]))
