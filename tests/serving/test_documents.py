"""The three documents: valid, fit for the tools that read them, and true of the service that serves them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from starlette.requests import Request

from models.scorer import Scorer
from models.workspace import Workspace
from serving.answerer import Answerer
from serving.documents.address import Address, address
from serving.documents.attributes import attributes
from serving.documents.described import described, statuses
from serving.documents.openapi import path_of
from serving.documents.version import V20, V30
from serving.memory import Forgetful
from serving.operations import operations
from serving.routes.hooks import hooks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

VERSIONS = ("3.1", "3.0", "2.0")
FOR_CRMS = ("3.0", "2.0")
IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
CRM_OPERATIONS = {"score_lead", "score_batch", "get_lead_score", "give_feedback", "get_model"}
NOBODY: Any = None
OFFERED = operations(NOBODY, Forgetful(), "", hooks(NOBODY, Forgetful(), NOBODY))
TOUCH = {"at": "2026-09-29", "kind": "visit"}
ASKED: dict[str, tuple[str, str, bytes | None]] = {
    "a score": ("score_lead", "/v1/score", b'{"as_of": "2026-09-30", "touches": []}'),
    "an explained one": (
        "score_lead",
        "/v1/score",
        json.dumps({"as_of": "2026-09-30", "touches": [TOUCH], "explain": True, "strange": 1}).encode(),
    ),
    "one of a lead not created": (
        "score_lead",
        "/v1/score",
        b'{"created_at": "2027-01-01", "as_of": "2026-01-01"}',
    ),
    "no JSON": ("score_lead", "/v1/score", b"{"),
    "no time": ("score_lead", "/v1/score", b'{"as_of": "never"}'),
    "too much": ("score_lead", "/v1/score", b" " * 2_000_001),
    "a batch": (
        "score_batch",
        "/v1/score/batch",
        b'{"leads": [{"touches": [{"at": "2026-09-29", "kind": "x"}], "explain": true}, {"as_of": "?"}, 7]}',
    ),
    "no batch": ("score_batch", "/v1/score/batch", b"{}"),
    "nobody": ("get_lead_score", "/v1/leads/nobody/score", None),
    "somebody": ("get_lead_score", "/v1/leads/known%2F1/score?explain=true&as_of=2026-09-30", None),
    "no time in an address": ("get_lead_score", "/v1/leads/known%2F1/score?as_of=never", None),
    "feedback": ("give_feedback", "/v1/feedback", b'{"lead_id": "known/1", "kind": "accepted"}'),
    "feedback of no kind": ("give_feedback", "/v1/feedback", b'{"lead_id": "known/1", "kind": "?"}'),
    "feedback of nobody": ("give_feedback", "/v1/feedback", b"{}"),
    "the first of a name": (
        "give_feedback",
        "/v1/feedback",
        b'{"lead_id": "known/1", "kind": "contacted", "idempotency_key": "k1"}',
    ),
    "another of that name": (
        "give_feedback",
        "/v1/feedback",
        b'{"lead_id": "known/1", "kind": "accepted", "idempotency_key": "k1"}',
    ),
    "no signature": ("hubspot_hook", "/v1/hooks/hubspot", b"{}"),
    "a record": ("odoo_hook", "/v1/hooks/odoo", b'{"_id": 7, "_model": "crm.lead", "create_date": false}'),
    "the model": ("get_model", "/v1/model", None),
    "liveness": ("get_liveness", "/livez", None),
    "readiness": ("get_readiness", "/readyz", None),
}


@pytest.fixture(scope="module")
def documents(whole: Any) -> dict[str, dict[str, Any]]:
    """What the running service says of itself; it has heard of one lead."""
    heard = {"lead_id": "known/1", "as_of": "2026-09-30", "touches": [TOUCH]}
    assert whole.ask("/v1/score", json.dumps(heard).encode()).status == 200
    return {version: whole.ask(f"/openapi/{version}.json").json for version in VERSIONS}


def inside(value: Any, *path: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every value in a document with the keys that lead to it."""
    yield path, value
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, child in children:
        yield from inside(child, *path, str(key))


def schemas(document: dict[str, Any]) -> dict[str, Any]:
    return document["components"]["schemas"] if "components" in document else document["definitions"]


def told(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every operation with its method and path."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


@pytest.mark.parametrize("version", VERSIONS)
def test_each_is_valid(documents: dict[str, Any], version: str) -> None:
    validate(documents[version])
    said = documents[version].get("openapi", documents[version].get("swagger"))
    assert said.startswith(version)


def test_a_document_that_is_wrong_is_seen(documents: dict[str, Any]) -> None:
    for version in VERSIONS:
        wrong = json.loads(json.dumps(documents[version]))
        del wrong["info"]["title"]
        with pytest.raises(Exception, match="title"):
            validate(wrong)


@pytest.mark.parametrize("version", VERSIONS)
def test_names_are_identifiers_that_differ_in_more_than_case(documents: dict[str, Any], version: str) -> None:
    document = documents[version]
    named = [list(schemas(document)), [operation["operationId"] for *_, operation in told(document)]]
    named += [list(schema.get("properties", ())) for schema in schemas(document).values()]
    named += [[one["name"] for one in operation.get("parameters", ())] for *_, operation in told(document)]
    for names in named:
        assert all(IDENTIFIER.fullmatch(name) for name in names)
        assert len({name.lower() for name in names}) == len(names)
    assert sum(map(len, named)) > 50


@pytest.mark.parametrize("version", VERSIONS)
def test_whatever_is_said_is_short_and_not_nested_deeply(documents: dict[str, Any], version: str) -> None:
    said = [value for path, value in inside(documents[version]) if path and path[-1] == "description"]
    assert len(said) > 50
    assert all(0 < len(text) < 1333 for text in said if isinstance(text, str))
    assert max(depth(documents[version], schema) for schema in schemas(documents[version]).values()) <= 15
    assert len(json.dumps(documents[version])) < 1_000_000


def depth(document: dict[str, Any], schema: dict[str, Any]) -> int:
    """How many objects stand in each other; a schema that held itself would never end."""
    if "$ref" in schema:
        return depth(document, schemas(document)[schema["$ref"].rsplit("/", 1)[1]])
    held = [*schema.get("properties", {}).values(), *filter(None, [schema.get("items")])]
    return 1 + max((depth(document, one) for one in held), default=0)


FORBIDDEN = {
    "oneOf",
    "anyOf",
    "allOf",
    "not",
    "enum",
    "const",
    "discriminator",
    "patternProperties",
    "headers",
}


def complaints(document: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """Where a document says what Flow or Power Platform cannot take; keys under "properties" are names."""
    for path, value in inside(document):
        if isinstance(value, dict) and path[-1:] != ("properties",):
            formats = value.get("format") in ("float", "int64", "long")
            alternatives = FORBIDDEN & set(value) or isinstance(value.get("type"), list)
            if formats or alternatives or ("$ref" in value and len(value) > 1):
                yield path


@pytest.mark.parametrize("version", FOR_CRMS)
def test_flow_and_power_platform_find_nothing_they_cannot_take(
    documents: dict[str, Any], version: str
) -> None:
    assert list(complaints(documents[version])) == []
    for _, _, operation in told(documents[version]):
        assert operation["summary"]
        assert [code for code in operation["responses"] if code < "300"] == ["200"]
    assert {operation["operationId"] for *_, operation in told(documents[version])} == CRM_OPERATIONS


@pytest.mark.parametrize(
    "schema",
    [
        {"oneOf": [{"type": "string"}]},
        {"type": "string", "enum": ["A"]},
        {"type": "integer", "format": "int64"},
        {"type": ["number", "null"]},
        {"$ref": "#/definitions/Score", "description": "a score"},
        {"type": "array", "items": {"type": "number", "format": "float"}},
    ],
    ids=str,
)
def test_what_they_cannot_take_is_seen(documents: dict[str, Any], schema: dict[str, Any]) -> None:
    for version in FOR_CRMS:
        wrong = json.loads(json.dumps(documents[version]))
        schemas(wrong)["Score"]["properties"]["enum"] = schema  # a field may be called so
        assert len(list(complaints(wrong))) == 1
    assert list(complaints(documents["3.1"]))


def test_every_field_of_an_answer_has_one_type(documents: dict[str, Any]) -> None:
    """A tool that makes variables of them needs one each; a number that is absent is null."""
    for version in FOR_CRMS:
        for name, schema in schemas(documents[version]).items():
            for field, one in schema["properties"].items():
                assert one.get("type") or one.get("$ref"), (version, name, field)
        score = schemas(documents[version])["Score"]
        assert {one["type"] for name, one in score["properties"].items() if name.startswith("p_")} == {
            "number"
        }
        null = V30.null if version == "3.0" else V20.null
        assert score["properties"]["p_sql"][null] is True
        assert null not in score["properties"]["status"]


def test_they_say_where_the_service_is(demo: Any, guarded: Any) -> None:
    """Where it was told to be, else where the caller found it."""
    token = {"X-API-Key": guarded.token("read")}
    for server, headers, scheme, host in (
        (demo, {}, "http", f"127.0.0.1:{demo.port}"),
        (guarded.server, token, "https", "leads.example.com"),
    ):
        old = server.ask("/openapi/2.0.json", headers=headers).json
        assert (old["schemes"], old["host"], old["basePath"]) == ([scheme], host, "/")
        for version in ("3.1", "3.0"):
            new = server.ask(f"/openapi/{version}.json", headers=headers).json
            assert new["servers"] == [{"url": f"{scheme}://{host}"}]
    assert "/metrics" in guarded.server.ask("/openapi/3.1.json", headers=token).json["paths"]


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("crm.example", "crm.example"),
        ("10.0.0.7:3000", "10.0.0.7:3000"),
        ("[::1]:3000", "[::1]:3000"),
        ('x"onload="y', "localhost"),
        ("a b", "localhost"),
        ("user@evil", "localhost"),
        ("x/../y", "localhost"),
        ("", "localhost"),
    ],
)
def test_a_host_that_is_none_is_not_repeated(host: str, expected: str) -> None:
    scope = {"type": "http", "scheme": "https", "path": "/", "query_string": b"", "server": ("h", 1)}
    request = Request({**scope, "headers": [(b"host", host.encode())]})
    assert address("", request) == ("https", expected, "")
    assert address("http://public.example:8443/a", request) == ("http", "public.example:8443", "/a")


def nullable(schema: Any) -> Any:
    """A schema of 3.0 or 2.0 as JSON Schema has it; objects may have nothing that is not declared."""
    if isinstance(schema, list):
        return [nullable(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: nullable(value) for key, value in schema.items()}
    if made.pop("nullable", False) or made.pop("x-nullable", False):
        made["type"] = [made["type"], "null"]
    if isinstance(made.get("properties"), dict) and made.get("type") == "object" and made["properties"]:
        made.setdefault("additionalProperties", False)
    return made


def validator(document: dict[str, Any], operation: str, status: int) -> Draft202012Validator:
    """What a document says of an answer of an operation."""
    (found,) = (one for *_, one in told(document) if one["operationId"] == operation)
    answer = found["responses"][str(status)]
    schema = answer["content"]["application/json"]["schema"] if "content" in answer else answer["schema"]
    whole = Resource.from_contents(nullable(document), default_specification=DRAFT202012)
    registry = Registry().with_resource("urn:document", whole)
    return Draft202012Validator({"$ref": "urn:document" + schema["$ref"]}, registry=registry)


@pytest.mark.parametrize("what", ASKED)
def test_what_comes_back_is_what_each_document_says(whole: Any, documents: dict[str, Any], what: str) -> None:
    operation, path, body = ASKED[what]
    reply = whole.ask(path, body)
    for version, document in documents.items():
        if operation in {one["operationId"] for *_, one in told(document)}:
            check = validator(document, operation, reply.status)
            check.validate(reply.json)
            assert not check.is_valid({**reply.json, "undeclared": 1}), version
            assert not check.is_valid(dict(list(reply.json.items())[1:])), version


def test_examples_are_taken_and_given(whole: Any, documents: dict[str, Any]) -> None:
    for version, document in documents.items():
        for method, path, operation in told(document):
            good = operation["responses"]["200"]
            given = (
                good["content"]["application/json"]
                if "content" in good
                else {"example": good["examples"]["application/json"]}
            )
            validator(document, operation["operationId"], 200).validate(given["example"])
            if "requestBody" in operation and not path.startswith("/v1/hooks"):
                body = operation["requestBody"]["content"]["application/json"]["example"]
                sent = json.dumps(body).encode()
                reply = whole.ask(path, sent, method.upper())
                assert (reply.status, version, path) == (200, version, path), reply.body


@pytest.mark.parametrize("version", VERSIONS)
def test_every_declared_field_is_understood(demo: Any, documents: dict[str, Any], version: str) -> None:
    """No field of the request, an attribute or not, is one of which a warning says that it was ignored."""
    every = schemas(documents[version])
    rows = {
        field: [{name: sample(one) for name, one in every[of]["properties"].items()}]
        for field, of in (
            ("touches", "Touch"),
            ("stages", "StageChange"),
            ("attribute_changes", "AttributeChange"),
        )
    }
    rows["attribute_changes"][0]["field"] = "budget"
    rows["touches"][0]["kind"] = "visit"
    declared = every["ScoreRequest"]["properties"]
    assert {"industry", "job_title", "annual_revenue"} < set(declared)
    request = {name: rows.get(name, sample(one)) for name, one in declared.items()}
    colleague = {name: rows.get(name, sample(one)) for name, one in every["Colleague"]["properties"].items()}
    answer = demo.score({**request, "colleagues": [{**colleague, "lead_id": "8"}]})
    assert answer["warnings"] == []
    assert demo.score({**request, "colleagues": [{**colleague, "Undeclared": 1}]})["warnings"]


def sample(schema: dict[str, Any]) -> Any:
    """A value of a field's first type."""
    kind = schema.get("type", "object")
    if schema.get("format") == "date-time":
        return "2026-09-01T00:00:00Z"
    first = kind[0] if isinstance(kind, list) else kind
    return {"string": "7", "number": 7.0, "boolean": False, "array": []}[first]


def test_attributes_go_by_identifiers_that_are_understood(bank: Any) -> None:
    """The real log's attributes, whatever their names."""
    for version in VERSIONS:
        declared = schemas(bank.ask(f"/openapi/{version}.json").json)["ScoreRequest"]["properties"]
        assert "amount_requested" in declared
        request = {name: sample(one) for name, one in declared.items()}
        assert bank.score(request)["warnings"] == []


def test_every_route_is_documented_and_nothing_else(documents: dict[str, Any]) -> None:
    """Metrics are an operation only where they are offered."""
    named = {(one.method.lower(), path_of(one), one.name) for one in OFFERED}
    assert {("post", "/v1/score", "score_lead"), ("get", "/openapi/3.1.json", "get_openapi_3_1")} < named
    assert {(method, path, one["operationId"]) for method, path, one in told(documents["3.1"])} == named
    for version in FOR_CRMS:
        assert {(method, path, one["operationId"]) for method, path, one in told(documents[version])} < named
    assert set(described(())) == {name for *_, name in named} | {"get_metrics"}


def test_errors_are_those_that_can_occur() -> None:
    every = {one.name: set(statuses(one, described(())[one.name])) for one in OFFERED}
    body = {400, 401, 403, 408, 413, 415, 422, 429, 500, 503}
    assert every == {
        "score_lead": body,
        "score_batch": body,
        "get_lead_score": {401, 403, 404, 422, 429, 500, 503},
        "give_feedback": body | {409},
        "get_queue": {401, 403, 409, 422, 429, 500, 503},
        "hubspot_hook": body,
        "odoo_hook": body,
        **{
            name: {401, 403, 429, 500, 503}
            for name in every
            if name.startswith(("get_openapi_", "get_model"))
        },
        "get_readiness": {500, 503},
        "get_liveness": {500},
    }


def test_each_says_how_to_prove_who_asks(documents: dict[str, Any]) -> None:
    for version in ("3.1", "3.0"):
        assert documents[version]["security"] == [{"bearer": []}, {"api_key": []}]
        assert set(documents[version]["components"]["securitySchemes"]) == {"bearer", "api_key"}
    assert documents["2.0"]["security"] == [{"api_key": []}]
    assert documents["2.0"]["securityDefinitions"]["api_key"]["name"] == "X-API-Key"
    open_to_all = {one["operationId"] for *_, one in told(documents["3.1"]) if one.get("security") == []}
    assert open_to_all == {"get_liveness", "get_readiness", "hubspot_hook"}


def test_without_a_model_there_is_a_document_without_attributes(
    tmp_path: Path, demo_workspace: Path, serve: Callable[..., Any]
) -> None:
    (tmp_path / "agreement.toml").write_bytes((demo_workspace / "agreement.toml").read_bytes())
    server = serve(tmp_path, command=False, ready=False)
    for version in VERSIONS:
        document = server.ask(f"/openapi/{version}.json").json
        validate(document)
        assert "industry" not in schemas(document)["ScoreRequest"]["properties"]
    validator(server.ask("/openapi/3.1.json").json, "get_readiness", 503).validate(server.ask("/readyz").json)


def test_each_attribute_that_is_looked_at_has_a_field(demo_workspace: Path) -> None:
    scorer = Scorer(Workspace(demo_workspace).champion())
    kinds = {name: plan.kind for name, plan in scorer.plan.attributes.items()}
    assert len(set(kinds.values())) > 3
    fields = {field.name: field.kind for field in attributes(Answerer(scorer))}
    assert set(fields) == {name for name, kind in kinds.items() if kind != "ignore"}
    assert fields["annual_revenue"] == "number"
    assert fields["technologies"] == "list"


def test_an_address_is_one_text() -> None:
    assert Address("https", "a.example:8443", "/b").url == "https://a.example:8443/b"
