"""What all tests share: pytest's own `pytester`, and which modules hold theorems for tests and no claims."""

pytest_plugins = ["pytester"]
collect_ignore = [
    "helpers.py",
    "power/faults.py",
    "plugin/claim_files.py",
    "proof/planted.py",
    "proof/planted_forgery.py",
]
