"""Objects of a bucket: upload, download, metadata and presigned URLs."""

from cosanim.objects.store import ObjectInfo, Objects

__all__ = ["ObjectInfo", "Objects"]
