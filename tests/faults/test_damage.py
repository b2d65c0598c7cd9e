"""Full disks, read-only targets, damaged files, wrong clocks: one clear line, the edition as it was, and then whole again."""

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest
from waiting import wait_until

import lcanalysis

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="fills and mounts file systems")]


@pytest.fixture(autouse=True)
def is_warm(request, warm):
    """Let every command find the warm process."""
    if "office" in request.fixturenames:
        request.getfixturevalue("office").surroundings |= warm


def test_a_full_disk_is_told_in_one_line_and_leaves_the_edition_as_it_was(office, count):
    def no_more_than_a_few_kilobytes():
        resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))

    (line,) = office.refused(2, "File too large", "--fresh", preexec_fn=no_more_than_a_few_kilobytes, env=COLD)
    assert "editions" in line
    office.made_whole("--fresh")
    count("full disk")


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root mounts a small file system")
@pytest.mark.parametrize("share", [0.3, 0.7])
def test_a_file_system_without_room_is_told_in_one_line(office, count, share):
    size = sum(path.stat().st_size for path in office.edition.iterdir())
    small = office.folder / "small"
    small.mkdir()
    room = f"size={int(size * share / 1024)}k"
    if subprocess.run(["mount", "-t", "tmpfs", "-o", room, "tmpfs", small], check=False).returncode:
        pytest.skip("this root may not mount")
    try:
        done = office.brief("--out", "small")
        assert done.returncode == 2, (room, done.stderr)
        (line,) = [line for line in done.stderr.strip().splitlines() if not line.startswith("[")]
        assert "No space left" in line
        assert not list(small.glob("[!.]*/*"))
    finally:
        subprocess.run(["umount", small], check=True)
    office.made_whole()
    count("full disk")


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root mounts a read-only file system")
def test_a_read_only_target_is_told_in_one_line(office, count):
    editions = office.folder / "editions"
    if subprocess.run(["mount", "--bind", editions, editions], check=False).returncode:
        pytest.skip("this root may not mount")
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", editions], check=True)
        assert len(office.refused(2, "Read-only file system", "--fresh")) == 1
    finally:
        subprocess.run(["umount", editions], check=True)
    assert office.made_whole() == 2
    count("read-only target")


def test_a_target_below_a_file_is_told_in_one_line(office, count):
    (office.folder / "file").write_text("x", encoding="utf-8")
    (line,) = office.refused(2, "file/editions", "--out", "file/editions")
    assert "file/editions" in line
    count("read-only target")


COLD = {"XDG_RUNTIME_DIR": ""}
"""Have no warm process: a limit or a variable must reach the processes that the command starts."""


def cut_off(path):
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def overwrite(path):
    path.write_bytes(b"\0\xff{[" + path.read_bytes()[4:])


DAMAGE = {
    "manifest cut off": lambda office: cut_off(office.edition / "manifest.json"),
    "manifest overwritten": lambda office: overwrite(office.edition / "manifest.json"),
    "results cut off": lambda office: cut_off(office.edition / "results.json"),
    "page cut off": lambda office: cut_off(office.edition / "audit.zh.html"),
    "page gone": lambda office: (office.edition / "audit.zh.html").unlink(),
    "executed notebook overwritten": lambda office: overwrite(office.edition / "production.ipynb"),
    "index gone": lambda office: (office.edition / "index.html").unlink(),
    "edition moved away half way": lambda office: office.edition.rename(office.edition.with_name(".2019-11.previous")),
    "a staging folder left": lambda office: shutil.copytree(
        office.edition, office.edition.with_name(".2019-11.staging")
    ),
    "a kept run cut off": lambda office: _kept_run(office, cut_off),
    "a kept run overwritten": lambda office: _kept_run(office, overwrite),
    "status overwritten": lambda office: overwrite(office.folder / "editions" / "status.json"),
    "holder left": lambda office: office.edition.with_name(".2019-11.holder").write_text(
        '{"pid": 1}', encoding="utf-8"
    ),
    "processed data cut off": lambda office: cut_off(office.folder / "data" / "processed" / "observations.csv"),
    "processed data gone": lambda office: shutil.rmtree(office.folder / "data" / "processed"),
}
"""What may have happened to what was made: all of it can be made again."""


def _kept_run(office, damage):
    kept = office.edition.with_name(".2019-11.runs") / "audit.zh"
    shutil.copytree(office.edition, kept)
    (kept / "run.json").write_text(
        json.dumps({"record": {}, "results": {}, "reads": [], "follows": {}}), encoding="utf-8"
    )
    damage(kept / "run.json")


def test_whatever_is_damaged_of_what_was_made_is_made_again_to_the_same_bytes(office, count):
    for name, damage in DAMAGE.items():
        damage(office)
        try:
            assert office.made_whole() <= 2
        except AssertionError as problem:
            raise AssertionError(f"{name}: {problem}") from problem
        count(f"damaged: {name}")


FAULTY = {
    "notebook": ("notebooks/audit.ipynb", 2, "notebooks/audit.ipynb"),
    "run plan": ("notebooks/suite.yml", 2, "suite.yml"),
    "plan": ("data/raw/plan.yml", 3, "plan.yml"),
    "published table": ("data/raw/development_plan/2019-11/production.csv", 3, "production.csv"),
    "goals": ("data/raw/goals.yml", 3, "goals.yml"),
}
"""What the user gave and damaged: it cannot be made again, so it is named; with the exit code."""


def test_whatever_is_damaged_of_what_was_given_is_named_and_nothing_is_made(office, count):
    for name, (file, code, words) in FAULTY.items():
        path = office.folder / file
        sound = path.read_bytes()
        for damage in (overwrite, lambda damaged: damaged.write_bytes(b""), lambda damaged: damaged.unlink()):
            damage(path)
            is_no_plan = name == "plan" and not path.exists()
            office.refused(2 if is_no_plan else code, words)
            path.write_bytes(sound)
            count(f"damaged: {name}")
    assert office.made_whole() == 2


def test_a_folder_without_a_manifest_is_not_taken_for_an_edition_and_kept(office, count):
    manifest = office.edition / "manifest.json"
    sound = manifest.read_bytes()
    manifest.unlink()
    (line,) = office.refused(2, "is no edition")
    assert "2019-11" in line
    manifest.write_bytes(sound)
    assert office.made_whole() == 2
    count("damaged: manifest gone")


def test_a_standing_warm_process_works_where_the_command_does_and_is_replaced_when_killed(office, count, tmp_path):
    found = {"XDG_RUNTIME_DIR": str(tmp_path)}
    warm = subprocess.Popen([sys.executable, "-m", "lcanalysis.runner.warm"], env=office.environment(found), cwd="/")
    try:
        wait_until(lambda: list(tmp_path.glob("lcanalysis-*/*")))
        running = office.start("brief", "--fresh", "--jobs", "1", env=found)
        wait_until(lambda: running.poll() is not None or list(office.folder.glob("editions/.2019-11.runs/*/run.json")))
        assert running.poll() is None
        warm.kill()
        said = running.communicate(timeout=180)[1]
        assert running.returncode == 0, said
    finally:
        warm.kill()
        warm.wait()
    assert office.made_whole() == 2
    count("killed: standing warm process")


def test_a_clock_that_jumps_by_years_changes_no_byte(office, count, tmp_path):
    shutil.copyfile(Path(__file__).with_name("jumping_clock.py"), tmp_path / "sitecustomize.py")
    for path in office.folder.rglob("*"):
        os.utime(path, (4e9, 4e9))
    path = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH")]))
    assert office.made_whole("--fresh", env={**COLD, "PYTHONPATH": path}) == 0
    log = (office.edition / "log.jsonl").read_text(encoding="utf-8").splitlines()
    status = json.loads((office.folder / "editions" / "status.json").read_text(encoding="utf-8"))
    told = [*(json.loads(line)["started"] for line in log), status["last"]["last_attempt"], status["last"]["ended"]]
    assert all(abs(datetime.fromisoformat(each).timestamp() - time.time()) > 1000 for each in told), told
    assert office.made_whole() == 2
    count("clock jumps")


def test_no_home_folder_is_needed(office, count):
    assert (
        office.made_whole("--fresh", env={**COLD, "HOME": "/nowhere", "XDG_CONFIG_HOME": "", "XDG_CACHE_HOME": ""}) == 0
    )
    count("no home folder")


def test_a_missing_font_is_named_and_whoever_needs_none_is_served(office, count, tmp_path):
    copied = tmp_path / "lcanalysis"
    package = Path(lcanalysis.__file__).parent
    shutil.copytree(package, copied, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(package.parent / "data" / "raw" / "reference", tmp_path / "data" / "raw" / "reference")
    fonts = [path for path in copied.rglob("*") if path.suffix in {".otf", ".ttf", ".ttc"}]
    assert fonts
    for font in fonts:
        font.unlink()
    done = office.brief("--out", "elsewhere", env={**COLD, "PYTHONPATH": str(tmp_path)})
    assert done.returncode == 4
    assert "font" in done.stderr
    count("missing font")
