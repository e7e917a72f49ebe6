"""Objects of a bucket: the two ends of every job."""

from cosanim.objects.store import ObjectInfo, Objects

__all__ = ["ObjectInfo", "Objects"]
