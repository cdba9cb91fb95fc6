"""Requests that schemathesis makes from `/openapi.json`, good ones and broken ones: no failure, and nothing is answered that
the document does not say.

Beside statuses, media types, headers and bodies it checks that what the document forbids is refused and what it allows is
taken, that other methods are refused, and that a locked operation is locked.
"""

import os
from collections import Counter

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

BASE = os.environ.get("CONTRACT_BASE_URL", "")
schema = schemathesis.openapi.from_dict(httpx.get(f"{BASE}/openapi.json").json())
schema.config.update(base_url=BASE)
common = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck)}
# Every run asks the same: a failure can be seen again.
each = settings(max_examples=20, derandomize=True, **common)


@schema.parametrize()
@each
def test_by_anybody(case):
    # Credentials are made up too: what the document allows is refused for them.
    case.call_and_validate(excluded_checks=[positive_data_acceptance])


@schema.parametrize()
@each
def test_by_a_user(case, headers):
    prepare(case)
    case.call_and_validate(headers=headers, excluded_checks=excluded(case))


def test_one_after_another(headers):
    """Sequences: what one answer names (a new task's address, the next page), the next request asks for."""
    seen = Counter()

    class Sequence(schema.as_state_machine()):
        def get_call_kwargs(self, case):
            return {"headers": headers}

        def before_call(self, case):
            prepare(case)

        def after_call(self, response, case):
            seen[case.operation.label, response.status_code] += 1

        def validate_response(self, response, case, additional_checks=None, **kwargs):
            case.validate_response(response, headers=headers, excluded_checks=excluded(case))

    Sequence.run(settings=settings(max_examples=12, stateful_step_count=6, derandomize=True, phases=[Phase.generate], **common))
    assert seen["PUT /tasks/{id}", 200] or seen["GET /tasks/{id}", 200], "no sequence ever found a task that it had made"


def prepare(case):
    """The user's own address: any other is a 403, and so much for it."""
    if "user_id" in (case.path_parameters or {}):
        case.path_parameters["user_id"] = "schema"


def excluded(case):
    """A cursor is opaque: the document cannot say which texts are one."""
    return [positive_data_acceptance] if "cursor" in (case.query or {}) else []


@pytest.fixture
def headers(issuer):
    return {"Authorization": f"Bearer {issuer.mint({'sub': 'schema'})}"}
