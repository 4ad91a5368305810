"""What the description cannot say: requests of which each field is right and which contradict themselves.

Schemathesis calls it a failure where a request that the description allows is refused. JSON Schema can hold no field
against another, so that such requests are generated. Here the check is the built-in one, but for a request that
contradicts itself, which must be refused with 422 and nothing else.
"""

import json
import re

import schemathesis
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi.checks import positive_data_acceptance

load_all_checks()

# As the description has it.
DEFAULT_LIMIT = 5
# What Unicode calls white space; Python strips separators of tables, too.
WHITE_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a" \
    "\u2028\u2029\u202f\u205f\u3000"


def filter_contradicts(wanted):
    """Whether nothing can meet a filter: its prices exclude each other, or a category names no level."""
    if not isinstance(wanted, dict):
        return False
    least, most = wanted.get("min_price"), wanted.get("max_price")
    if least is not None and most is not None and least > most:
        return True
    category = wanted.get("category")
    paths = [category] if isinstance(category, str) else category or []
    return any(is_no_path(path) for path in paths)


def is_no_path(category):
    """Whether a category path names no level."""
    return not any(level.strip(WHITE_SPACE) for level in re.split("[>\uff1e]", category))


def body_contradicts(body):
    """Whether a body has nothing to go by, or keeps more places than there are."""
    if not isinstance(body, dict):
        return False
    if not body.get("cart") and not body.get("viewed"):
        return True
    limit = body.get("limit")
    limit = DEFAULT_LIMIT if limit is None else limit
    return limit <= (body.get("explore") or 0) or filter_contradicts(body.get("filter"))


def contradicts(case):
    """Whether a request contradicts itself."""
    query = case.query if isinstance(case.query, dict) else {}
    wanted = query.get("filter")
    if isinstance(wanted, str):
        try:
            wanted = json.loads(wanted)
        except ValueError:
            wanted = None
    if filter_contradicts(wanted):
        return True
    category = query.get("category")
    # Clients of Gorse send an empty one where they want none.
    if isinstance(category, str) and category and is_no_path(category):
        return True
    return case.operation.path == "/v1/suggestions" and body_contradicts(case.body)


@schemathesis.check
def right_requests_are_accepted(ctx, response, case):
    """The built-in check, but for requests that contradict themselves."""
    if case.meta is not None and case.meta.generation.mode.is_positive and contradicts(case):
        allowed = (401, 403, 404, 422, 429)
        assert response.status_code in allowed, (
            f"a request that contradicts itself is answered {response.status_code}, expected 422"
        )
        return None
    return positive_data_acceptance(ctx, response, case)
