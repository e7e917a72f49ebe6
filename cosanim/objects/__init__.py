"""Objects of a bucket: the two ends of every job."""

from cosanim.objects.bucket import ObjectInfo, Objects

__all__ = ["ObjectInfo", "Objects"]
