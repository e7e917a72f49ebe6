"""Chooses the track of a file that is rendered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from av.stream import Disposition

from cosanim.local.rendering.claims import average_rate, claimed_track_lengths

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.stream import VideoStream

#: Tracks of pictures that are no videos: covers of songs, and the thumbnails of chapters.
_NO_VIDEOS: Final = Disposition.attached_pic | Disposition.timed_thumbnails
#: Tracks for some viewers only, and those that cannot be shown without another track.
_SPECIAL: Final = Disposition.hearing_impaired | Disposition.visual_impaired | Disposition.dependent


def best_video_track(container: InputContainer) -> VideoStream | None:
    """Return the track that players show; None without a track that can be decoded.

    This is the default track, unless it has one picture or none, such as a cover that is not marked as one. Among
    several, or without one, it is the one with the largest pictures and then with the highest bit rate. The order of
    the tracks counts last, so that a preview is not taken for standing first.
    """
    # A track that FFmpeg cannot decode has no codec context.
    tracks = [track for track in container.streams.video if track.codec_context is not None]
    return max((track for track in tracks if not track.disposition & _NO_VIDEOS), key=_rank, default=None)


def _rank(track: VideoStream) -> tuple[bool, bool, bool, int, int]:
    disposition, decoder = track.disposition, track.codec_context
    return (
        not disposition & _SPECIAL,
        not disposition & Disposition.still_image and not _is_still(track),
        bool(disposition & Disposition.default),
        decoder.width * decoder.height,
        decoder.bit_rate or 0,
    )


def _is_still(track: VideoStream) -> bool:
    """Return whether a track has one picture at most, as far as its container tells."""
    if track.frames:
        return track.frames == 1
    rate = average_rate(track)
    shortest = min(claimed_track_lengths(track), default=None)
    return shortest is not None and (not shortest or (rate is not None and shortest * rate <= 1))
