"""`make coverage` reads what Node.js counted, and says which modules no test imports."""

from tools.js_coverage import Module, read_lcov, table

REPORT = """SF:static/js/a.js
BRF:4
BRH:1
LF:10
LH:5
end_of_record
SF:static/js/b.js
BRF:1
BRH:1
LF:30
LH:30
end_of_record
"""


def test_lcov_report_has_lines_and_branches_by_module() -> None:
    assert read_lcov(REPORT) == {
        "static/js/a.js": Module(10, 5, 4, 1),
        "static/js/b.js": Module(30, 30, 1, 1),
    }


def test_table_lists_what_is_not_run_and_leaves_out_what_is_run_whole() -> None:
    rows = table(read_lcov(REPORT), ["static/js/a.js", "static/js/b.js", "static/js/c.js"])

    assert [row.split(maxsplit=1) for row in rows.splitlines()] == [
        ["static/js/a.js", "50.0 % of lines,  25.0 % of branches"],
        ["static/js/c.js", "not imported by a test"],
        ["all", "modules that a test imports                       87.5 % of lines"],
    ]
