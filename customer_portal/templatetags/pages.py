"""`{% load pages %}`: which page numbers a long list shows, with gaps."""

from __future__ import annotations

from typing import Any

from django import template
from django.core.paginator import Page

register = template.Library()


@register.filter
def shown_numbers(page: Page[Any]) -> list[int | str]:
    """The numbers around the page shown and at both ends; an ellipsis stands for the gaps."""
    return list(page.paginator.get_elided_page_range(page.number))
