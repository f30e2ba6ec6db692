"""`measure`: what a change did to a picture, in numbers and as a map."""

import dataclasses
import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lance_studio.cli.console import print_json, print_result
from lance_studio.cli.options import ReportOptions, grouped
from lance_studio.errors import InvalidRequestError

if TYPE_CHECKING:
    from lance_studio.metrics.drift import Drift, Figures
    from lance_studio.workflows.measuring import Measured

_WORDS = {
    "delta_e": "colours",
    "delta_e_99": "colours of some pixels",
    "visible": "pixels that differ at a glance",
    "spot": "a place that differs at a glance",
    "ssim": "structure",
    "edges": "edges",
    "shift": "a shift of the whole picture",
    "tone": "the tone of the whole picture",
    "colours": "a watched colour",
}


@grouped
def measure(
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="The picture as it was.")],
    result: Annotated[Path, typer.Argument(metavar="RESULT", help="The picture as it came out.")],
    report: ReportOptions,
    mask: Annotated[
        Path | None,
        typer.Option("--mask", metavar="FILE", help="White where the picture was to change. Default: it is found."),
    ] = None,
    colour: Annotated[
        list[str] | None,
        typer.Option("--colour", metavar="NAME=#RRGGBB", help="A colour that must stay; may be given several times."),
    ] = None,
    heat_map: Annotated[
        Path | None, typer.Option("--heat-map", metavar="FILE", help="Write where it differs as a new PNG.")
    ] = None,
) -> None:
    """Measure how far an edited picture went from its source, inside the change and everywhere else.

    The change is found by comparing both, or given as a mask. Outside of it nothing should differ: "drift 0" means that
    every pixel there is the source's own, and from 1 on people notice. Of two sizes the smaller one counts.

    With --json: width, height (compared), part (of the source: left, top, right, bottom, or null for all), found
    (whether the region was found), global, share (of the picture, 0 to 1), drift, worst (the figure that decides it);
    inside and outside (null where there is no such part): pixels, changed, visible (shares), psnr (dB, null for equal
    pixels), ssim, delta_e, delta_e_99 (ΔE00), edges (pixels), spot (share of the shorter side); shift (pixels to the
    right, down), tone (L*, a*, b*), colours (ΔE00 by name).
    """
    from lance_studio.media.images import load_image, load_mask, write_png
    from lance_studio.media.output import ensure_not_a_source
    from lance_studio.metrics.drift import coloured
    from lance_studio.workflows.measuring import measure_pictures

    with report.reporter() as reporter:
        watched = dict(_colour(each) for each in colour or ())
        if heat_map is not None:
            ensure_not_a_source(heat_map, [each for each in (source, result, mask) if each is not None])
        one, other = load_image(source), load_image(result)
        inside = None if mask is None else load_mask(mask)
        measured = measure_pictures(one, other, inside, watched)
        if heat_map is not None:
            write_png(heat_map, coloured(measured.heat))
        if report.json_output:
            print_json({"ok": True, **_document(measured), "warnings": reporter.warnings})
        else:
            for line in _lines(measured):
                print_result(line)


def _colour(text: str) -> tuple[str, tuple[int, int, int]]:
    name, _, value = text.rpartition("=")
    digits = value.removeprefix("#")
    if len(digits) != 6 or not all(each in "0123456789abcdefABCDEF" for each in digits):
        raise InvalidRequestError(f"'{text}' is no colour.", "Write it as brand=#1A2B3C.")
    red, green, blue = bytes.fromhex(digits)
    return name or f"#{digits}", (red, green, blue)


def _document(measured: "Measured") -> dict[str, Any]:
    drift = measured.drift
    name, severity = drift.worst
    return {
        "width": measured.size[0],
        "height": measured.size[1],
        "part": None if measured.part is None else list(measured.part),
        "found": measured.found,
        "global": measured.is_global,
        "share": float(measured.region.mean()),
        "drift": severity,
        "worst": name or None,
        "inside": _figures(drift.inside),
        "outside": _figures(drift.outside),
        "shift": list(drift.shift),
        "tone": list(drift.tone),
        "colours": dict(drift.colours),
    }


def _figures(figures: "Figures | None") -> dict[str, Any] | None:
    if figures is None:
        return None
    found = dataclasses.asdict(figures)
    return {**found, "psnr": found["psnr"] if math.isfinite(found["psnr"]) else None}


def _lines(measured: "Measured") -> list[str]:
    width, height = measured.size
    part = "" if measured.part is None else ", the middle of the source"
    lines = [f"Compared at {width} × {height} pixels{part}."]
    how = "Found" if measured.found else "Given"
    if measured.is_global:
        lines.append(f"{how} region: all of the picture.")
    else:
        lines.append(f"{how} region: {_share(float(measured.region.mean()))} of the picture.")
    for name, figures in (("Inside", measured.drift.inside), ("Outside", measured.drift.outside)):
        if figures is not None:
            lines.append(f"{name}: {_sentence(figures)}")
    return [*lines, *_verdict(measured.drift)]


def _sentence(figures: "Figures") -> str:
    if not figures.changed:
        return "every pixel is the source's own."
    return (
        f"{_share(figures.changed)} of the pixels differ, {_share(figures.visible)} at a glance; "
        f"{figures.psnr:.1f} dB, SSIM {figures.ssim:.4f}, ΔE00 {figures.delta_e:.2f} (99 %: {figures.delta_e_99:.1f}), "
        f"edges {figures.edges:.2f} px."
    )


def _verdict(drift: "Drift") -> list[str]:
    lines = [f"Colour {name}: ΔE00 {value:.2f}." for name, value in drift.colours.items()]
    if any(drift.shift):
        lines.append(f"The whole picture lies {drift.shift[0]:+.2f} px to the right and {drift.shift[1]:+.2f} px down.")
    if drift.outside is None:
        return [*lines, "Drift: nothing lies outside the region."]
    name, severity = drift.worst
    reason = f" ({_WORDS[name]})" if severity >= 1 else ""
    verdict = "people notice" if severity >= 1 else "hardly anybody notices" if severity else "none"
    return [*lines, f"Drift {severity:.2f}: {verdict}{reason}."]


def _share(share: float) -> str:
    return "0 %" if not share else f"{100 * share:.1f} %" if share >= 0.001 else "under 0.1 %"
