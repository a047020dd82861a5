"""Files beside the profile: named and there, texts readable, drawings nothing but drawings."""

import re
from collections.abc import Callable, Iterator, Mapping

from lxml import etree

from tenants.profile.checks.walking import Finding, side_files
from tenants.profile.schema import Profile
from tenants.profile.sentences import gettext as _

_SHAPES = frozenset({
    "svg", "g", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon", "title", "desc", "defs",
    "linearGradient", "radialGradient", "stop",
})  # fmt: skip
_SVG = "http://www.w3.org/2000/svg"
# A gradient of the drawing itself, the only address a colour may name.
_OWN_PAINT = re.compile(r"url\(#[\w-]+\)")


def files(profile: Profile, lying_beside: Mapping[str, bytes]) -> Iterator[Finding]:
    """What is wrong with the files, at the field that names each."""
    named: set[str] = set()
    for path, name in side_files(profile):
        named.add(name)
        if name not in lying_beside:
            yield path, _("The file “{name}” does not lie beside the profile.").format(name=name)
            continue
        complaint = _COMPLAINTS.get(name[name.rfind(".") :])
        if complaint and (message := complaint(lying_beside[name])):
            yield path, message
    for name in sorted(set(lying_beside) - named):
        message = _("The file “{name}” lies beside the profile, but nothing in it names that file.")
        yield (), message.format(name=name)


def _unreadable(content: bytes) -> str | None:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return _("This file is not a text in UTF-8.")
    return None if text.strip() else _("This file is empty.")


def _unsafe_svg(content: bytes) -> str | None:
    """A logo is shown on every page of the office, so it may be a drawing and nothing else."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return _("This is not a correct SVG drawing.")
    if root.getroottree().docinfo.internalDTD is not None:
        return _("An SVG with a DOCTYPE is not accepted.")
    if strange := next(_strange_in(root), None):
        return _("An SVG may hold only shapes; there is “{name}” in it.").format(name=strange)
    return None


def _strange_in(root: etree._Element) -> Iterator[str]:
    """Names of elements, attributes and instructions that could do more than draw."""
    for element in (*root.itersiblings(preceding=True), *root.iter()):
        tag: object = element.tag
        if not isinstance(tag, str):  # an instruction to the browser, or an entity
            yield "<?"
            continue
        name = etree.QName(tag)
        if name.localname not in _SHAPES or name.namespace != _SVG:
            yield name.localname
        for attribute, value in element.items():
            local = etree.QName(attribute).localname
            if (
                local.startswith("on")
                or local in ("href", "style")
                or "url(" in _OWN_PAINT.sub("", str(value))
            ):
                yield local


_COMPLAINTS: dict[str, Callable[[bytes], str | None]] = {".svg": _unsafe_svg, ".md": _unreadable}
