"""Signed requests over HTTP: sessions, time limits, repetitions, and what comes back."""
