"""The API's own description (OpenAPI 3.1): every operation says what can go wrong, always in the one shape."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import Any, cast

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response
from uritemplate import variables

from api.authentication import ApiKeyAuthentication, PortalSession
from api.problems import MEDIA_TYPE
from api.resource import Resource
from api.v1.customers import CustomerNumber
from tenants.integration.keys import Scope
from tenants.notifications.links import absolute

_MEANINGS = {
    400: "A parameter, a header or the body is wrong; `errors` names them.",
    401: "The key is missing, unknown here, or revoked; or nobody is signed in.",
    403: "The key has no such scope, or the account is not activated yet.",
    404: "There is nothing at this address.",
    405: "The address does not take this method; `Allow` says which it takes.",
    406: "The client accepts no JSON.",
    409: "The Idempotency-Key was used for another package or another wish, or a rule of the utility refuses what was sent.",
    413: "The package is larger than 512 MB.",
    415: "The body is not application/zip.",
    429: "Too many requests: wait `Retry-After` seconds.",
}
_ALWAYS = (400, 401, 403, 404, 405, 406, 429)
_WITH_BODY = (409, 413, 415)
PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "required": ["type", "title", "status", "detail", "instance"],
    "additionalProperties": False,
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "What kind of problem, for programs."},
        "title": {"type": "string", "description": "The kind in a few words."},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What happened and what to do next."},
        "instance": {"type": "string", "description": "The address that was asked."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["place", "name", "detail"],
                "additionalProperties": False,
                "properties": {
                    "place": {"type": "string", "enum": ["query", "header", "body"]},
                    "name": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}


_IN_PATHS = {
    "number": OpenApiParameter(
        "number",
        {"type": "string", "pattern": f"^{CustomerNumber.regex}$"},
        OpenApiParameter.PATH,
        description="The customer's number, exactly as the billing system writes it.",
        examples=[OpenApiExample("A number", value="0012345")],
    ),
    "invoice_id": OpenApiParameter(
        "invoice_id",
        OpenApiTypes.UUID,
        OpenApiParameter.PATH,
        description="The invoice's id, as lists give it; its number has slashes.",
    ),
    "tank_id": OpenApiParameter(
        "tank_id",
        OpenApiTypes.INT,
        OpenApiParameter.PATH,
        description="The tank's id, from the list of tanks.",
    ),
    "zone": OpenApiParameter(
        "zone", OpenApiTypes.STR, OpenApiParameter.PATH, description="The zone's key, from the list of zones."
    ),
    "run_id": OpenApiParameter(
        "run_id", OpenApiTypes.UUID, OpenApiParameter.PATH, description="The import's id."
    ),
    "case_id": OpenApiParameter(
        "case_id", OpenApiTypes.UUID, OpenApiParameter.PATH, description="The case's id."
    ),
}


class ProblemSchema(AutoSchema):
    """Adds to each operation its strict parameters and the problems it can answer with."""

    def get_override_parameters(self) -> list[Any]:
        declared = getattr(self.view, "parameters", {}).get(self.method, ())
        asked = [
            OpenApiParameter(
                one.name, one.schema, one.place, required=one.required, description=one.description
            )
            for one in declared
        ]
        return asked + [_IN_PATHS[name] for name in variables(self.path)]

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        responses: dict[str, Any] = super()._get_response_bodies(direction)
        for status in _ALWAYS + (_WITH_BODY if self.method == "POST" else ()):
            responses[str(status)] = _problem_response(status)
        return responses


def _problem_response(status: int) -> dict[str, Any]:
    response: dict[str, Any] = {
        "description": _MEANINGS[status],
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status == 429:
        response["headers"] = {
            "Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait."}
        }
    return response


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself, untyped
    """How a key is described."""

    target_class = ApiKeyAuthentication
    name = "key"

    def get_security_requirement(self, auto_schema: Any) -> dict[str, list[str]]:
        scope = auto_schema.view.scopes.get(auto_schema.method)
        return {"key": [str(scope)] if scope else []}

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        scopes = "; ".join(f"`{value}`: {label}" for value, label in Scope.choices)
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "ebok_…",
            "description": f"A key of this utility, issued by its staff under “Keys of machines”. Scopes: {scopes}.",
        }


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself, untyped
    """How the portal's session is described."""

    target_class = PortalSession
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": "The session of a customer who is signed in to the portal.",
        }


# Bodies in which a field that nobody knows is refused, not passed over.
STRICT_BODIES = ("SentReadingIn",)


@cache
def _described() -> dict[str, Any]:
    """The description without a utility's name; the same for all, so it is made once per process."""
    generator: Any = SchemaGenerator
    found: dict[str, Any] = generator(urlconf=settings.ROOT_URLCONF).get_schema(request=None, public=True)
    schemas = found["components"].setdefault("schemas", {})
    schemas["Problem"] = PROBLEM
    for strict in STRICT_BODIES:
        schemas[strict]["additionalProperties"] = False
    return found


def description(*, utility: str, server: str) -> dict[str, Any]:
    """The OpenAPI document of one utility: its name, and its primary host as the only server."""
    found = deepcopy(_described())
    found["info"]["title"] = f"eBOK API: {utility}"
    found["servers"] = [{"url": server, "description": utility}]
    return found


class OpenApi(Resource):
    """The description, open to everybody: it holds no secret and no customer."""

    authentication_classes = []
    permission_classes = []
    throttle_classes = []
    schema = None
    http_method_names = ["get", "head"]

    def get(self, request: Request) -> Response:
        """The OpenAPI document of this utility."""
        profile = cast("Any", request).in_force.profile
        home = absolute("api_schema").removesuffix("/api/v1/openapi.json")
        return Response(description(utility=str(profile.office.legal_name), server=home))
