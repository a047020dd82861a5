"""The catalogue of cases: every form can be filled in, every status reached and left, every message sent."""

from collections.abc import Iterator

from tenants.profile.checks.walking import Finding
from tenants.profile.problems import Path
from tenants.profile.schema import Profile
from tenants.profile.schema.cases import CaseField, CaseStatus, CaseType, StatutoryClock
from tenants.profile.schema.notifications import Topic
from tenants.profile.sentences import gettext as _

# Pages of every form, whose names no step may take.
_OWN_PAGES = ("kontakt", "sprawdz", "kod", "dane")


def forms(profile: Profile) -> Iterator[Finding]:
    """Questions hang on questions before them and stand on steps there are; bounds have an order."""
    for index, case_type in enumerate(profile.services.case_types):
        here: Path = ("services", "case_types", index)
        for path, message in (*_steps(case_type), *_conditions(case_type), *_bounds(case_type)):
            yield (*here, *path), message
        if case_type.statutory:
            yield from _protected(here, case_type.statutory)
            known = {field.key for field in case_type.fields}
            for position, special in enumerate(case_type.statutory.days_when):
                if special.field not in known:
                    yield (
                        (*here, "statutory", "days_when", position, "field"),
                        _("The form has no question “{key}”.").format(key=special.field),
                    )
        if case_type.flow == "handover":
            kinds = [field.kind for field in case_type.fields if field.required and field.shown_when is None]
            if "service_point" not in kinds or "date" not in kinds:
                message = _("A handover asks for a service point and a date, both required.")
                yield (*here, "fields"), message
            if case_type.who != "linked_customer":
                yield (*here, "who"), _("A handover is begun by a linked customer.")


def _protected(here: Path, rule: StatutoryClock) -> Iterator[Finding]:
    """A law for consumers alone has words for everybody else too: nobody may read of a right that is not theirs."""
    if rule.protects == "consumers":
        for name in ("law_for_others", "law_if_unknown"):
            if getattr(rule, name) is None:
                message = _(
                    "Of a law that protects consumers alone, say what others read: law_for_others and law_if_unknown."
                )
                yield (*here, "statutory", name), message
    elif rule.law_for_others or rule.law_if_unknown or rule.days_for_others:
        message = _("Other words or days for firms need protects: consumers.")
        yield (*here, "statutory", "protects"), message


def _steps(case_type: CaseType) -> Iterator[Finding]:
    steps = {step.key for step in case_type.steps}
    for position, step in enumerate(case_type.steps):
        if step.key in _OWN_PAGES:
            message = _("“{key}” is the name of a page that every form has; choose another.")
            yield ("steps", position, "key"), message.format(key=step.key)
    for position, field in enumerate(case_type.fields):
        if field.step is not None and field.step not in steps:
            yield ("fields", position, "step"), _("The form has no step “{key}”.").format(key=field.step)


def _conditions(case_type: CaseType) -> Iterator[Finding]:
    before: dict[str, CaseField] = {}
    for position, field in enumerate(case_type.fields):
        rule = field.shown_when
        if rule is not None:
            here: Path = ("fields", position, "shown_when")
            other = before.get(rule.field)
            if other is None:
                message = _("There is no question “{key}” before this one.")
                yield (*here, "field"), message.format(key=rule.field)
            else:
                yield from _answers(here, field, other)
        before[field.key] = field


def _answers(here: Path, field: CaseField, other: CaseField) -> Iterator[Finding]:
    rule = field.shown_when
    assert rule is not None
    wanted = [rule.equals] if rule.equals is not None else list(rule.one_of)
    if not wanted:
        yield here, _("Say after which answer it is asked: equals or one_of.")
    if other.kind in ("choice", "multiple_choice"):
        known: list[object] = [choice.key for choice in other.choices]
    elif other.kind == "yes_no":
        known = [True, False]
    else:
        yield (*here, "field"), _("Only a choice or a question with yes and no can decide this.")
        return
    for answer in wanted:
        if answer not in known:
            message = _("The question “{key}” has no answer “{answer}”.")
            yield here, message.format(key=other.key, answer=answer)


def _bounds(case_type: CaseType) -> Iterator[Finding]:
    for position, field in enumerate(case_type.fields):
        if field.least is not None and field.most is not None and field.most < field.least:
            yield ("fields", position, "most"), _("The largest is smaller than the least.")
        if field.max_count < field.min_count:
            yield ("fields", position, "max_count"), _("The largest is smaller than the least.")
        if field.kind == "multiple_choice" and not field.choices:
            yield ("fields", position), _("A question with a choice needs at least two answers.")


def statuses(profile: Profile) -> Iterator[Finding]:
    """Each list of statuses has its beginning and its ends, and leads only to statuses of the same list."""
    services = profile.services
    if services.case_types and any(not one.statuses for one in services.case_types):
        yield from _way(("services", "statuses"), services.statuses, withdrawal=True, handover=False)
    for index, case_type in enumerate(services.case_types):
        if case_type.statuses:
            yield from _way(
                ("services", "case_types", index, "statuses"), case_type.statuses,
                withdrawal=case_type.withdrawal, handover=case_type.flow == "handover",
            )  # fmt: skip
        elif case_type.flow == "handover":
            message = _("A handover needs statuses of its own, one of them with marks: other_party.")
            yield ("services", "case_types", index, "statuses"), message


def _way(
    here: Path, listed: tuple[CaseStatus, ...], *, withdrawal: bool, handover: bool
) -> Iterator[Finding]:
    keys = {one.key for one in listed}
    needed = [
        "filed",
        "decided",
        *(["withdrawn"] if withdrawal else []),
        *(["other_party"] if handover else []),
    ]
    for mark in needed:
        if sum(one.marks == mark for one in listed) != 1:
            yield here, _("Exactly one status has to be marked “{mark}”.").format(mark=mark)
    for position, one in enumerate(listed):
        if one.marks in ("decided", "withdrawn") and not one.final:
            yield (
                (*here, position, "final"),
                _("A case that is decided or withdrawn is closed (final: true)."),
            )
        if one.final and one.whose_move != "nobody":
            yield (*here, position, "whose_move"), _("In a closed case it is nobody's move.")
        named = [*one.next, *([one.after_reply] if one.after_reply else [])]
        for key in named:
            if key not in keys:
                yield (*here, position), _("There is no status “{key}” in this list.").format(key=key)
        if not one.final and not one.next:
            yield (*here, position, "next"), _("From an open status something has to follow.")


def messages(profile: Profile) -> Iterator[Finding]:
    """Whoever files without an account needs the mail with the code; whoever files anything, the confirmation."""
    used = {topic.topic for topic in profile.notifications.topics}
    types = profile.services.case_types if "cases" in profile.access.modules else ()
    needed = {Topic.CASE_RECEIVED} if types else set()
    if any(one.who == "anybody" or one.flow == "handover" for one in types):
        needed.add(Topic.CASE_VERIFY)
    for topic in sorted(needed - used):
        message = _("The topic “{topic}” is missing; without it nobody could file these cases.")
        yield ("notifications", "topics"), message.format(topic=topic.value)


def septic(profile: Profile) -> Iterator[Finding]:
    """What orders an emptying is a kind of case of this catalogue."""
    rule = profile.services.septic
    known = {one.key for one in profile.services.case_types}
    for name in ("order_tank", "order_plant"):
        key = getattr(rule, name) if rule else None
        if key is not None and key not in known:
            yield ("services", "septic", name), _("There is no case type “{key}”.").format(key=key)
