"""Objects of a bucket: upload, download, metadata and presigned URLs."""

from cosanim.objects.bucket import ObjectInfo, Objects

__all__ = ["ObjectInfo", "Objects"]
