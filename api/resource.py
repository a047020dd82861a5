"""What every resource of the API has in common: strict parameters, named scopes, no method that nobody wrote."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.views import APIView

from api.authentication import ApiKeyAuthentication, HasAcceptedTerms, HasScope, IsCustomer, PortalSession
from api.parameters import Parameter, read_all
from api.throttling import PerCaller


class Resource(APIView):
    """A resource for machines. `scopes` and `parameters` say per method which scope it takes and what may be asked."""

    scopes: ClassVar[dict[str, str]] = {}
    parameters: ClassVar[dict[str, tuple[Parameter, ...]]] = {}
    authentication_classes: Any = [ApiKeyAuthentication]
    permission_classes: Any = [HasScope]
    throttle_classes: Any = [PerCaller]
    parser_classes: list[type[BaseParser]] = []
    http_method_names = ["get", "head", "post"]
    # A redirect to the slash would turn a POST into a GET, and a lost package into a friendly 200.
    should_append_slash = False
    values: dict[str, Any]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        method = "GET" if request.method == "HEAD" else str(request.method)
        if method.lower() in self.http_method_names and hasattr(self, method.lower()):
            self.values = read_all(request, self.parameters.get(method, ()))

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        view: Any = super().as_view(**initkwargs)
        view.should_append_slash = cls.should_append_slash
        return view


class MyResource(Resource):
    """A resource for a person signed in to the portal, who reads their own data."""

    authentication_classes = [PortalSession]
    permission_classes = [IsCustomer, HasAcceptedTerms]
    http_method_names = ["get", "head"]
