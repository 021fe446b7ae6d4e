"""The container image and the two ways to run it: linted, and true of this repository."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
KUBERNETES = list(yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text()))
STYLE = "{extends: default, rules: {line-length: {max: 120}, document-start: disable}}"


def run(program: str, *arguments: object) -> None:
    command = [Path(sys.executable).with_name(program), *arguments]
    done = subprocess.run([*map(str, command)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def stages() -> dict[str, list[tuple[str, str]]]:
    """The instructions of each stage, as (word, rest)."""
    joined = re.sub(r"\\\n", " ", re.sub(r"^\s*#.*\n", "", DOCKERFILE, flags=re.MULTILINE))
    found: dict[str, list[tuple[str, str]]] = {}
    name = ""
    for line in filter(None, map(str.strip, joined.splitlines())):
        word, _, rest = line.partition(" ")
        if word == "FROM":
            _, _, name = rest.partition(" AS ")
            found[name] = []
        found[name].append((word, rest.strip()))
    return found


def values(stage: str, word: str) -> list[str]:
    return [rest for instruction, rest in stages()[stage] if instruction == word]


def test_linters_have_nothing_to_say() -> None:
    run("hadolint", "--failure-threshold", "info", "deploy/Dockerfile")
    run("yamllint", "--strict", "-d", STYLE, "deploy/compose.yaml", "deploy/kubernetes.yaml")
    run("kubernetes-validate", "--strict", "--quiet", "deploy/kubernetes.yaml")
    run("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "deploy/compose.yaml")


def test_the_image_begins_with_an_official_one() -> None:
    begun = [rest.split(" AS ")[0] for stage in stages() for rest in values(stage, "FROM")]
    assert {image for image in begun if image not in stages()} == {"python:3.11-slim"}


def test_what_is_copied_is_there_and_what_is_there_is_let_in() -> None:
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = [rest.split() for stage in stages() for rest in values(stage, "COPY")]
    sources = [
        source for words in copied if "--from" not in words[0] for source in words[:-1] if source[:2] != "--"
    ]
    assert len(sources) > 5
    for source in sources:
        assert (ROOT / source).exists(), source
        assert source.split("/")[0] in let_in, source
    assert not any("ADD" in word for stage in stages().values() for word, _ in stage)


def test_the_service_runs_as_an_ordinary_user_without_a_shell_or_tools() -> None:
    assert values("service", "USER") == ["10001:10001"]
    assert json.loads(values("service", "ENTRYPOINT")[0]) == ["start"]
    # what lies in the folder where it starts, which others may write to, is no module of ours
    assert "PYTHONSAFEPATH=1" in values("system", "ENV")[0].split()
    (check,) = values("service", "HEALTHCHECK")
    assert "/livez" in check
    assert values("service", "RUN") == []
    assert not re.search(r"\b(gcc|build-essential|git|curl)\b", DOCKERFILE)
    assert "pip uninstall --yes pip setuptools" in values("packages", "RUN")[0]


def test_the_image_holds_what_the_bento_does() -> None:
    (command,) = re.findall(r"sed -n '(.*?)' ", DOCKERFILE)
    listed = subprocess.run(
        ["sed", "-n", command, "serving/bentofile.yaml"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    bento = yaml.safe_load((ROOT / "serving/bentofile.yaml").read_text())
    assert listed.stdout.split("\n")[:-1] == bento["python"]["packages"]
    kept = {Path(rest.split()[-1]).name for rest in values("service", "COPY")}
    assert {folder.split("/")[0] for folder in bento["include"]} <= kept


@pytest.mark.parametrize("script", ["start", "leadcast"])
def test_scripts_are_shell(script: str) -> None:
    subprocess.run(["sh", "-n", DEPLOY / script], check=True)
    assert (DEPLOY / script).stat().st_mode & 0o111


def test_compose_gives_away_nothing() -> None:
    service = COMPOSE["services"]["service"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert COMPOSE["services"]["database"]["networks"] == ["inside"]
    for name, each in COMPOSE["services"].items():
        assert all(str(port).startswith("127.0.0.1:") for port in each.get("ports", [])), name
        assert "privileged" not in each
        for secret in re.findall(r"\$\{\w*PASSWORD\w*(.*?)\}", json.dumps(each)):
            assert secret.startswith(":?"), name  # there is none by default
    for name, target in (("service", "service"), ("mlflow", "full")):
        built = COMPOSE["services"][name]["build"]
        assert (DEPLOY / built["context"] / built["dockerfile"]).resolve() == DEPLOY / "Dockerfile"
        assert built.get("target", [*stages()][-1]) == target


def test_compose_names_files_that_are_there() -> None:
    mounted = [volume for each in COMPOSE["services"].values() for volume in each.get("volumes", [])]
    files = [volume.split(":")[0] for volume in mounted if volume.startswith("./")]
    assert files
    assert all((DEPLOY / file).is_file() for file in files)


def of_kind(kind: str) -> dict[str, Any]:
    (found,) = (each for each in KUBERNETES if each["kind"] == kind)
    return found


def test_kubernetes_lets_it_do_nothing_but_its_work() -> None:
    pod = of_kind("Deployment")["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert {"cpu", "memory"} <= set(container["resources"]["requests"])
    assert "memory" in container["resources"]["limits"]
    paths = {
        kind: container[f"{kind}Probe"]["httpGet"]["path"] for kind in ("startup", "readiness", "liveness")
    }
    assert paths == {"startup": "/readyz", "readiness": "/readyz", "liveness": "/livez"}
    mounts = {mount["mountPath"]: mount["name"] for mount in container["volumeMounts"]}
    assert set(mounts) == {"/workspace", "/secrets", "/tmp"}
    assert {volume["name"] for volume in pod["volumes"]} == set(mounts.values())
    assert not any("value" in entry for entry in container["env"] if "SECRET" in entry["name"])


def test_kubernetes_finds_what_it_runs() -> None:
    labels = of_kind("Deployment")["spec"]["template"]["metadata"]["labels"]
    assert of_kind("Deployment")["spec"]["selector"]["matchLabels"] == labels
    assert of_kind("Service")["spec"]["selector"] == labels
    assert of_kind("PodDisruptionBudget")["spec"]["selector"]["matchLabels"] == labels
    (container,) = of_kind("Deployment")["spec"]["template"]["spec"]["containers"]
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    assert ports["http"] == int(values("service", "EXPOSE")[0])
    assert [port["targetPort"] for port in of_kind("Service")["spec"]["ports"]] == ["http"]
    told = {entry["name"] for entry in container["env"]}
    settings = (ROOT / "serving/settings.py").read_text() + (ROOT / "models/ledger/place.py").read_text()
    assert {name for name in told if f'"{name}"' not in settings} == set()
