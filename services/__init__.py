"""Tongban services: each folder is one service; only the chassis is shared."""
