"""The report of a plan: one page that opens anywhere, in Chinese and English."""

from geju.report.page import render

__all__ = ["render"]
