"""A form being filled in: begun, saved page by page, files added, a guest's mailbox proven, thrown away."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from tenants.cases.errors import (
    AlreadyFiled,
    CodeWrong,
    LinkUnknown,
    NotForYou,
    PreconditionUnmet,
    TooMany,
    TooManyFiles,
    UnknownType,
)
from tenants.cases.known import Applicant, prefilled, unmet
from tenants.cases.models import WRONG_CODES, CaseFile, Draft, MailedCode
from tenants.files import storing
from tenants.files.models import FilePurpose
from tenants.files.tasks import order_forgetting
from tenants.identity import throttling
from tenants.notifications import links
from tenants.notifications.services import Action, notify
from tenants.profile.schema import Profile
from tenants.profile.schema.cases import CaseField, CaseType
from tenants.profile.schema.notifications import Topic

CODE_LIFE = timedelta(hours=24)
RESUME_LIFE = timedelta(days=30)
FILES_OF_A_DRAFT = 20
CODES_PER_HOUR, DRAFTS_PER_HOUR = 5, 30


def type_to_file(profile: Profile, key: str) -> CaseType:
    """A kind that is filed here. Raises UnknownType."""
    try:
        found = profile.services.case_type(key)
    except KeyError as error:
        raise UnknownType(key) from error
    if found.external is not None:
        raise UnknownType(key)
    return found


def start_draft(
    *,
    profile: Profile,
    key: str,
    who: Applicant,
    at: datetime,
    language: str,
    email: str = "",
    network: str = "",
) -> Draft:
    """Begin a form of the kind `key`, filled in with what is known. A guest gives `email`, proven later.

    Writes a Draft. Raises UnknownType, NotForYou when this kind is filed by others, PreconditionUnmet with the
    profile's sentence, TooMany when the person or the guest's `network` began too many within an hour.
    """
    case_type = type_to_file(profile, key)
    needs = {"anybody": True, "user": who.user is not None, "linked_customer": who.customer is not None}
    if not needs[case_type.who] or (who.user is None and not email):
        raise NotForYou(case_type.who)
    if case_type.preconditions and (problem := unmet(case_type, who.customer)):
        raise PreconditionUnmet(str(problem.sentence))
    whose = f"user:{who.user.pk}" if who.user else f"net:{network}"
    if not throttling.allowed(
        f"case-drafts:{whose}", limit=DRAFTS_PER_HOUR, window=timedelta(hours=1), at=at
    ):
        raise TooMany
    known = {one.key: prefilled(one, who) for one in case_type.fields}
    return Draft.objects.create(
        type=key,
        user=who.user,
        customer=who.customer,
        email=(who.user.email if who.user else email).lower(),
        email_verified_at=at if who.user else None,
        name=who.user.full_name if who.user else "",
        phone=who.user.phone if who.user else "",
        language=language,
        answers={"_prefilled": {name: value for name, value in known.items() if value is not None}},
        created_at=at,
        changed_at=at,
    )


def save_page(
    *, draft: Draft, page: str, answers: Mapping[str, Any], at: datetime, name: str = "", phone: str = ""
) -> None:
    """Keep the answers of one page; a None takes an answer away. `name` and `phone` are a guest's own.

    Raises AlreadyFiled.
    """
    with transaction.atomic():
        row = Draft.objects.select_for_update().get(pk=draft.pk)
        if row.case_id:
            raise AlreadyFiled
        row.answers = {key: value for key, value in {**row.answers, **answers}.items() if value is not None}
        row.steps_done = [*dict.fromkeys([*row.steps_done, page])]
        row.name, row.phone = name or row.name, phone or row.phone
        row.changed_at = at
        row.save(update_fields=["answers", "steps_done", "name", "phone", "changed_at"])
    draft.refresh_from_db()


def add_file(*, draft: Draft, question: CaseField, content: bytes, name: str, at: datetime) -> CaseFile:
    """Keep a file that answers a question. Raises FileRefused with a sentence, TooManyFiles, AlreadyFiled."""
    with transaction.atomic():
        row = Draft.objects.select_for_update().get(pk=draft.pk)
        if row.case_id:
            raise AlreadyFiled
        if row.files.filter(field=question.key).count() >= question.max_count:
            raise TooManyFiles(str(question.max_count))
        if row.files.count() >= FILES_OF_A_DRAFT:
            raise TooManyFiles(str(FILES_OF_A_DRAFT))
        stored = storing.store(content=content, name=name, purpose=FilePurpose.ATTACHMENT, by=draft.email)
        return CaseFile.objects.create(draft=row, field=question.key, file=stored, at=at)


@transaction.atomic
def remove_file(*, draft: Draft, file: CaseFile) -> None:
    """Take a file out of a draft again, its bytes too; of another draft, or of a case, it does nothing."""
    if CaseFile.objects.filter(pk=file.pk, draft=draft).delete()[0]:
        order_forgetting(file.file)


@transaction.atomic
def discard(*, draft: Draft) -> None:
    """Throw an unfinished form away, with its files. Raises AlreadyFiled."""
    files = [one.file for one in draft.files.select_related("file")]
    if not Draft.objects.filter(pk=draft.pk, case=None).delete()[0]:
        raise AlreadyFiled
    for file in files:
        order_forgetting(file)


def mail_code(*, draft: Draft, profile: Profile, at: datetime) -> None:
    """Mail a guest six digits and a link that opens the draft again. Raises TooMany within the hour's limit.

    The answer to the caller is the same whoever owns the address.
    """
    address = hashlib.sha256(draft.email.encode()).hexdigest()[:32]
    if not throttling.allowed(f"case-code:{address}", limit=CODES_PER_HOUR, window=timedelta(hours=1), at=at):
        raise TooMany
    with transaction.atomic():
        token, code = new_code(email=draft.email, at=at, life=RESUME_LIFE, draft=draft)
        address_of_draft = links.absolute("case_resume", token=token)
        notify(
            profile=profile, topic=Topic.CASE_VERIFY, to=draft.email, language=draft.language,
            values={"code": code, "resume_url": address_of_draft, "case_title": str(type_to_file(profile, draft.type).title)},
            action=Action(_("Go on with the form"), address_of_draft),
        )  # fmt: skip


def new_code(*, email: str, at: datetime, life: timedelta, **whose: Any) -> tuple[str, str]:
    """A token and six digits for a mailbox to answer with; only their hashes are kept."""
    token, code = secrets.token_urlsafe(32), f"{secrets.randbelow(10**6):06d}"
    MailedCode.objects.create(
        token_sha256=digest(token), code_sha256=digest(f"{email.lower()}:{code}"), email=email.lower(),
        created_at=at, expires_at=at + life, **whose,
    )  # fmt: skip
    return token, code


def check_code(*, codes: Any, email: str, code: str, at: datetime) -> None:
    """Compare with the newest mail of these; five wrong ones make it worthless. Raises CodeWrong."""
    newest = codes.filter(created_at__gt=at - CODE_LIFE).order_by("-id").first()
    if newest is None:
        raise CodeWrong
    # Counted before it is compared, so that parallel guesses are counted too.
    counted = MailedCode.objects.filter(pk=newest.pk, wrong_codes__lt=WRONG_CODES)
    if not counted.update(wrong_codes=F("wrong_codes") + 1):
        raise CodeWrong
    if not secrets.compare_digest(newest.code_sha256, digest(f"{email.lower()}:{code.strip()}")):
        raise CodeWrong
    MailedCode.objects.filter(pk=newest.pk).update(wrong_codes=0)


def confirm_by_code(*, draft: Draft, code: str, at: datetime) -> None:
    """The guest typed in the digits: the mailbox is theirs. Raises CodeWrong."""
    check_code(codes=draft.codes, email=draft.email, code=code, at=at)
    Draft.objects.filter(pk=draft.pk, email_verified_at=None).update(email_verified_at=at)
    draft.refresh_from_db()


def draft_by_link(*, token: str, at: datetime) -> Draft:
    """The draft behind a mailed link; looking changes nothing. Raises LinkUnknown."""
    found = (
        MailedCode.objects.filter(token_sha256=digest(token), expires_at__gt=at)
        .select_related("draft")
        .first()
    )
    if found is None or found.draft is None:
        raise LinkUnknown
    return found.draft


def confirm_by_link(*, token: str, at: datetime) -> Draft:
    """The guest pressed the button behind the link: the mailbox is theirs and the form goes on. Raises LinkUnknown."""
    draft = draft_by_link(token=token, at=at)
    Draft.objects.filter(pk=draft.pk, email_verified_at=None).update(email_verified_at=at)
    draft.refresh_from_db()
    return draft


def digest(text: str) -> str:
    """What is kept of a secret that is long enough not to be guessed."""
    return hashlib.sha256(text.encode()).hexdigest()
