"""What the description cannot say: requests of which each field is right and which contradict themselves.

Schemathesis calls it a failure where a request that the description allows is refused. JSON Schema can hold no field
against another, counts characters and not bytes, and knows nothing of what was sent before, so that such requests are
generated. Here the check is the built-in one, but for a request that contradicts itself, which must be refused with 422
and nothing else, and for one that what was sent before forbids.

The lines of a bulk are no JSON that a schema could describe: they are made here, and each is held against the schema of
what it says.
"""

import json
import re
from functools import lru_cache
from pathlib import Path

import jsonschema_rs
import schemathesis
from hypothesis import strategies as st
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi.checks import allow_header_conformance, negative_data_rejection, positive_data_acceptance

load_all_checks()

DESCRIPTION = json.loads((Path(__file__).parents[2] / "server/openapi.json").read_text())
BULK = "POST /v1/items/bulk"
# As the description has it.
DEFAULT_LIMIT = 5
MOST_ID_BYTES = 512
MOST_BYTES = {"title": 1000, "category": 1000, "brand": 500, "url": 2000}
MOST_NAME_BYTES, MOST_VALUE_BYTES = 100, 1000
# What is refused for what was told before, and for nothing in the request alone.
TOLD_BEFORE = " with those told before, expected at most "


def size_bytes(text):
    return len(text.encode("utf-8", "surrogatepass"))


def filter_contradicts(wanted):
    """Whether nothing can meet a filter: its prices exclude each other."""
    if not isinstance(wanted, dict):
        return False
    least, most = wanted.get("min_price"), wanted.get("max_price")
    return least is not None and most is not None and least > most


def suggestions_contradict(body):
    """Whether a body has nothing to go by, or keeps more places than there are."""
    if not body.get("cart") and not body.get("viewed"):
        return True
    limit = body.get("limit")
    limit = DEFAULT_LIMIT if limit is None else limit
    return limit <= (body.get("explore") or 0) or filter_contradicts(body.get("filter"))


def bundles_contradict(body, currency="GBP"):
    """Whether limits of bundles exclude each other, or shares have more than two decimals."""
    def said(name, usual=None):
        value = body.get(name)
        return usual if value is None else value

    if not body.get("cart") or filter_contradicts(body.get("filter")) or said("currency", currency) != currency:
        return True
    wanted = body.get("filter")
    # What is sold out is in no bundle.
    if isinstance(wanted, dict) and wanted.get("include_out_of_stock"):
        return True
    shares = [said(name, 0) for name in ("max_discount_percent", "min_discount_percent", "min_margin_percent")]
    if any(abs(share * 100 - round(share * 100)) >= 1e-4 for share in shares):
        return True
    least = said("min_items", 1)
    most = said("max_items", max(3, least))
    must_have = body.get("must_have") or []
    is_gift = body.get("discount") == "gift"
    others = set(body["cart"]) | set(body.get("exclude") or [])
    if len(set(must_have)) < len(must_have) or others & set(must_have):
        return True
    if said("threshold") is not None:
        least_discount = said("min_discount_percent", 0)
        if must_have or least > 1 or least_discount > 0 or said("max_list_price") is not None or is_gift:
            return True
    if least > most or len(must_have) > most or is_gift and most - 1 < max(least, len(must_have)):
        return True
    return body.get("max_discount_percent") is not None and shares[1] > shares[0]


def change_contradicts(change):
    """Whether a text of an item is too long in bytes, though not in characters."""
    if any(size_bytes(change.get(name) or "") > most for name, most in MOST_BYTES.items()):
        return True
    attributes = (change.get("attributes") or {}).items()
    return any(
        size_bytes(name) > MOST_NAME_BYTES or size_bytes(value or "") > MOST_VALUE_BYTES for name, value in attributes
    )


def moment(text):
    """Nanoseconds since some day; nothing where there is no such day, or none that is reckoned with."""
    parts = re.fullmatch(
        r"(\d{4})-(\d\d)-(\d\d)(?:[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d)))?", text, re.ASCII
    )
    if parts is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in parts.groups()[:6])
    fraction, sign, of_hours, of_minutes = parts.groups()[6:]
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    lengths = [31, 29 if is_leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    if not (1 <= month <= 12 and 1 <= day <= lengths[month - 1] and hour < 24 and minute < 60 and second <= 60):
        return None
    before = year - 1
    days = before * 365 + before // 4 - before // 100 + before // 400 + sum(lengths[: month - 1]) + day
    offset = (-1 if sign == "-" else 1) * (int(of_hours or 0) * 60 + int(of_minutes or 0))
    # A leap second is the one before it.
    seconds = ((days * 24 + hour) * 60 + minute - offset) * 60 + min(second, 59)
    return seconds * 10**9 + int((fraction or "").ljust(9, "0"))


# Every offset leads to a day that has a name still.
MOST_BROAD_RULES = 200
LAST_TEXT = "9999-12-30T22:00:00.999999999Z"
LAST_MOMENT = moment(LAST_TEXT)


def rules_contradict(document):
    """Whether an id stands twice, too many rules name no items, a time is none, or a rule ends before it begins."""
    rules = document["rules"]
    if sum("item_ids" not in rule["items"] for rule in rules) > MOST_BROAD_RULES:
        return True
    if len({rule["id"] for rule in rules}) < len(rules):
        return True
    for rule in rules:
        begins, ends = rule.get("from"), rule.get("until")
        # The last day that can be written is for ever.
        begins, ends = (LAST_TEXT if text == "9999-12-31" else text for text in (begins, ends))
        moments = [moment(text) for text in (begins, ends) if text is not None]
        if any(found is None or found > LAST_MOMENT for found in moments):
            return True
        if len(moments) == 2 and moments[1] <= moments[0]:
            return True
    return False


BODIES = {
    "POST /v1/suggestions": suggestions_contradict,
    "POST /v1/bundles": bundles_contradict,
    "POST /v1/bundles/plot": lambda body: bundles_contradict(body) or body.get("threshold") is not None,
    "PUT /v1/items/{item_id}": change_contradicts,
    "PUT /v1/rules": rules_contradict,
}


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
    # Among boundary values there is one of which the quotes are lost.
    version = (case.headers or {}).get("If-Match")
    if case.operation.label == "PUT /v1/rules" and version is not None and not re.fullmatch(r'"[0-9]{1,19}"', version):
        return True
    item_id = (case.path_parameters or {}).get("item_id")
    if case.method in ("PUT", "DELETE") and isinstance(item_id, str) and size_bytes(item_id) > MOST_ID_BYTES:
        return True
    body_contradicts = BODIES.get(case.operation.label)
    return body_contradicts is not None and isinstance(case.body, dict) and body_contradicts(case.body)


def is_forbidden_by_others(response, case):
    """Whether a request is refused for what was sent before it."""
    if case.operation.label == "PUT /v1/rules" and response.status_code == 412:
        return "If-Match" in (case.headers or {})
    return (
        case.operation.label == "PUT /v1/items/{item_id}"
        and response.status_code == 422
        and TOLD_BEFORE in response.json()["detail"]
    )


@schemathesis.check
def right_requests_are_accepted(ctx, response, case):
    """The built-in check, but for requests that contradict themselves, or what was sent before."""
    if case.meta is not None and case.meta.generation.mode.is_positive:
        if contradicts(case):
            allowed = (401, 403, 404, 422, 429)
            assert response.status_code in allowed, (
                f"a request that contradicts itself is answered {response.status_code}, expected 422"
            )
            return None
        if is_forbidden_by_others(response, case):
            return None
    return positive_data_acceptance(ctx, response, case)


@schemathesis.check
def wrong_requests_are_refused(ctx, response, case):
    """The built-in check, but for a bulk: any text is one, and what is wrong with its lines stands in the answer. And
    a list that is too long may make a body that is too long."""
    if case.operation.label == BULK and response.status_code == 200 or response.status_code == 413:
        return None
    return negative_data_rejection(ctx, response, case)


@schemathesis.check
def allowed_methods_are_told(ctx, response, case):
    """The built-in check, but for the address of bulks: an item may be called `bulk`, whose methods are allowed, too."""
    if case.operation.label != BULK or response.request.method != "OPTIONS":
        return allow_header_conformance(ctx, response, case)
    told = response.headers.get("allow")
    assert told == ["GET, HEAD, PUT, DELETE, POST"], f"allowed at the address of bulks is {told}"
    return None


@schemathesis.serializer("application/x-ndjson")
def lines(ctx, value):
    """A text as it is; what is none as JSON, which is one line."""
    if isinstance(value, bytes):
        return value
    return (value if isinstance(value, str) else json.dumps(value)).encode("utf-8", "replace")


def maybe(strategy):
    return st.none() | strategy


ITEM_IDS = st.sampled_from(["85123A", "22423", "never sold"]) | st.text(min_size=1, max_size=40)
LINES = st.fixed_dictionaries(
    {"item_id": ITEM_IDS},
    optional={
        "title": maybe(st.text(max_size=40)),
        "category": maybe(st.text(max_size=40)),
        "brand": maybe(st.text(max_size=600)),
        "price": maybe(st.integers(-1, 10**15 + 1) | st.floats(0, 10**6)),
        "cost": maybe(st.integers(0, 10**6)),
        "stock": maybe(st.integers(-(10**9) - 1, 10**9 + 1)),
        "url": maybe(st.text(max_size=20).map(lambda rest: "https://" + rest)),
        "attributes": maybe(st.dictionaries(st.text(max_size=5), maybe(st.text(max_size=5)), max_size=5)),
        "hidden": maybe(st.booleans()),
    },
).map(json.dumps)


@schemathesis.hook.apply_to(path="/v1/items/bulk")
def before_generate_body(context, strategy):
    """Lines of items, beside any text."""
    return strategy | st.lists(LINES | st.text(max_size=20), max_size=8).map("\n".join)


@lru_cache(maxsize=1)
def changes():
    """What a line may say of an item."""
    return jsonschema_rs.Draft202012Validator(DESCRIPTION["components"]["schemas"]["ItemChange"])


def is_right(line):
    """Whether a line fits the description, and contradicts nothing."""
    item_id = line.pop("item_id", None)
    if not isinstance(item_id, str) or not 1 <= size_bytes(item_id) <= MOST_ID_BYTES:
        return False
    return changes().is_valid(line) and not change_contradicts(line)


@schemathesis.check
def lines_of_a_bulk_are_accounted_for(ctx, response, case):
    """Of each line that has something on it the answer says what became of it, and it is right."""
    if case.operation.label != BULK or response.status_code != 200:
        return None
    sent = response.request.body or b""
    sent = sent.encode() if isinstance(sent, str) else sent
    sent = sent.removeprefix(b"\xef\xbb\xbf")
    numbered = enumerate(sent.split(b"\n"), start=1)
    said = {number: line for number, line in numbered if line.strip(b" \t\n\x0c\r")}
    answer = response.json()
    refused = {line["line"]: line["detail"] for line in answer["refused"]}
    told = answer["n_taken"] + answer["n_refused"]
    assert told == len(said), f"{len(said)} lines were sent, and {told} are accounted for"
    for number, text in said.items():
        try:
            line = json.loads(text, object_pairs_hook=lambda pairs: dict(pairs) if len(dict(pairs)) == len(pairs) else [])
        except ValueError:
            line = None
        is_taken = number not in refused
        fits = isinstance(line, dict) and is_right(line)
        if fits and not is_taken:
            assert TOLD_BEFORE in refused[number], f"line {number} is right and refused: {refused[number]}"
        assert fits or not is_taken, f"line {number} is wrong and was taken: {text[:200]!r}"
    return None
