"""Objects of a bucket: upload, download, lists, metadata, deletion and presigned URLs."""

from cosanim.objects.records import DeletedObject, ListedObject, ObjectInfo
from cosanim.objects.store import Objects

__all__ = ["DeletedObject", "ListedObject", "ObjectInfo", "Objects"]
