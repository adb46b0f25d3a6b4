"""Drafts for the real exports, renamed and reordered: a few words from the shipped profiles."""

import csv
import random

import pyarrow.parquet as pq
import pytest
import yaml

from scoring.importing.importer import import_export
from scoring.importing.profile.profiles import load_profile
from scoring.importing.proposal.propose import propose

MOST = 5
KEY = "<key>"
"""At the end of a path: the key itself is replaced, not what stands under it."""

# Other names for the columns, in the order of the files. `plain` names say what they are in other
# words, `chinese` the same in Chinese, and `numbered` say nothing at all.
NAMES = {
    "call-center": {
        "plain": "Call Reference|Operator|Call Date|Start Time|Reason|Picked up?|Problem solved|"
        "Wait (sec)|Talk Time|Customer Rating",
        "chinese": "通话编号|坐席姓名|通话日期|通话时间|业务类型|是否接听|是否解决|应答速度(秒)|"
        "平均通话时长|满意度评分",
    },
    "ecommerce-csat": {
        "plain": "Row No|Ticket ID|Contact Channel|Issue Type|Sub Type|Comments|Order Number|"
        "Order Placed|Reported On|Responded On|Feedback Date|City|Item|Price|Handle Time|Advisor|"
        "Team Lead|Line Manager|Seniority|Shift|Satisfaction",
        "chinese": "|工单编号|渠道名称|问题类别|子类别|客户备注|订单编号|下单时间|问题上报时间|"
        "问题响应时间|调查反馈日期|客户城市|商品类别|商品价格|接通处理时长|客服姓名|主管|经理|入职时长|"
        "坐席班次|满意度得分",
    },
    "support-regions": {
        "plain": "Case Number|Opened|Source|Topic|Urgency|Assignee|Group|First Reply (min)|"
        "Time to Resolve (h)|State|Solved At|Rating|Area|Nation|Reply On Time|Solved On Time|"
        "Period|Week No|Weekday|Hour",
        "chinese": "工单号|创建时间|渠道|类别|优先级|处理人|团队|首次响应分钟数|解决小时数|状态|"
        "解决时间|满意度|大区|国家|响应达标|解决达标|月份|周|星期|小时",
    },
}

INDIA = {("zone",): "Asia/Kolkata"}


def key(old, new):
    """Rename a column of the draft."""
    return {("columns", old, KEY): new}


# What somebody who knows the export has to change: path in the draft, and the new scalar there.
CHANGES = {
    ("call-center", "own"): {},
    ("call-center", "plain"): key("x_picked_up", "x_answered"),
    ("call-center", "chinese"): {},
    ("call-center", "numbered"): key("x_c06", "x_answered"),
    ("ecommerce-csat", "own"): INDIA,
    ("ecommerce-csat", "plain"): {
        **INDIA, **key("x_sub_type", "x_sub_category"), **key("x_seniority", "x_tenure_bucket"),
    },
    ("ecommerce-csat", "chinese"): {**INDIA, **key("x_tenure", "x_tenure_bucket")},
    ("ecommerce-csat", "numbered"): {
        **INDIA, **key("x_c05", "x_sub_category"), **key("x_c19", "x_tenure_bucket"),
    },
    ("support-regions", "own"): {},
    ("support-regions", "plain"): {
        **key("x_nation", "x_country"),
        **key("x_reply_on_time", "x_response_sla_met"),
        **key("x_solved_on_time", "x_resolution_sla_met"),
    },
    ("support-regions", "chinese"): {
        **key("x_response_sla", "x_response_sla_met"),
        **key("x_resolution_sla", "x_resolution_sla_met"),
    },
    ("support-regions", "numbered"): {
        **key("x_c14", "x_country"),
        **key("x_c15", "x_response_sla_met"),
        **key("x_c16", "x_resolution_sla_met"),
    },
}  # fmt: skip


def renamed(source, target, naming, seed):
    """Write an export with other column names, in another order."""
    with source.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    if naming == "numbered":
        names = [f"c{place:02}" for place in range(1, len(header) + 1)]
    else:
        names = header if naming == "own" else NAMES[source.stem][naming].split("|")
    assert len(names) == len(header)
    order = list(range(len(header)))
    if seed is not None:
        random.Random(seed).shuffle(order)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([line[place] for place in order] for line in [names, *rows])


def changed(text, changes):
    """Replace scalars of a draft; every path must be there, and each change is one scalar."""
    assert len(changes) <= MOST
    tree = yaml.load(text, yaml.BaseLoader)
    for path, new in changes.items():
        *above, last = path[:-1] if path[-1] == KEY else path
        place = tree
        for step in above:
            place = place[step]
        if path[-1] == KEY:
            place[new] = place.pop(last)
        else:
            assert isinstance(place[last], str)
            place[last] = new
    return yaml.safe_dump(tree, allow_unicode=True, sort_keys=False)


def tables(folder):
    found = {}
    for name in ("interactions.parquet", "roster.parquet"):
        table = pq.read_table(folder / name)
        found[name] = table.select(sorted(table.column_names))
    return found


@pytest.fixture(scope="module")
def shipped(shared, tmp_path_factory):
    made = {}

    def get(name):
        if name not in made:
            out = tmp_path_factory.mktemp("shipped") / name
            import_export(name, shared / "data" / f"{name}.csv", out)
            made[name] = tables(out)
        return made[name]

    return get


# As it is, with other names in another order, and without names in two other orders.
CASES = [(*case, None if case[1] == "own" else 7) for case in CHANGES]
CASES += [(name, "numbered", 11) for name in ("call-center", "support-regions")]


@pytest.mark.parametrize(("name", "naming", "seed"), CASES)
def test_a_draft_is_a_few_scalars_from_the_shipped_profile(
    shared, shipped, tmp_path, name, naming, seed
):
    source = tmp_path / f"{name}.csv"
    renamed(shared / "data" / f"{name}.csv", source, naming, seed)
    draft = tmp_path / "draft.yaml"
    draft.write_text(propose(source).to_yaml(), encoding="utf-8")
    load_profile(draft)
    draft.write_text(changed(draft.read_text("utf-8"), CHANGES[name, naming]), encoding="utf-8")
    import_export(draft, source, tmp_path / "out")
    found = tables(tmp_path / "out")
    for table, expected in shipped(name).items():
        assert found[table].column_names == expected.column_names
        assert found[table].equals(expected), table


@pytest.fixture(scope="module")
def told(shared):
    """What each draft says, without the line breaks and marks of its comments."""
    drafts = {name: propose(shared / "data" / f"{name}.csv").to_yaml() for name in NAMES}
    return {name: " ".join(text.replace("#", " ").split()) for name, text in drafts.items()}


def test_a_draft_names_nobody(shared, told):
    with (shared / "data" / "ecommerce-csat.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for column in ("Agent_name", "Supervisor", "Manager", "Unique id", "Order_id"):
        named = {row[column] for row in rows if row[column]}
        assert named
        assert not any(name in told["ecommerce-csat"] for name in named), column
    with (shared / "data" / "call-center.csv").open(encoding="utf-8", newline="") as file:
        agents = {row["agent"] for row in csv.DictReader(file)}
    assert len(agents) == 8
    assert not any(f" {name} " in told["call-center"] for name in agents)


def test_a_draft_tells_what_it_found(told):
    # The counts are those of the exports' README.
    contacts = told["ecommerce-csat"]
    assert "6,302 of 17,182 texts also fit %m/%d/%Y %H:%M" in contacts
    assert "701 of 17,182 times are exactly midnight" in contacts
    assert "before created_at in 635 of 17,182 rows" in contacts
    assert "Inbound (13,644), Outcall (2,943), Email (595)" in contacts
    assert "Customer Remarks: more than half empty: 11,349 of 17,182 rows" in contacts
    calls = told["call-center"]
    assert "0 stands in exactly the 946 rows where 'answered (Y/N)' is N: no value" in calls
    regions = told["support-regions"]
    assert "'created_date' + this in hours = 'resolved_date' in 3,724 of 3,724 rows" in regions
    assert "1,276 rows have it without 'resolved_date'" in regions
    assert "hour_of_day: only the hour of 'created_date'" in regions
