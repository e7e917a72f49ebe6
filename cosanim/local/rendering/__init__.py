"""Rendering of a video as an animated image, in worker processes."""
