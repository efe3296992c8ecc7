"""Which release this is."""

from importlib.metadata import PackageNotFoundError, version


def release() -> str:
    try:
        return version("honglian")
    except PackageNotFoundError:  # run from a checkout that was never installed
        return "0"
