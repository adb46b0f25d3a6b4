"""The cache of kernels: stale, torn, foreign, full or absent, the numbers are right."""

import errno
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import numpy as np
import pytest

from scoring.kernels import folder as folders
from scoring.kernels.cache import Kernels, told
from scoring.kernels.folder import DamagedError, Folder, UnusableError

ROOT = Path(__file__).resolve().parents[2]
KEY = "0" * 64
NOBODY = 65534
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file to another user")

# Five kernels that share a helper with a constant. Of 0, 1, 2 and 3, each makes 6 x RATE + itself.
SOURCE = """
from scoring.kernels.cache import Kernels

KERNELS = Kernels(__file__)
RATE = 15


@KERNELS.helper
def rated(value):
    return value * RATE


@KERNELS.kernel("int64(int64[::1], int64)")
def add0(values, reach):
    total = 0
    for i in range(reach):
        total += rated(values[i])
    return total
"""
SOURCE += "".join(
    f"""

@KERNELS.kernel("int64(int64[::1])")
def add{n}(values):
    total = {n}
    for value in values:
        total += rated(value)
    return total
"""
    for n in range(1, 5)
)
# A run: `before` and `between` are code that the test puts in, the rest is what any run does.
RUN = """
import json, sys
import numpy as np
import made_kernels as made
from scoring.kernels.cache import told

heard = []
values = np.arange(4, dtype=np.int64)
{before}
with told(lambda notice: heard.append(str(notice))):
    numbers = [int(made.add0(values, 4))]
    {between}
    numbers += [int(kernel(values)) for kernel in (made.add1, made.add2, made.add3, made.add4)]
assert heard == [str(notice) for notice in made.KERNELS.notices]
codes = [notice.code for notice in made.KERNELS.notices]
print(json.dumps([numbers, codes, heard]))
"""
RIGHT = [90, 91, 92, 93, 94]


class Machine:
    """A home and a file of kernels, and runs on them, each in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.home, self.code = folder / "home", folder / "code"
        self.house = self.home / ".cache" / "plaudit"

    def write(self, source: str) -> None:
        self.code.mkdir(exist_ok=True)
        (self.code / "made_kernels.py").write_text(source)

    def start(self, before: str = "", between: str = "", **environ: str) -> subprocess.Popen:
        # A bytecode file goes by the second and the size: an edit within both would not be seen.
        plain = {"HOME": str(self.home), "PYTHONDONTWRITEBYTECODE": "1", "PATH": os.environ["PATH"]}
        path = os.pathsep.join([str(self.code), str(ROOT)])
        run = RUN.format(before=before, between=between)
        return subprocess.Popen(
            [sys.executable, "-W", "error", "-c", run],
            env={**plain, "PYTHONPATH": path, **environ},
            cwd=self.code.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, before: str = "", between: str = "", **environ: str):
        return result(self.start(before, between, **environ))

    def files(self) -> list[Path]:
        return sorted(path for path in self.house.rglob("*") if path.is_file())


def result(process: subprocess.Popen) -> tuple[list[int], list[str], list[str]]:
    out, err = process.communicate(timeout=60)
    assert err == ""
    assert process.returncode == 0
    return tuple(json.loads(out))


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    """A machine on which the kernels have run once, and what that run said."""
    machine = Machine(tmp_path_factory.mktemp("compiled"))
    machine.home.mkdir()
    machine.write(SOURCE)
    switches = {"NUMBA_CACHE_LOCATOR_CLASSES": "no.such.Locator"}
    return machine, machine.run(NUMBA_CACHE_DIR=str(machine.home / "numba"), **switches)


@pytest.fixture
def warm(compiled, tmp_path):
    """A copy of that machine, for a test to damage."""
    source, _ = compiled
    machine = Machine(tmp_path)
    shutil.copytree(source.home, machine.home)
    machine.write(SOURCE)
    return machine


@pytest.fixture
def cold(tmp_path):
    machine = Machine(tmp_path)
    machine.home.mkdir()
    machine.write(SOURCE)
    return machine


# From run to run


def test_the_first_run_says_what_it_does_and_the_second_has_nothing_to_say(compiled, warm):
    _, (numbers, codes, heard) = compiled
    assert numbers == RIGHT
    assert codes == ["kernels-compiling"]
    # Five at 0.2 s each.
    said = "this machine: compiling up to 5 kernels, once: about 1 s. [kernels-compiling]"
    assert heard == [said]
    assert warm.run() == (RIGHT, [], [])


def test_what_is_kept_is_for_its_owner_alone(compiled):
    machine, _ = compiled
    (own,) = machine.house.iterdir()
    assert {stat_of(path) for path in (machine.house.parent, machine.house, own)} == {0o700}
    assert {stat_of(path) for path in machine.files()} == {0o600}
    assert [path.name.split(".")[0] for path in machine.files()] == [f"add{n}" for n in range(5)]


def stat_of(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_constant_that_a_helper_uses_is_edited_and_nothing_else_shows_it(warm):
    file = warm.code / "made_kernels.py"
    before = file.stat()
    warm.write(SOURCE.replace("RATE = 15", "RATE = 25"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_size == before.st_size
    numbers, codes, _ = warm.run()
    assert numbers == [150, 151, 152, 153, 154]
    assert codes == ["kernels-compiling"]
    warm.write(SOURCE)  # and back: what was kept before is still there
    assert warm.run() == (RIGHT, [], [])


def test_another_processor_has_code_of_its_own(warm):
    numbers, codes, _ = warm.run(NUMBA_CPU_NAME="generic")
    assert (numbers, codes) == (RIGHT, ["kernels-compiling"])
    assert len(list(warm.house.iterdir())) == 2


def test_bounds_are_checked_where_asked_though_code_without_the_check_was_kept(warm):
    beyond = "try: made.add0(values, 5)\n    except IndexError: numbers.append(-1)"
    numbers, codes, _ = warm.run(between=beyond, NUMBA_BOUNDSCHECK="1")
    assert numbers == [90, -1, 91, 92, 93, 94]
    assert codes == ["kernels-compiling"]


def test_plain_python_gives_the_same_numbers_and_touches_no_cache(cold):
    assert cold.run(NUMBA_DISABLE_JIT="1") == (RIGHT, [], [])
    assert cold.files() == []


def test_the_cache_of_numba_is_not_used_though_its_switches_were_set(compiled):
    machine, _ = compiled
    assert len(machine.files()) == 5
    assert not (machine.home / "numba").exists()


def test_two_runs_at_once_on_a_cold_cache_do_not_mix(cold):
    together = [cold.start(), cold.start()]
    assert [result(one)[0] for one in together] == [RIGHT, RIGHT]
    assert len(cold.files()) == 5  # no file that is half written is left either
    assert cold.run() == (RIGHT, [], [])


def test_threads_that_ask_at_once_get_one_kernel(cold):
    before = """
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
gate = Barrier(8)
def ask(_):
    gate.wait()
    return int(made.add1(values)), id(made.add1.made)
with ThreadPoolExecutor(8) as pool:
    assert len(set(pool.map(ask, range(8)))) == 1
"""
    # The first notice came before anybody listened.
    before += "heard.extend(str(notice) for notice in made.KERNELS.notices)"
    numbers, codes, _ = cold.run(before=before)
    assert (numbers, codes) == (RIGHT, ["kernels-compiling"])


def test_kernels_say_what_they_do_while_somebody_listens(tmp_path, monkeypatch):
    """The same in one process, which loads a file of kernels again and again."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    file = tmp_path / "kernels_of_one_process.py"
    file.write_text(SOURCE)
    ones, codes = np.ones(4, np.int64), []
    for damage in (None, None, b"torn"):
        spec = importlib.util.spec_from_file_location(file.stem, file)
        made = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, file.stem, made)
        spec.loader.exec_module(made)
        for path in tmp_path.glob("plaudit/*/add1.*") if damage else ():
            path.write_bytes(damage)
        with told(lambda notice: codes.append(notice.code)):
            assert made.add1(ones) == made.add1(ones) == 61
        codes.append("ran")
        assert made.add2(ones) == 62  # nobody listens any more
    assert codes == [
        "kernels-compiling",
        "ran",
        "ran",
        "kernels-damaged",
        "kernels-compiling",
        "ran",
    ]
    assert [notice.code for notice in made.KERNELS.notices] == codes[3:5]


def test_a_source_that_is_not_there_in_one_process(tmp_path):
    kernels = Kernels(str(tmp_path / "archive.zip" / "kernels.py"), {})
    same = kernels.kernel("int64(int64)")(lambda number: number)
    assert same(3) == 3
    assert [notice.code for notice in kernels.notices] == ["kernels-not-kept", "kernels-compiling"]


def test_plain_python_in_one_process(monkeypatch):
    from numba.core import config

    monkeypatch.setattr(config, "DISABLE_JIT", 1)
    kernels = Kernels(__file__, {})
    same = kernels.kernel("int64(int64)")(lambda number: number)
    assert same("text") == "text"  # which no compiled kernel takes
    assert kernels.notices == []


# Damage


def test_damaged_files_are_told_and_healed_whatever_the_damage(warm):
    torn, empty, flipped, exchanged, strange = warm.files()
    torn.write_bytes(torn.read_bytes()[:-1])
    empty.write_bytes(b"")
    content = bytearray(flipped.read_bytes())
    content[-len(content) // 3] ^= 1
    flipped.write_bytes(content)
    exchanged.write_bytes(strange.read_bytes())  # whole, and the code of another kernel
    named = hashlib.sha256(strange.name.encode() + b"\0" + b"no pickle").digest()
    strange.write_bytes(named + b"no pickle")
    damaged = [str(path) for path in warm.files()]

    numbers, codes, heard = warm.run()
    assert numbers == RIGHT
    assert sorted(codes) == ["kernels-compiling"] + 5 * ["kernels-damaged"]
    told = [line.partition(": this compiled kernel was damaged")[0] for line in heard]
    assert [where for where in told if where in damaged] == damaged
    assert warm.run() == (RIGHT, [], [])


def test_code_that_numba_cannot_take_up_is_compiled_anew(warm):
    before = """
import pickle
from scoring.kernels import folder
from scoring.kernels.loading import Shelf
def unfit(*_): raise ReferenceError("underlying object has vanished")
pickle.loads = unfit
"""
    numbers, codes, _ = warm.run(before=before)
    assert numbers == RIGHT
    assert sorted(codes) == ["kernels-compiling"] + 5 * ["kernels-damaged"]


@pytest.fixture
def kept(tmp_path):
    """A folder with one thing in it."""
    folder = folders.open_folder(KEY, {"XDG_CACHE_HOME": str(tmp_path)})
    folders.write(folder, "one", b"machine code")
    yield folder
    os.close(folder.handle)


def test_no_flipped_bit_and_no_cut_is_read_as_if_it_were_whole(kept):
    path = kept.path / "one"
    whole = path.read_bytes()
    assert folders.read(kept, "one") == b"machine code"
    for bit in range(8 * len(whole)):
        changed = bytearray(whole)
        changed[bit // 8] ^= 1 << bit % 8
        path.write_bytes(changed)
        with pytest.raises(DamagedError):
            folders.read(kept, "one")
    for size in range(len(whole)):
        path.write_bytes(whole[:size])
        with pytest.raises(DamagedError):
            folders.read(kept, "one")


def test_what_is_no_file_of_ours_is_not_read(kept, tmp_path):
    (tmp_path / "aim").write_bytes((kept.path / "one").read_bytes())
    os.mkfifo(kept.path / "pipe")  # whoever opened it plainly would wait for ever
    (kept.path / "folder").mkdir()
    (kept.path / "link").symlink_to(tmp_path / "aim")
    (kept.path / "one").chmod(0o622)
    for name in ("pipe", "folder", "one"):
        with pytest.raises(DamagedError):
            folders.read(kept, name)
    with pytest.raises(OSError, match="symbolic links"):
        folders.read(kept, "link")
    for name in ("pipe", "folder", "one", "link"):
        folders.remove(kept, name)  # no matter which
    assert folders.names(kept) == {"folder"}


@AS_ROOT
def test_a_file_of_another_user_is_not_read(kept):
    os.chown(kept.path / "one", NOBODY, NOBODY)
    with pytest.raises(DamagedError):
        folders.read(kept, "one")


# Nowhere to keep anything


def test_a_machine_without_a_home(cold):
    numbers, codes, heard = cold.run(HOME="")
    assert numbers == RIGHT
    assert codes == ["kernels-not-kept", "kernels-compiling"]
    assert heard[0].startswith("HOME: compiled kernels cannot be kept: neither it nor XDG_CACHE")
    assert "5 kernels, for this run alone" in heard[1]


def test_a_folder_that_is_removed_meanwhile(warm):
    between = f"import shutil; shutil.rmtree({str(warm.home)!r})"
    numbers, codes, heard = warm.run(between=between)
    assert numbers == RIGHT
    assert codes == ["kernels-compiling", "kernels-not-kept"]
    assert "the system refused: No such file or directory" in heard[1]


def test_a_disk_that_takes_no_more(cold):
    # A limit on the size of a file is what a process can set for itself; the call fails alike.
    before = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))"
    numbers, codes, heard = cold.run(before=before)
    assert numbers == RIGHT
    assert codes == ["kernels-compiling", "kernels-not-kept"]
    assert "the system refused: File too large" in heard[1]
    assert cold.files() == []


def test_a_folder_that_others_may_write_to_is_not_used(warm):
    warm.house.chmod(0o770)
    numbers, codes, heard = warm.run()
    assert numbers == RIGHT
    assert codes == ["kernels-not-kept", "kernels-compiling"]
    assert heard[0].startswith(f"{warm.house}: compiled kernels cannot be kept: others may write")


def test_kernels_within_an_archive(cold):
    with zipfile.ZipFile(cold.code / "kernels.zip", "w") as archive:
        archive.write(cold.code / "made_kernels.py", "made_kernels.py")
    (cold.code / "made_kernels.py").unlink()
    path = os.pathsep.join([str(cold.code / "kernels.zip"), str(ROOT)])
    numbers, codes, heard = cold.run(PYTHONPATH=path)
    assert numbers == RIGHT
    assert codes == ["kernels-not-kept", "kernels-compiling"]
    assert "their source cannot be read" in heard[0]


@pytest.mark.parametrize("environ", [{}, {"HOME": ""}, {"HOME": "home", "XDG_CACHE_HOME": "cache"}])
def test_no_place_is_named(environ):
    with pytest.raises(UnusableError, match="names a folder"):
        folders.open_folder(KEY, environ)


def test_a_relative_cache_home_counts_as_none(tmp_path):
    environ = {"XDG_CACHE_HOME": "cache", "HOME": str(tmp_path)}
    folder = folders.open_folder(KEY, environ)
    os.close(folder.handle)
    assert folder.path == tmp_path / ".cache" / "plaudit" / KEY


def test_a_home_that_does_not_exist_is_not_made(tmp_path):
    home = tmp_path / "nonexistent"
    with pytest.raises(UnusableError, match="No such file"):
        folders.open_folder(KEY, {"HOME": str(home)})
    assert not home.exists()


@pytest.mark.parametrize("level", [".cache", ".cache/plaudit", f".cache/plaudit/{KEY}"])
def test_a_file_where_a_folder_should_be(tmp_path, level):
    place = tmp_path / level
    place.parent.mkdir(0o700, parents=True, exist_ok=True)
    place.touch()
    place.parent.chmod(0o700)
    with pytest.raises(UnusableError, match="Not a directory") as raised:
        folders.open_folder(KEY, {"HOME": str(tmp_path)})
    assert raised.value.where == str(place)


@pytest.mark.parametrize("level", ["plaudit", f"plaudit/{KEY}"])
def test_a_link_to_elsewhere_is_not_followed(tmp_path, level):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(0o700)
    place = tmp_path / level
    place.parent.mkdir(0o700, exist_ok=True)
    place.symlink_to(elsewhere)
    with pytest.raises(UnusableError, match="Not a directory"):
        folders.open_folder(KEY, {"XDG_CACHE_HOME": str(tmp_path)})
    assert list(elsewhere.iterdir()) == []


def test_a_cache_home_that_lies_on_another_disk_is_followed(tmp_path):
    (tmp_path / "disk").mkdir()
    (tmp_path / ".cache").symlink_to(tmp_path / "disk")
    os.close(folders.open_folder(KEY, {"HOME": str(tmp_path)}).handle)
    assert (tmp_path / "disk" / "plaudit" / KEY).is_dir()


def test_a_read_only_disk_gives_what_is_on_it_and_takes_nothing(kept, tmp_path, monkeypatch):
    # Root may write anywhere, so the system's answers are put in its place.
    def refused(*_args, **_kwargs):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    for call in ("mkdir", "utime", "unlink", "rmdir", "rename"):
        monkeypatch.setattr(os, call, refused)
    folder = folders.open_folder(KEY, {"XDG_CACHE_HOME": str(tmp_path)})
    assert folders.read(folder, "one") == b"machine code"
    with pytest.raises(OSError, match="Read-only file system"):
        folders.write(folder, "two", b"code")
    os.close(folder.handle)
    with pytest.raises(UnusableError, match="Read-only file system"):
        folders.open_folder("1" * 64, {"XDG_CACHE_HOME": str(tmp_path)})


@AS_ROOT
@pytest.mark.parametrize("level", ["", "plaudit", f"plaudit/{KEY}"])
def test_a_folder_of_another_user_is_not_used(tmp_path, level):
    environ = {"XDG_CACHE_HOME": str(tmp_path)}
    os.close(folders.open_folder(KEY, environ).handle)
    os.chown(tmp_path / level, NOBODY, NOBODY)
    with pytest.raises(UnusableError, match="belongs to another user") as raised:
        folders.open_folder(KEY, environ)
    assert raised.value.where == str(tmp_path / level)


# Housekeeping


def test_folders_that_nobody_used_for_long_are_cleared_away_and_nothing_else(tmp_path):
    house = tmp_path / "plaudit"
    house.mkdir(0o700)
    now, day = time.time(), 86_400
    ages = {"1": 1, "2": 90, "3": 61, "4": 59, "5": 70, "6": 80}
    for digit, days in ages.items():
        made = house / (digit * 64)
        made.mkdir()
        (made / "add.abc").touch()
        os.utime(made, (now - days * day, now - days * day))
    (house / "notes").mkdir()
    os.utime(house / "notes", (0, 0))
    (house / ("9" * 64)).symlink_to(tmp_path)  # a name of ours, and not ours
    os.utime(house / ("9" * 64), (0, 0), follow_symlinks=False)
    os.close(folders.open_folder(KEY, {"XDG_CACHE_HOME": str(tmp_path)}).handle)
    # The one in use and the two used last stay in any case; here they are young as well.
    left = {path.name[0] for path in house.iterdir()}
    assert left == {"0", "1", "4", "n", "9"}
    assert tmp_path.is_dir()


def test_the_newest_stay_however_old_and_there_are_never_too_many(tmp_path):
    house = tmp_path / "plaudit"
    house.mkdir(0o700)
    names = [f"{number:064x}" for number in range(1, 41)]
    for age, name in enumerate(names):
        (house / name).mkdir()
        os.utime(house / name, (time.time() - age, time.time() - age))
    environ = {"XDG_CACHE_HOME": str(tmp_path)}
    os.close(folders.open_folder(KEY, environ).handle)
    assert {path.name for path in house.iterdir()} == {KEY, *names[: folders.KEPT_MOST - 1]}
    for name in names[: folders.KEPT_MOST - 1]:
        os.utime(house / name, (1e9 - int(name, 16), 1e9 - int(name, 16)))
    os.close(folders.open_folder(KEY, environ).handle)
    assert {path.name for path in house.iterdir()} == {KEY, *names[: folders.KEPT_ALWAYS - 1]}


def test_a_write_that_ends_early_leaves_nothing(kept, monkeypatch):
    def interrupted(*_args, **_kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        folders.write(kept, "two", b"code")
    assert folders.names(kept) == {"one"}


def test_the_key_changes_with_everything_that_the_code_depends_on(monkeypatch):
    from scoring.kernels import loading

    seen = {loading.key(b"source"), loading.key(b"source.")}
    changes = [
        (loading, "version", lambda _name: "9.9.9"),
        (loading.np, "__version__", "9.9.9"),
        (loading.numba, "__version__", "9.9.9"),
        (loading.llvmlite, "__version__", "9.9.9"),
        (loading.platform, "python_version", lambda: "9.9.9"),
        (loading.binding, "get_host_cpu_name", lambda: "another"),
        (loading.codegen, "get_host_cpu_features", lambda: "+another"),
        (loading.config, "BOUNDSCHECK", 1),
        (loading.config, "OPT", 0),
    ]
    for owner, name, value in changes:
        with monkeypatch.context() as changed:
            changed.setattr(owner, name, value)
            seen.add(loading.key(b"source"))
    assert len(seen) == 2 + len(changes)
    assert loading.key(b"source") in seen


def test_a_checkout_that_was_never_installed_has_a_key_as_well(monkeypatch):
    from scoring.kernels import loading

    def missing(name):
        raise loading.PackageNotFoundError(name)

    monkeypatch.setattr(loading, "version", missing)
    assert folders._KEY.fullmatch(loading.key(b"source"))


def test_code_that_holds_an_address_is_not_kept_and_works(tmp_path):
    kernels = Kernels(__file__, {"XDG_CACHE_HOME": str(tmp_path)})
    large = np.arange(1 << 20)  # numba refers to it where it lies

    @kernels.kernel("int64(int64)")
    def at(place):
        return large[place]

    assert at(7) == 7
    compiling, not_kept = kernels.notices
    assert compiling.code == "kernels-compiling"
    assert not_kept.what.endswith("cannot be kept: its code holds addresses of this process")


def test_a_folder_that_cannot_be_listed_counts_as_empty():
    assert folders.names(Folder(Path("closed"), 10**6)) == set()


def test_a_kernel_that_cannot_be_compiled_is_the_fault_of_its_author_each_time(tmp_path):
    from numba.core.errors import NumbaError

    kernels = Kernels(__file__, {"XDG_CACHE_HOME": str(tmp_path)})

    @kernels.kernel("int64(int64)")
    def unknown(number):
        return number + "text"

    for _ in range(2):  # the second time shows that the first let go of its lock
        with pytest.raises(NumbaError):
            unknown(1)


def test_numba_is_not_imported_before_a_kernel_is_made():
    code = "import sys, scoring.kernels.cache; print({'numba', 'numpy'} & set(sys.modules))"
    found = subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, text=True)
    assert found.strip() == "set()"
