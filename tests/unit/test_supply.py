"""The audit of the pinned packages, the bill of materials and the licence report; nothing is fetched."""

import datetime
import importlib
import json
import zipfile
from email.message import Message
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
DAY = datetime.date(2026, 3, 1)


@pytest.fixture
def scripts(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The scripts of packaging/, which are in no package."""
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    return SimpleNamespace(**{name: importlib.import_module(name) for name in ("pins", "audit", "sbom")})


@pytest.fixture
def pinned(scripts: SimpleNamespace) -> list[Any]:
    """What is really pinned."""
    return scripts.pins.read_pins((ROOT / "packaging" / "constraints.txt").read_text(encoding="utf-8"))


def snapshot(folder: Path, date: datetime.date = DAY, **advisory: Any) -> Path:
    """A snapshot with one advisory, or none."""
    file = folder / "advisories.json"
    wrong = [{"id": "CVE-1", "package": "av", "affected": ["<99"], "summary": "It is bad.", **advisory}]
    document = {"format": 1, "date": date.isoformat(), "scope": "Made up.", "advisories": wrong if advisory else []}
    file.write_text(json.dumps(document), encoding="utf-8")
    return file


def test_all_pins_are_read_with_their_sections_and_hashes(pinned: list[Any]) -> None:
    text = (ROOT / "packaging" / "constraints.txt").read_text(encoding="utf-8")
    assert len(pinned) == sum("==" in line and line[0].isalnum() for line in text.splitlines())
    assert {pin.section for pin in pinned} == {"run", "dev", "cpu", "cuda"}
    assert sum(len(pin.hashes) for pin in pinned) == text.count("--hash=sha256:")
    assert all(pin.hashes for pin in pinned)


def test_a_pinned_version_that_an_advisory_names_fails_whatever_its_age(
    scripts: SimpleNamespace, pinned: list[Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [version] = [pin.version for pin in pinned if pin.name == "av"]
    for affected in (["<99"], ["<1", f">={version},<99"], [f"=={version}"]):
        for days in (0, 10_000):
            file = snapshot(tmp_path, affected=affected)
            assert scripts.audit.audit(pinned, file, DAY + datetime.timedelta(days=days)) == 1
            assert f"av {version} is affected by CVE-1: It is bad." in capsys.readouterr().out
    assert scripts.audit.audit(pinned, snapshot(tmp_path, affected=["<1"]), DAY) == 0
    assert scripts.audit.audit(pinned, snapshot(tmp_path, package="not-pinned"), DAY) == 0
    assert "!!!" not in capsys.readouterr().out


def test_an_old_or_missing_snapshot_is_said_loudly_and_breaks_nothing(
    scripts: SimpleNamespace, pinned: list[Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = snapshot(tmp_path)
    most = scripts.audit.MOST_DAYS
    assert scripts.audit.audit(pinned, file, DAY + datetime.timedelta(days=most)) == 0
    assert "!!!" not in capsys.readouterr().out
    assert scripts.audit.audit(pinned, file, DAY + datetime.timedelta(days=most + 1)) == 0
    said = capsys.readouterr().out
    assert said.startswith("!!!")
    assert "NO CURRENT AUDIT" in said
    assert "--update" in said
    file.unlink()
    assert scripts.audit.audit(pinned, file, DAY) == 0
    assert "NO AUDIT" in capsys.readouterr().out


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": 2}', '{"format": 1, "date": "x", "scope": "", "advisories": []}']
)
def test_a_damaged_snapshot_is_no_audit(
    scripts: SimpleNamespace, pinned: list[Any], tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    file = tmp_path / "advisories.json"
    file.write_text(text, encoding="utf-8")
    assert scripts.audit.audit(pinned, file, DAY) == 0
    assert "NO AUDIT" in capsys.readouterr().out


def test_the_committed_snapshot_is_readable_and_names_no_pinned_version(
    scripts: SimpleNamespace, pinned: list[Any]
) -> None:
    committed = scripts.audit.read_snapshot(ROOT / "packaging" / "advisories.json")
    assert committed.scope
    assert {advisory.package for advisory in committed.advisories} <= {pin.name for pin in pinned}
    assert scripts.audit.matches(pinned, committed.advisories) == []


def test_the_snapshot_is_renewed_from_an_export(
    scripts: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def entry(name: str, events: list[dict[str, str]], **more: Any) -> dict[str, Any]:
        span = {"type": "ECOSYSTEM", "events": events}
        affected = [{"package": {"ecosystem": "PyPI", "name": name}, "ranges": [span, {"type": "GIT", "events": []}]}]
        return {"id": "PYSEC-1", "modified": "2026-02-03T04:05:06Z", "summary": "Bad.", "affected": affected, **more}

    entries = [
        entry("Pillow", [{"introduced": "0"}, {"fixed": "9"}], id="PYSEC-2", aliases=["GHSA-1", "CVE-2"]),
        entry(
            "av", [{"introduced": "3"}, {"last_affected": "4"}, {"introduced": "6"}], modified="2026-02-05T00:00:00Z"
        ),
        entry("av", [{"introduced": "0"}], withdrawn="2026-01-01T00:00:00Z"),
        entry("somebody-elses", [{"introduced": "0"}]),
    ]
    export = tmp_path / "all.zip"
    with zipfile.ZipFile(export, "w") as archive:
        for number, each in enumerate(entries):
            archive.writestr(f"{number}.json", json.dumps(each))
    file = tmp_path / "advisories.json"
    monkeypatch.setattr(scripts.audit, "SNAPSHOT", file)
    assert scripts.audit.main(["--update", str(export)]) == 0
    made = scripts.audit.read_snapshot(file)
    assert made.date == datetime.date(2026, 2, 5)
    assert [(each.id, each.package, each.affected) for each in made.advisories] == [
        ("PYSEC-1", "av", (">=3,<=4", ">=6")),
        ("CVE-2", "pillow", ("<9",)),
    ]
    assert scripts.audit.main(["--update", str(tmp_path / "none.zip")]) == 1
    assert scripts.audit.read_snapshot(file) == made


def test_the_bill_of_materials_names_every_package_with_version_hashes_and_licence(
    scripts: SimpleNamespace, pinned: list[Any]
) -> None:
    wanted = scripts.sbom.wanted_pins(pinned, dev=True)
    project = {"name": "x", "license": "MIT", "dependencies": ["av>=1", "Pillow"]}
    made = scripts.sbom.bill(scripts.sbom.parts_of(wanted), None, project, "1.0")
    assert (made["bomFormat"], made["specVersion"], made["version"]) == ("CycloneDX", "1.6", 1)
    components = {each["name"]: each for each in made["components"]}
    assert set(components) == {pin.name for pin in wanted}
    for pin in wanted:
        component = components[pin.name]
        assert component["purl"] == f"pkg:pypi/{pin.name}@{pin.version}"
        assert [each["content"] for each in component["hashes"]] == list(pin.hashes)
        assert component["licenses"], pin.name
    refs = [each["bom-ref"] for each in made["components"]]
    refs += [each["bom-ref"] for component in made["components"] for each in component.get("components", ())]
    assert len(refs) == len(set(refs))
    depended = {ref for each in made["dependencies"] for ref in each["dependsOn"]}
    assert depended <= set(refs)
    assert made["dependencies"][0]["dependsOn"] == [components["av"]["purl"], components["pillow"]["purl"]]
    assert made == scripts.sbom.bill(scripts.sbom.parts_of(wanted), None, project, "1.0")
    assert (
        "libx264" in {each["name"] for each in components["av"]["components"]} or "components" not in components["av"]
    )


@pytest.mark.parametrize(
    ("licence", "configuration", "libraries", "is_gpl"),
    [
        ("LGPL version 3 or later", "--enable-version3 --enable-libx264 --enable-libopus", ("libx264",), True),
        ("GPL version 2 or later", "--enable-gpl", (), True),
        ("LGPL version 2.1 or later", "--enable-libopus --disable-libx264", (), False),
    ],
)
def test_what_ffmpeg_may_be_passed_on_under_is_read_from_its_own_build(
    scripts: SimpleNamespace, licence: str, configuration: str, libraries: tuple[str, ...], is_gpl: bool
) -> None:
    meta = {"libavcodec": {"license": licence, "configuration": configuration}}
    build = scripts.sbom.ffmpeg_build(meta, "9.9")
    assert (build.licence, build.gpl_libraries, build.is_gpl) == (licence, libraries, is_gpl)
    report = scripts.sbom.report([], build, {"license": "MIT"})
    assert ("GNU GPL" in report) is is_gpl
    assert all(name in report for name in libraries)


def test_the_installed_ffmpeg_tells_how_it_was_built(scripts: SimpleNamespace) -> None:
    build = scripts.sbom.installed_ffmpeg()
    assert build is not None
    assert build.version[0].isdigit()
    assert "GPL" in build.licence


def test_another_ffmpeg_in_a_wheel_is_not_passed_over(scripts: SimpleNamespace, pinned: list[Any]) -> None:
    """OpenCV's wheel brings one, whatever PyAV's is."""
    build = scripts.sbom.FFmpegBuild("9.9", "LGPL version 2.1 or later", ())
    [pin] = [pin for pin in pinned if pin.name == "opencv-python-headless"]
    [part] = scripts.sbom.parts_of([pin])
    assert part.licence == "Apache-2.0"
    said = " ".join(scripts.sbom.report([part], build, {"license": "MIT"}).split())
    assert "opencv-python-headless's wheel carries an FFmpeg of its own" in said
    assert "no library beside it that is under the GPL" in said
    libraries = (scripts.sbom.Library("libavcodec", "62"), scripts.sbom.Library("libx264", "165"))
    said = " ".join(
        scripts.sbom.report([scripts.sbom.Part(pin, "MIT", (), libraries)], build, {"license": "MIT"}).split()
    )
    assert "with libx264, under the GNU GPL" in said


@pytest.mark.parametrize(
    ("file", "name", "version"),
    [
        ("av.libs/libavcodec-57b49563.so.62.28.101", "libavcodec", "62.28.101"),
        ("opencv_python_headless.libs/libopenblasp-r0-59ffcd50.3.15.so", "libopenblasp-r0", "3.15"),
        ("opencv_python_headless.libs/libssl-81259c47.so.1.1.1k", "libssl", "1.1.1k"),
        ("scipy.libs/libscipy_openblas-1aa5aa3c.so", "libscipy_openblas", ""),
    ],
)
def test_a_library_in_a_wheel_is_known_by_its_name_and_version(
    scripts: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, file: str, name: str, version: str
) -> None:
    found = SimpleNamespace(version="1", requires=[], files=[file, "x/y.so"], metadata=Message())
    monkeypatch.setattr(scripts.sbom.metadata, "distribution", lambda _: found)
    [part] = scripts.sbom.parts_of([scripts.pins.Pin("x", "1", "run", ())])
    assert part.libraries == (scripts.sbom.Library(name, version),)


def test_the_report_says_what_was_not_read(scripts: SimpleNamespace) -> None:
    pin = scripts.pins.Pin("not-installed-anywhere", "1", "cuda", ("0" * 64,))
    report = scripts.sbom.report(scripts.sbom.parts_of([pin]), None, {"license": "MIT"})
    assert "not-installed-anywhere" in report.rpartition("Read the licences of these too")[2]
    assert "PyAV does not tell how its FFmpeg was built" in report
