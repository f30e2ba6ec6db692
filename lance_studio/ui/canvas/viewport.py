"""Where the picture stands on the canvas: zoom, pan and fit, as plain arithmetic.

View coordinates are Qt's device-independent pixels; picture coordinates are the picture's own pixels. Zoom 1 (100 %)
is one pixel of the picture on one pixel of the screen, whatever the screen's density.

How a picture is scaled: at 100 % not at all. Below 100 %, and fitted into the view, smoothly. At a zoom that the user
chose of 200 % or more by the nearest pixel, so that each pixel of the picture can be seen and masked.
"""

from dataclasses import dataclass, replace

LEAST_ZOOM, MOST_ZOOM = 0.05, 32.0
STEP = 1.25
"""Factor of one notch of the wheel."""
NEAREST_FROM = 2.0
_MARGIN = 24.0
_FIT_MOST = 8.0
_STOPS = (0.05, 0.1, 0.25, 0.33, 0.5, 0.67, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0)


@dataclass(frozen=True)
class Viewport:
    """A picture in a view.

    Attributes:
        view: Width and height of the view.
        picture: Width and height of the picture; (0, 0) if there is none.
        ratio: Screen pixels in one device-independent pixel.
        zoom: The zoom that the user chose; None fits the picture into the view.
        centre: The point of the picture that stands in the middle of the view; None is the picture's own middle.
    """

    view: tuple[float, float] = (0.0, 0.0)
    picture: tuple[int, int] = (0, 0)
    ratio: float = 1.0
    zoom: float | None = None
    centre: tuple[float, float] | None = None

    @property
    def scale(self) -> float:
        """The zoom in force."""
        return self._fitting() if self.zoom is None else self.zoom

    @property
    def smooth(self) -> bool:
        """Whether the picture is scaled smoothly; else by the nearest pixel."""
        return self.scale != 1.0 and (self.zoom is None or self.scale < NEAREST_FROM)

    @property
    def place(self) -> tuple[float, float, float, float]:
        """Left, top, width and height of the picture in the view; its corner stands on a screen pixel."""
        factor = self.scale / self.ratio
        cx, cy = self._middle()
        left = self.view[0] / 2 - cx * factor
        top = self.view[1] / 2 - cy * factor
        return (self._snap(left), self._snap(top), self.picture[0] * factor, self.picture[1] * factor)

    def to_picture(self, x: float, y: float) -> tuple[float, float]:
        """Return the point of the picture that is shown at a point of the view."""
        left, top, _, _ = self.place
        factor = self.scale / self.ratio
        return (x - left) / factor, (y - top) / factor

    def to_view(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point of the picture is shown."""
        left, top, _, _ = self.place
        factor = self.scale / self.ratio
        return left + x * factor, top + y * factor

    def resized(self, width: float, height: float, ratio: float) -> "Viewport":
        """Return the same picture in a view of another size."""
        return replace(self, view=(width, height), ratio=ratio)._kept_in_sight()

    def showing(self, width: int, height: int) -> "Viewport":
        """Return the view with a picture of this size; one of another size than the former is fitted."""
        if (width, height) == self.picture:
            return self
        return replace(self, picture=(width, height), zoom=None, centre=None)

    def fitted(self) -> "Viewport":
        """Return the view with the whole picture in it; small pictures are enlarged."""
        return replace(self, zoom=None, centre=None)

    def at(self, zoom: float, x: float | None = None, y: float | None = None) -> "Viewport":
        """Return the view at another zoom.

        Args:
            zoom: 1 is 100 %; held between the least and the greatest zoom.
            x: The point of the view that stays where it is; None is the middle.
            y: As `x`.
        """
        x = self.view[0] / 2 if x is None else x
        y = self.view[1] / 2 if y is None else y
        zoom = min(max(zoom, LEAST_ZOOM), MOST_ZOOM)
        px, py = self.to_picture(x, y)
        factor = zoom / self.ratio
        centre = (px + (self.view[0] / 2 - x) / factor, py + (self.view[1] / 2 - y) / factor)
        return replace(self, zoom=zoom, centre=centre)._kept_in_sight()

    def stepped(self, steps: int) -> "Viewport":
        """Return the view at the next greater or smaller round zoom, around its middle."""
        now = self.scale
        if steps > 0:
            return self.at(next((stop for stop in _STOPS if stop > now * 1.01), MOST_ZOOM))
        return self.at(next((stop for stop in reversed(_STOPS) if stop < now * 0.99), LEAST_ZOOM))

    def panned(self, dx: float, dy: float) -> "Viewport":
        """Return the view with the picture moved by so much in the view; it never leaves it wholly."""
        factor = self.scale / self.ratio
        cx, cy = self._middle()
        return replace(self, zoom=self.scale, centre=(cx - dx / factor, cy - dy / factor))._kept_in_sight()

    def _middle(self) -> tuple[float, float]:
        if self.zoom is None or self.centre is None:
            return self.picture[0] / 2, self.picture[1] / 2
        return self.centre

    def _fitting(self) -> float:
        width, height = self.picture
        if not width or not height:
            return 1.0
        room = [max(side - 2 * _MARGIN, 1.0) * self.ratio for side in self.view]
        return min(room[0] / width, room[1] / height, _FIT_MOST)

    def _kept_in_sight(self) -> "Viewport":
        if self.zoom is None or self.centre is None:
            return self
        width, height = self.picture
        x, y = self.centre
        return replace(self, centre=(min(max(x, 0.0), float(width)), min(max(y, 0.0), float(height))))

    def _snap(self, value: float) -> float:
        return round(value * self.ratio) / self.ratio
