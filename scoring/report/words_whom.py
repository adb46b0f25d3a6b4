"""Words that say whom a report is about and what it leaves out: names, pay, small groups."""

from __future__ import annotations

from collections.abc import Mapping

WHOM: Mapping[str, tuple[str, str]] = {
    "nameless": (
        (
            "Nobody is named: ids, managers, teams, roles, ranks in a group, pay, awards and "
            "findings are left out. Regions of fewer than five people stand together."
        ),
        "不显示任何人：工号、主管、班组、岗位、组内排名、金额、荣誉和检查发现均已略去；不足五人的区域合并显示。",
    ),
    "nameless_statement": (
        (
            "Nobody is named: id, manager, team, role, rank in a group, pay and awards are left "
            "out. Regions of fewer than five people stand together."
        ),
        "不显示姓名：工号、主管、班组、岗位、组内排名、金额和荣誉均已略去；不足五人的区域合并显示。",
    ),
    "people_of_one": ("the people of one manager", "一名主管所辖人员"),
    "of_whole_run": (
        "Rows of the export and findings are of the whole run and are left out here.",
        "数据行数和检查发现涉及整个运行，此处略去。",
    ),
    "other_regions": ("Other regions", "其他区域"),
    "folded_regions": ("small regions and others, together", "不足五人的区域及并入的区域"),
    "withheld": (
        (
            "Not shown: a sum of fewer than five people, or one from which such a sum could be "
            "reckoned."
        ),
        "不显示：不足五人的合计，或可据以推算出此类合计的金额。",
    ),
    "tier_parts": (
        "Parts are of all agents with a score, the vetoed among them.",
        "占比以全部有得分的员工为基数，含一票否决者。",
    ),
}
