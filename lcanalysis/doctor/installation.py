"""What was installed: Python, packages, the kernel and its kernelspec, plug-ins, fonts."""

from __future__ import annotations

import asyncio
import os
import platform
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import PackageNotFoundError, entry_points, metadata, requires, version
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from lcanalysis.doctor.check import Check, Wanted
from lcanalysis.errors import UsageError
from lcanalysis.files.data_folder import find_data

NAME: Final = "lcanalysis"
PLUG_INS: Final = (
    ("nbconvert.exporters", "lcbriefing"),
    ("papermill.engine", NAME),
    ("jupyter_client.kernel_provisioners", "lcanalysis-warm"),
)
CHARACTERS: Final = "规划目标完成情况产量营业收入铜铝亿元％"
"""Characters that every page needs."""
START_S: Final = 60
"""Seconds within which a kernel must answer."""


def check_python(_: Wanted) -> Iterator[Check]:
    """See that this Python is one that the package metadata allows."""
    bounds = metadata(NAME)["Requires-Python"]
    found = {"version": platform.python_version(), "bounds": bounds, "program": sys.executable}
    is_fit = SpecifierSet(bounds).contains(platform.python_version(), prereleases=True)
    yield Check("python", "ok", "python", found) if is_fit else Check("python", "fault", "old_python", found)


def check_packages(_: Wanted) -> Iterator[Check]:
    """See that every package is there that the package metadata names, within its bounds."""
    needed = [need for need in _requirements() if need.marker is None or need.marker.evaluate({"extra": ""})]
    unfit = [check for need in needed if (check := _unfit("packages", need))]
    yield from unfit
    if not unfit:
        yield Check("packages", "ok", "packages", {"count": len(needed)})


def check_extras(_: Wanted) -> Iterator[Check]:
    """See which optional extras are installed whole."""
    for extra in metadata(NAME).get_all("Provides-Extra") or ():
        needed = [need for need in _requirements() if need.marker and need.marker.evaluate({"extra": extra})]
        packages = tuple(need.name for need in needed if _unfit("extras", need))
        fields = {"extra": extra, "packages": packages}
        yield Check("extras", "note", "no_extra", fields) if packages else Check("extras", "ok", "extra", fields)


def _requirements() -> list[Requirement]:
    return [Requirement(line) for line in requires(NAME) or ()]


def _unfit(name: str, need: Requirement) -> Check | None:
    """Return what is wrong with a package; None if it is there and within its bounds."""
    try:
        found = version(need.name)
    except PackageNotFoundError:
        return Check(name, "fault", "no_package", {"need": str(need).partition(";")[0].strip()})
    if need.specifier.contains(found, prereleases=True):
        return None
    fields = {
        "package": need.name,
        "version": found,
        "bounds": str(need.specifier),
        "need": f"{need.name}{need.specifier}",
    }
    return Check(name, "fault", "wrong_package", fields)


def check_kernelspec(_: Wanted) -> Iterator[Check]:
    """See that there is a kernelspec of our name, and that it starts this very Python."""
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel  # noqa: PLC0415 - slow to import

    own = Path(__file__).parents[1] / "runner" / "kernelspec"
    fields = {"name": NAME, "folder": own, "python": sys.executable}
    try:
        spec = KernelSpecManager().get_kernel_spec(NAME)
    except NoSuchKernel:
        yield Check("kernelspec", "fault", "no_kernelspec", fields)
        return
    fields |= {"found": spec.resource_dir, "program": spec.argv[0]}
    # Jupyter puts its own Python in the place of this word.
    is_ours = spec.argv[0] == "python" or Path(spec.argv[0]).parent == Path(sys.executable).parent
    yield (
        Check("kernelspec", "ok", "kernelspec", fields)
        if is_ours
        else Check("kernelspec", "fault", "foreign_kernelspec", fields)
    )


def check_kernel(_: Wanted) -> Iterator[Check]:
    """See that a kernel of this very environment starts and answers."""
    answer = asyncio.run(_ask_kernel())
    fields = {"prefix": sys.prefix, "answer": answer}
    is_ours = answer == repr(sys.prefix)
    yield Check("kernel", "ok", "kernel", fields) if is_ours else Check("kernel", "fault", "foreign_kernel", fields)


async def _ask_kernel() -> str:
    """Start a kernel as the main job does, let it say where its Python lies, end it, and return the answer."""
    from lcanalysis.runner.kernels import OwnKernelManager  # noqa: PLC0415 - slow to import

    manager = OwnKernelManager()
    await manager.start_kernel()
    client = manager.client()
    client.start_channels()
    try:
        await client.wait_for_ready(timeout=START_S)
        message = client.execute("", silent=True, user_expressions={"answer": "__import__('sys').prefix"})
        while True:
            reply = await client.get_shell_msg(timeout=START_S)
            if reply["parent_header"].get("msg_id") == message:
                return str(reply["content"]["user_expressions"]["answer"]["data"]["text/plain"])
    finally:
        client.stop_channels()
        await manager.shutdown_kernel(now=True)


def check_plug_ins(_: Wanted) -> Iterator[Check]:
    """See that Jupyter and papermill find what this package registers with them."""
    from lcanalysis.runner.slow_grammar import grammar_on_demand  # noqa: PLC0415

    with grammar_on_demand():
        import_module("jsonschema")
    for group, plug_in in PLUG_INS:
        fields = {"name": plug_in, "group": group}
        found = entry_points(group=group, name=plug_in)
        if not found:
            yield Check("plug-ins", "fault", "no_plug_in", fields)
            continue
        module, attribute = next(iter(found)).value.split(":")
        getattr(import_module(module), attribute)
        yield Check("plug-ins", "ok", "plug_in", fields)


def check_fonts(wanted: Wanted) -> Iterator[Check]:
    """See that the bundled fonts load and have the characters of every page, and which of the plan no font here has."""
    from matplotlib.ft2font import FT2Font  # noqa: PLC0415 - slow to import

    from lcanalysis.characters import FONT_FILES  # noqa: PLC0415
    from lcanalysis.cleaning.pipeline.font_coverage import find_unshown  # noqa: PLC0415

    for path in FONT_FILES:
        fields: dict[str, object] = {"file": path.name}
        try:
            known = FT2Font(os.fspath(path)).get_charmap()
        except (OSError, RuntimeError):
            yield Check("fonts", "fault", "no_font", fields)
            continue
        missing = tuple(char for char in CHARACTERS if ord(char) not in known)
        if missing:
            yield Check("fonts", "fault", "poor_font", fields | {"missing": missing})
        else:
            yield Check("fonts", "ok", "font", fields)
    try:
        notices = find_unshown(find_data(wanted.data))
    except UsageError:
        return
    for notice in notices:
        yield Check("fonts", "note", "no_glyph", notice.fields | {"file": notice.place.file, "row": notice.place.row})


def check_fork(_: Wanted) -> Iterator[Check]:
    """See whether runs can be forks of one warm process."""
    from lcanalysis.runner.warm_client import CAN_FORK  # noqa: PLC0415

    yield Check("fork", "ok", "fork") if CAN_FORK else Check("fork", "note", "no_fork")
