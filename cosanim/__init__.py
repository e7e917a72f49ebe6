"""Typed, checked and testable video-to-animation jobs of Tencent Cloud's Cloud Infinite (CI)."""
